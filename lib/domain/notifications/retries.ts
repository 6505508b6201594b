/** A delivery that nobody took within this time, counted from its first try, is given up. */
export const givenUpAfterMs = 24 * 3_600_000;
/** The same of a mail about what happened: a mail server that is away is mended after days. */
export const mailGivenUpAfterMs = 4 * 24 * 3_600_000;
/** A webhook to which nothing could be delivered for this long is switched off once another delivery is given up. */
export const switchedOffAfterMs = 3 * 24 * 3_600_000;

const firstPauseMs = 5_000;
const longestPauseMs = 2 * 3_600_000;

/**
 * When a delivery is tried again after its `tries`-th try failed at `now`: pauses double from 5 s up to 2 h, each made
 * up to a half longer by `random` (0 … 1), so that what failed together does not come back together. Null: given up,
 * because the next try would come `withinMs`, a day, or more after `beganAt`.
 */
export function nextTry(options: {
  tries: number;
  beganAt: Date;
  now: Date;
  random: number;
  withinMs?: number;
}): Date | null {
  const { tries, beganAt, now, random, withinMs = givenUpAfterMs } = options;
  const pause = Math.min(firstPauseMs * 2 ** Math.max(tries - 1, 0), longestPauseMs);
  const at = new Date(now.getTime() + Math.round(pause * (1 + random / 2)));
  return at.getTime() - beganAt.getTime() < withinMs ? at : null;
}
