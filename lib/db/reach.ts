import { sql } from "drizzle-orm";
import type { Database, Transaction } from "./pool";

/**
 * Which organizations a transaction may see and change: their ids, or "*" for the provider's people. With none it is
 * nobody's yet, and people, sessions and links can be looked up, which is shut to everybody else. `personId` lets a
 * person see their own memberships wherever they are.
 */
export type Reach = { organizationIds: string[] | "*"; personId: string | null };

/**
 * Runs `work` in one transaction in which row-level security lets through `reach` and nothing else. Every read and
 * write of the web goes through here. Serialization failures are the caller's to retry.
 */
export function withReach<T>(db: Database, reach: Reach, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await setReach(tx, reach);
    return work(tx);
  });
}

/** Narrows or widens the reach of a transaction that is under way; a verb does so once it knows who acts. */
export async function setReach(tx: Transaction, reach: Reach): Promise<void> {
  const { organizationIds } = reach;
  const organizations = organizationIds === "*" ? "*" : organizationIds.join(",") || "-";
  await tx.execute(
    sql`select set_config('drawbridge.organizations', ${organizations}, true), set_config('drawbridge.person', ${reach.personId ?? ""}, true)`,
  );
}
