import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Database } from "@/lib/db/pool";

/** Resolves once exactly one statement in this database waits for a lock that another transaction holds. */
export async function untilOneWaits(db: Database): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await db.execute(
        sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length;
    })
    .toBe(1);
}
