import { sql } from "drizzle-orm";
import type { Transaction } from "./pool";

export const changeChannel = "drawbridge_change";
export const placeChannel = "drawbridge_place";

/** "X changed", and for whom: all that live pages are told. `kind` is the noun of the query keys. */
export type Change = { organizationId: string; kind: string; id: string };

/** Tells every web process, after commit, that something a page may show has changed. */
export async function announceChange(tx: Transaction, change: Change): Promise<void> {
  await tx.execute(sql`select pg_notify(${changeChannel}, ${JSON.stringify(change)})`);
}

/**
 * Makes a place due now and wakes the workers, after commit. Also in the transaction of a tenant, who can neither read
 * nor write places. `fullSweep` asks for all of it instead of a glance at what moves.
 */
export async function wakePlace(
  tx: Transaction,
  placeId: string,
  options: { fullSweep?: boolean } = {},
): Promise<void> {
  await tx.execute(sql`select drawbridge_wake_place(${placeId}::uuid, ${options.fullSweep ?? false})`);
}
