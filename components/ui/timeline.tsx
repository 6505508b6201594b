import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Identifier } from "./identifier";
import { Time } from "./time";
import { type Tone, toneGraphic } from "./tone";

export interface TimelineEntry {
  id: string;
  at: Date | string;
  /** A person, a policy, "Drawbridge", "AWS". */
  who: string;
  what: ReactNode;
  /** The cause, in plain words. */
  cause?: ReactNode;
  /** The vendor's own request id, to quote to its support. */
  requestId?: string;
  /** Whose id that is. */
  requestIdLabel?: string;
  tone?: Tone;
}

/** What happened, newest first as given: who, when, what, why. */
export function Timeline({ entries, now }: { entries: TimelineEntry[]; now: Date | string }) {
  return (
    <ol className="relative">
      {entries.map((entry, index) => (
        <li key={entry.id} className="relative flex gap-3 pb-4 last:pb-0">
          {index < entries.length - 1 ? (
            <span aria-hidden="true" className="absolute top-4 bottom-0 left-[5.5px] w-px bg-border" />
          ) : null}
          <svg
            viewBox="0 0 12 12"
            width={12}
            height={12}
            aria-hidden="true"
            className={classNames("mt-[5px] shrink-0", toneGraphic[entry.tone ?? "neutral"])}
          >
            <circle cx={6} cy={6} r={3.5} fill="currentColor" />
          </svg>
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="min-w-0">{entry.what}</span>
              <span className="text-sm text-muted">
                {entry.who} · <Time at={entry.at} now={now} />
              </span>
            </p>
            {entry.cause ? <div className="max-w-prose text-sm text-muted">{entry.cause}</div> : null}
            {entry.requestId ? (
              <p className="text-sm text-muted">
                {entry.requestIdLabel ?? "AWS request"} <Identifier value={entry.requestId} />
              </p>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
