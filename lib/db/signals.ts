import { sql } from "drizzle-orm";
import type { Transaction } from "./pool";

export const changeChannel = "drawbridge_change";
export const placeChannel = "drawbridge_place";
/** Something a person waits for was asked, or an act in a person's name: the worker looks at once. */
export const askChannel = "drawbridge_ask";
/** Something people care about happened: the worker hands it on. */
export const noticeChannel = "drawbridge_notice";
/** An ask was answered; the payload is its id. */
export const answerChannel = "drawbridge_answer";

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

/** Wakes the workers, after commit, for an ask or for an act of CSE in a person's name. */
export async function announceAsk(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${askChannel}, ${id})`);
}

/** Tells the web process that waits, after commit, that its ask was answered. */
export async function announceAnswer(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${answerChannel}, ${id})`);
}

/** Wakes the workers, after commit, for a notice that is to be handed on. */
export async function announceNotice(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${noticeChannel}, ${id})`);
}
