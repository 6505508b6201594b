import { desc } from "drizzle-orm";
import type { Database } from "./pool";
import { workers } from "./schema/workers";

/** When any worker last gave a sign of life; null if none ever did. Throws when the database does not answer. */
export async function readLastHeartbeat(db: Database): Promise<Date | null> {
  const [row] = await db
    .select({ seenAt: workers.seenAt })
    .from(workers)
    .orderBy(desc(workers.seenAt))
    .limit(1);
  return row?.seenAt ?? null;
}
