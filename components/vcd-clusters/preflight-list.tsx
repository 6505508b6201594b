import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import { Meter } from "@/components/ui/meter";
import { toneGraphic } from "@/components/ui/tone";
import type { PreflightLine } from "@/lib/domain/vcd/checks";

const looks = {
  pass: { Icon: CircleCheck, tone: "good", word: "passes" },
  fail: { Icon: CircleX, tone: "bad", word: "fails" },
  unknown: { Icon: CircleDashed, tone: "neutral", word: "not known" },
} as const;

/** What was checked before anything is asked for: each line passes or fails, with what to do. */
export function PreflightList({ lines }: { lines: (Omit<PreflightLine, "key"> & { key: string })[] }) {
  return (
    <ul aria-label="Checked before anything is sent" className="space-y-2">
      {lines.map((line) => {
        const { Icon, tone, word } = looks[line.value];
        return (
          <li key={line.key} className="grid grid-cols-[1rem_minmax(0,1fr)] items-baseline gap-x-2.5">
            <Icon
              size={16}
              aria-hidden="true"
              className={classNames("translate-y-[3px]", toneGraphic[tone])}
            />
            <div className="min-w-0">
              <p>
                <span className="font-medium">{line.label}</span> <span className="sr-only">{word}: </span>
                <span className="text-muted">{line.sentence}</span>
              </p>
              {line.next ? <p className="text-sm">{line.next}</p> : null}
              {line.meter ? (
                <div className="mt-1 max-w-xs text-sm">
                  <Meter
                    used={line.meter.total - line.meter.free}
                    limit={line.meter.total}
                    what="external addresses in use"
                  />
                </div>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
