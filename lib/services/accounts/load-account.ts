import { type AccountRow, findAccount, listPlaceFigures } from "@/lib/db/accounts";
import type { Transaction } from "@/lib/db/pool";
import { announceChange, wakePlace } from "@/lib/db/signals";
import type { Actor } from "../context";
import { notFound } from "../errors";

export async function loadAccount(tx: Transaction, id: string): Promise<AccountRow> {
  const account = await findAccount(tx, id);
  if (!account) throw notFound("account");
  return account;
}

/** Has every place of an account looked at now, in full. */
export async function wakeAccount(tx: Transaction, id: string): Promise<void> {
  for (const { place } of await listPlaceFigures(tx, id)) await wakePlace(tx, place.id, { fullSweep: true });
}

/** Accounts are the provider's: only its own people hear that one changed. */
export async function announceAccount(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await announceChange(tx, { organizationId: actor.organizationId, kind: "accounts", id });
}
