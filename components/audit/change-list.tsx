import { ArrowRight } from "lucide-react";
import type { AuditChange } from "@/lib/domain/audit/changes";

/** A few changes in short, one a line: what, before, after. */
export function ChangeList({ changes }: { changes: AuditChange[] }) {
  return (
    <ul className="space-y-0.5">
      {changes.map(({ name, before, after }) => (
        <li key={name} className="line-clamp-2 [overflow-wrap:anywhere]">
          <span className="text-muted">{name}</span> {before ?? <Nothing />}{" "}
          <ArrowRight size={12} aria-hidden="true" className="inline align-baseline" />
          <span className="sr-only">became</span> {after ?? <Nothing />}
        </li>
      ))}
    </ul>
  );
}

export function Nothing() {
  return <span className="text-muted">nothing</span>;
}
