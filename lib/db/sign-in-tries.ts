import { eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { rateWindows } from "./schema/sign-on";

/**
 * Tries that count for a while, each by itself: unlike `countUse`, which begins a window anew, no moment lets through
 * more than `most` in any stretch of `windowMs`. Each key has that many slots; a slot is taken until its time is over.
 */
export type Tries = { key: string; most: number; windowMs: number };

const slotsOf = ({ key, most }: Tries) => Array.from({ length: most }, (_, index) => `${key}:${index}`);

/** When the tries that still count were made. Whoever asks has the key to themselves until commit. */
export async function lockTries(tx: Transaction, tries: Tries, now: Date): Promise<Date[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${tries.key}, 0))`);
  const rows = await tx
    .select({ endsAt: rateWindows.windowEndsAt })
    .from(rateWindows)
    .where(inArray(rateWindows.key, slotsOf(tries)));
  return rows
    .filter(({ endsAt }) => endsAt > now)
    .map(({ endsAt }) => new Date(endsAt.getTime() - tries.windowMs));
}

/** Takes a free slot, under `lockTries`; null where there is none. The answer names it, to be given back. */
export async function takeTry(tx: Transaction, tries: Tries, now: Date): Promise<string | null> {
  const slots = slotsOf(tries);
  const known = await tx.select().from(rateWindows).where(inArray(rateWindows.key, slots));
  const free = slots.find(
    (slot) => !known.some(({ key, windowEndsAt }) => key === slot && windowEndsAt > now),
  );
  if (!free) return null;
  const windowEndsAt = new Date(now.getTime() + tries.windowMs);
  await tx
    .insert(rateWindows)
    .values({ key: free, windowEndsAt, count: 1 })
    .onConflictDoUpdate({ target: rateWindows.key, set: { windowEndsAt, count: 1 } });
  return free;
}

/** Gives one try back. */
export async function forgetTry(tx: Transaction, slot: string): Promise<void> {
  await tx.delete(rateWindows).where(eq(rateWindows.key, slot));
}

/** Forgets all tries of a key. */
export async function forgetTries(tx: Transaction, tries: Tries): Promise<void> {
  await tx.delete(rateWindows).where(inArray(rateWindows.key, slotsOf(tries)));
}
