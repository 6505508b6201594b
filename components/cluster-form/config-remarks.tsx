import { TriangleAlert } from "lucide-react";
import type { ConfigField, ConfigFinding } from "@/lib/domain/vcd/check-config";

/** What is no refusal, but should be read; what refuses stands in the field's error. */
export function ConfigRemarks({ findings }: { findings: ConfigFinding[] }) {
  const said = findings.filter(({ level }) => level === "warn");
  if (said.length === 0) return null;
  return (
    <ul className="mt-1.5 space-y-1">
      {said.map(({ code, message, next }) => (
        <li key={code} className="flex max-w-prose items-start gap-1.5 text-sm text-waiting-text">
          <TriangleAlert size={14} aria-hidden="true" className="mt-[3px] shrink-0 text-waiting" />
          <span>
            {message}
            {next ? ` ${next}` : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What refuses a field, as one text for its `error`. */
export function refusalOf(findings: ConfigFinding[], field: ConfigField): string | undefined {
  const said = findings
    .filter((finding) => finding.field === field && finding.level === "refuse")
    .map(({ message, next }) => (next ? `${message} ${next}` : message));
  return said.length > 0 ? said.join(" ") : undefined;
}
