import { and, eq, gt, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { rateWindows } from "./schema/sign-on";

/** How often something was used in its present window, this use included. */
export type Use = { key: string; count: number; windowEndsAt: Date };

/**
 * Counts one use of each key in its fixed window, in one statement. Keys are locked in the order given until commit, so
 * callers that share keys must name them in the same order. Only within the reach of nobody yet.
 */
export async function countUses(
  tx: Transaction,
  keys: readonly string[],
  windowMs: number,
  now: Date,
): Promise<Use[]> {
  const endsAt = new Date(now.getTime() + windowMs);
  return tx
    .insert(rateWindows)
    .values([...new Set(keys)].map((key) => ({ key, windowEndsAt: endsAt, count: 1 })))
    .onConflictDoUpdate({
      target: rateWindows.key,
      set: {
        count: sql`case when ${rateWindows.windowEndsAt} <= ${now} then 1 else ${rateWindows.count} + 1 end`,
        windowEndsAt: sql`case when ${rateWindows.windowEndsAt} <= ${now} then ${endsAt}::timestamptz else ${rateWindows.windowEndsAt} end`,
      },
    })
    .returning();
}

/** Takes one use back, in the window it was counted in. */
export async function forgiveUse(tx: Transaction, key: string, now: Date): Promise<void> {
  await tx
    .update(rateWindows)
    .set({ count: sql`greatest(${rateWindows.count} - 1, 0)` })
    .where(and(eq(rateWindows.key, key), gt(rateWindows.windowEndsAt, now)));
}

/** Deletes windows that are over, at most `limit`, leaving alone what somebody counts at this moment. */
export async function sweepWindows(tx: Transaction, now: Date, limit: number): Promise<void> {
  await tx.execute(sql`
    delete from rate_windows where key in (
      select key from rate_windows where window_ends_at < ${now}::timestamptz limit ${limit}
      for update skip locked)`);
}
