import { Info, TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Finding } from "@/lib/domain/connections/check-request";

/** Warnings and remarks of one field, and corrections that are offered; what refuses stands in the field's error. */
export function FieldFindings({
  findings,
  hasError,
  onUse,
}: {
  findings: Finding[];
  /** The error above says already why a correction is offered. */
  hasError: boolean;
  onUse: (suggestion: string) => void;
}) {
  const said = findings.filter((finding) => finding.level !== "refuse" && !(hasError && finding.suggestion));
  const suggestion = findings.find((finding) => finding.suggestion)?.suggestion;
  if (said.length === 0 && !suggestion) return null;
  return (
    <div className="mt-1.5 space-y-1.5">
      <ul className="space-y-1">
        {said.map((finding) => (
          <li
            key={`${finding.code}-${finding.message}`}
            className="flex max-w-prose items-start gap-1.5 text-sm"
          >
            {finding.level === "warn" ? (
              <TriangleAlert size={14} aria-hidden="true" className="mt-[3px] shrink-0 text-waiting" />
            ) : (
              <Info size={14} aria-hidden="true" className="mt-[3px] shrink-0 text-muted" />
            )}
            <span className={finding.level === "warn" ? "text-waiting-text" : "text-muted"}>
              {finding.message}
              {finding.next ? ` ${finding.next}` : null}
            </span>
          </li>
        ))}
      </ul>
      {suggestion ? (
        <Button size="small" onClick={() => onUse(suggestion)}>
          Use {suggestion}
        </Button>
      ) : null}
    </div>
  );
}
