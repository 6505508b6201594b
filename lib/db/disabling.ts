import { sql } from "drizzle-orm";
import type { Transaction } from "./pool";

/** Disables somebody, from `at`, or enables them again (null). Only within the provider's reach. */
export async function disablePersonRow(tx: Transaction, personId: string, at: Date | null): Promise<void> {
  await tx.execute(
    sql`select drawbridge_disable_person(${personId}::uuid, ${at === null ? null : at.toISOString()}::timestamptz)`,
  );
}
