import { eq, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { people } from "./schema/people";
import { readSettings } from "./settings";

const doors = sql`hashtextextended('drawbridge passwords open sessions', 0)`;

export type PasswordStanding = "holds" | "changed" | "disabled" | "switched-off";

/**
 * Whether a password that was compared a moment ago still opens a session, and until commit it does: whoever changes it,
 * disables its person or switches passwords off waits, and then finds the session to end. Only within the reach of
 * nobody yet.
 */
export async function holdPassword(
  tx: Transaction,
  { personId, passwordHash }: { personId: string; passwordHash: string | null },
): Promise<PasswordStanding> {
  if (!(await holdLocalAccounts(tx))) return "switched-off";
  const [row] = await tx
    .select({ passwordHash: people.passwordHash, disabledAt: people.disabledAt })
    .from(people)
    .where(eq(people.id, personId))
    .for("share");
  if (!row || row.passwordHash !== passwordHash) return "changed";
  return row.disabledAt ? "disabled" : "holds";
}

/** Whether local accounts are on, and until commit they are: whoever switches them off waits. */
export async function holdLocalAccounts(tx: Transaction): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${doors})`);
  return (await readSettings(tx)).localAccounts;
}

/** Waits for sessions that passwords are opening at this moment; further ones wait until commit. */
export async function shutPasswords(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${doors})`);
}
