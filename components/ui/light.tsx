import { CircleCheck, CircleDashed, CircleX, Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Time } from "./time";
import { type Tone, toneGraphic, toneText } from "./tone";

export type LightState = "good" | "bad" | "waiting" | "unknown";

const looks: Record<LightState, { tone: Tone; icon: typeof CircleCheck }> = {
  good: { tone: "good", icon: CircleCheck },
  bad: { tone: "bad", icon: CircleX },
  waiting: { tone: "waiting", icon: Hourglass },
  unknown: { tone: "neutral", icon: CircleDashed },
};

export interface LightProps {
  light: LightState;
  /** What is looked at: "Provider routes". */
  label: string;
  /** What was found, in words: "4 of 4 present". */
  word: string;
  /** When it was last seen; null when it never was. */
  seenAt: Date | string | null;
  now: Date | string;
  /** The cause and the fix, beneath. */
  detail?: ReactNode;
}

/** One thing that is looked at, what was found, and how old that is. Stands in a LightList. */
export function Light({ light, label, word, seenAt, now, detail }: LightProps) {
  const { tone, icon: Icon } = looks[light];
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-baseline gap-x-2.5 gap-y-0.5 py-2">
      <Icon size={16} aria-hidden="true" className={classNames("translate-y-[3px]", toneGraphic[tone])} />
      <span className="flex min-w-0 flex-wrap gap-x-2">
        <span className="font-medium">{label}</span>
        <span className={toneText[tone]}>{word}</span>
      </span>
      <span className="text-sm text-muted">
        {seenAt ? (
          <>
            seen <Time at={seenAt} now={now} />
          </>
        ) : (
          "not looked at yet"
        )}
      </span>
      {detail ? <div className="col-start-2 col-end-4 max-w-prose text-sm text-muted">{detail}</div> : null}
    </li>
  );
}

export function LightList({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-border">{children}</ul>;
}
