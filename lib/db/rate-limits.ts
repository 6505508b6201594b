import { sql } from "drizzle-orm";
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
