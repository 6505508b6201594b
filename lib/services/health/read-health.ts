import { readLastHeartbeat } from "@/lib/db/health";
import type { Database } from "@/lib/db/pool";
import { log } from "@/lib/log";

export type Health = {
  ok: boolean;
  web: "up";
  database: "up" | "down";
  worker: "up" | "down" | "unknown";
  /** When a worker last gave a sign of life. */
  workerSeenAt: string | null;
};

const heartbeatStaleMs = 20_000;

/** What is up, for launchers and load balancers. Open to all, so it says nothing about anybody. */
export async function readHealth(db: Database, now: Date): Promise<Health> {
  try {
    const seenAt = await readLastHeartbeat(db);
    const worker = seenAt && now.getTime() - seenAt.getTime() < heartbeatStaleMs ? "up" : "down";
    return {
      ok: worker === "up",
      web: "up",
      database: "up",
      worker,
      workerSeenAt: seenAt?.toISOString() ?? null,
    };
  } catch (error) {
    log.error({ err: error }, "health: the database does not answer");
    return { ok: false, web: "up", database: "down", worker: "unknown", workerSeenAt: null };
  }
}
