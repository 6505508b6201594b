import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { AddressSpacePicture } from "@/components/connections/address-space-picture";
import { Panel } from "@/components/ui/panel";
import type { AddressSpaceLayout } from "@/lib/domain/connections/address-space";
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
  addressSpace: AddressSpaceLayout;
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
      <div className="mt-4">
        <AddressSpacePicture
          layout={addressSpace}
          caption="The blocks that were asked for, among all that the cluster reaches."
        />
      </div>
    </Panel>
  );
}
