import { CircleAlert, CircleCheck, Hourglass, Info, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Identifier } from "./identifier";
import { type Tone, toneGraphic, toneSurface } from "./tone";

export type NoticeTone = Exclude<Tone, "neutral"> | "info";

const icons: Record<NoticeTone, typeof Info> = {
  waiting: Hourglass,
  working: RefreshCw,
  good: CircleCheck,
  bad: CircleAlert,
  info: Info,
};

/** Says the thing, why, and what to do next. `live` reads it out when it appears after an action. */
export function Notice({
  tone,
  title,
  children,
  next,
  requestId,
  live = false,
}: {
  tone: NoticeTone;
  title: string;
  children?: ReactNode;
  next?: ReactNode;
  /** The reference to quote to the people who run this. */
  requestId?: string;
  live?: boolean;
}) {
  const Icon = icons[tone];
  const look: Tone = tone === "info" ? "neutral" : tone;
  return (
    <div
      role={live ? (tone === "bad" ? "alert" : "status") : undefined}
      className={classNames("flex gap-3 rounded-lg border px-4 py-3", toneSurface[look])}
    >
      <Icon
        size={18}
        aria-hidden="true"
        className={classNames("mt-0.5 shrink-0", look === "neutral" ? "text-muted" : toneGraphic[look])}
      />
      <div className="min-w-0 max-w-prose space-y-1.5">
        <p className={classNames("font-semibold", look === "neutral" && "text-text")}>{title}</p>
        {children ? <div className="text-text">{children}</div> : null}
        {next ? <div className="text-text">{next}</div> : null}
        {requestId ? (
          <p className="text-sm text-muted">
            Reference <Identifier value={requestId} copy="reference" />
          </p>
        ) : null}
      </div>
    </div>
  );
}
