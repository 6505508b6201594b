import { ArrowRight } from "lucide-react";
import { formatAbsolute } from "@/components/ui/relative-time";
import type { AuditChange } from "@/lib/domain/audit/changes";

/** A few changes in short, one a line: what, before, after. */
export function ChangeList({ changes }: { changes: AuditChange[] }) {
  return (
    <ul className="space-y-0.5">
      {changes.map(({ name, before, after }) => (
        <li key={name} className="line-clamp-2 [overflow-wrap:anywhere]">
          <span className="text-muted">{name}</span>{" "}
          {/* What was not there before is new: its value says it all. */}
          {before === null ? null : (
            <>
              {readable(before)} <ArrowRight size={12} aria-hidden="true" className="inline align-baseline" />
              <span className="sr-only">became</span>{" "}
            </>
          )}
          {after === null ? <Nothing /> : readable(after)}
        </li>
      ))}
    </ul>
  );
}

/** Moments within a value as people read them; exports keep them as they were recorded. */
export function readable(value: string): string {
  return value.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (moment) =>
    formatAbsolute(new Date(moment)),
  );
}

export function Nothing() {
  return <span className="text-muted">nothing</span>;
}
