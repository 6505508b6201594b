import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { Panel } from "@/components/ui/panel";
import type { AddressBlock } from "@/lib/domain/connections/address-space";
import type { Finding } from "@/lib/domain/connections/check-request";

const looks = {
  refuse: { Icon: CircleAlert, style: "text-bad", word: "Stands in the way" },
  warn: { Icon: TriangleAlert, style: "text-waiting", word: "Warning" },
  info: { Icon: Info, style: "text-muted", word: "To know" },
};

const order = ["refuse", "warn", "info"] as const;

/** What the checks say now, worst first, with the blocks that share the cluster's addresses. */
export function FindingsPanel({
  findings,
  addressSpace,
}: {
  findings: Finding[];
  addressSpace: AddressBlock[];
}) {
  const sorted = order.flatMap((level) => findings.filter((finding) => finding.level === level));
  return (
    <Panel
      title="Checks"
      sentence="As they stand now, not as they stood when it was asked for. They run once more when you approve."
    >
      {sorted.length === 0 ? (
        <p className="flex items-center gap-2">
          <CircleCheck size={16} aria-hidden="true" className="text-good" />
          Nothing stands in the way: no addresses clash, and there is room.
        </p>
      ) : (
        <ul className="space-y-3">
          {sorted.map((finding) => {
            const { Icon, style, word } = looks[finding.level];
            return (
              <li key={`${finding.code} ${finding.message}`} className="flex gap-2.5">
                <Icon size={16} aria-hidden="true" className={`mt-[3px] shrink-0 ${style}`} />
                <div className="max-w-prose">
                  <span className="font-medium">{word}.</span> {finding.message}
                  {finding.next ? <p className="text-muted">{finding.next}</p> : null}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      <details className="mt-4">
        <summary className="cursor-pointer text-accent-text underline">
          All address blocks that were compared ({addressSpace.length})
        </summary>
        <ul className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-2">
          {addressSpace.map((block) => (
            <li key={`${block.role} ${block.label} ${block.cidr}`} className="flex justify-between gap-4">
              <span className="min-w-0">{block.label}</span>
              <code className="font-mono text-[0.92em]">{block.cidr}</code>
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  );
}
