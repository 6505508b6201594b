"use client";
import { useSyncExternalStore } from "react";
import { readClock, subscribeClock } from "./clock";
import { formatAbsolute, formatRelative, formatRemaining } from "./relative-time";

/** Relative, ticking; the absolute on hover. `now` is the server's, for the first paint. */
export function Time({ at, now, className }: { at: Date | string; now: Date | string; className?: string }) {
  const moment = new Date(at);
  const words = useSyncExternalStore(
    subscribeClock,
    () => formatRelative(moment, readClock()),
    () => formatRelative(moment, new Date(now)),
  );
  return (
    <time
      dateTime={moment.toISOString()}
      title={formatAbsolute(moment)}
      className={`whitespace-nowrap ${className ?? ""}`}
    >
      {words}
    </time>
  );
}

/** Time that is left, two units, ticking; `ended` when none is. */
export function Countdown({
  to,
  now,
  ended = "time is up",
  className,
}: {
  to: Date | string;
  now: Date | string;
  ended?: string;
  className?: string;
}) {
  const moment = new Date(to);
  const words = useSyncExternalStore(
    subscribeClock,
    () => formatRemaining(moment, readClock()) ?? ended,
    () => formatRemaining(moment, new Date(now)) ?? ended,
  );
  return (
    <time
      dateTime={moment.toISOString()}
      title={formatAbsolute(moment)}
      className={`whitespace-nowrap ${className ?? ""}`}
    >
      {words}
    </time>
  );
}
