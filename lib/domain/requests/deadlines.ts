const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A request that waits this long is told of once more. */
export const remindAfterMs = 3 * dayMs;
/** And once more this long before it ends undecided. */
export const lastReminderMs = dayMs;

/** When a request that is made or edited now ends undecided; `requestDays` is the installation's setting. */
export function expiryOf(now: Date, requestDays: number): Date {
  return new Date(now.getTime() + requestDays * dayMs);
}

/** Which reminder of a waiting request is due, if any; each is told once. */
export type Reminder = "waiting-long" | "last-day";

export type Waiting = {
  /** When it was asked for, or last edited: the days count from then. */
  since: Date;
  expiresAt: Date;
  remindedAt: Date | null;
};

/**
 * The reminder that is due now and was not told yet. Where so few days are given that the two would come together, the
 * last one alone is told.
 */
export function dueReminder({ since, expiresAt, remindedAt }: Waiting, now: Date): Reminder | null {
  const at = now.getTime();
  const told = remindedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const last = expiresAt.getTime() - lastReminderMs;
  const first = since.getTime() + remindAfterMs;
  if (at >= expiresAt.getTime()) return null;
  if (at >= last) return told < last ? "last-day" : null;
  return at >= first && told < first ? "waiting-long" : null;
}

/** True where nobody decided in time: from that moment on nobody does, also where the worker has not ended it yet. */
export function isOverdue({ expiresAt }: Pick<Waiting, "expiresAt">, now: Date): boolean {
  return now.getTime() >= expiresAt.getTime();
}
