import { and, eq, gt, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { rateWindows } from "./schema";

/** Counts one use of `key` in its fixed window and returns the uses so far in it, this one included. */
export async function countUse(tx: Transaction, key: string, windowMs: number, now: Date): Promise<number> {
  const endsAt = new Date(now.getTime() + windowMs);
  const [row] = await tx
    .insert(rateWindows)
    .values({ key, windowEndsAt: endsAt, count: 1 })
    .onConflictDoUpdate({
      target: rateWindows.key,
      set: {
        count: sql`case when ${rateWindows.windowEndsAt} <= ${now} then 1 else ${rateWindows.count} + 1 end`,
        windowEndsAt: sql`case when ${rateWindows.windowEndsAt} <= ${now} then ${endsAt}::timestamptz else ${rateWindows.windowEndsAt} end`,
      },
    })
    .returning({ count: rateWindows.count });
  return row?.count ?? 1;
}

/** Takes one use back, in the window it was counted in. */
export async function forgiveUse(tx: Transaction, key: string, now: Date): Promise<void> {
  await tx
    .update(rateWindows)
    .set({ count: sql`greatest(${rateWindows.count} - 1, 0)` })
    .where(and(eq(rateWindows.key, key), gt(rateWindows.windowEndsAt, now)));
}
