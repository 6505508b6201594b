import { keepRequest, listRequestsToKeep } from "@/lib/db/request-upkeep";
import { log } from "@/lib/log";
import type { WorkerContext } from "./context";

const atATime = 50;

/** Ends requests that nobody decided in time, and tells once more of those that wait long or end within a day. */
export async function keepRequests({
  db,
  clock,
  stopping,
}: Pick<WorkerContext, "db" | "clock" | "stopping">): Promise<void> {
  for (const id of await listRequestsToKeep(db, clock(), atATime)) {
    if (stopping.aborted) return;
    try {
      const done = await keepRequest(db, id, clock());
      if (done) log.info({ requestId: id }, `request ${done}`);
    } catch (error) {
      // One that cannot be ended must not keep the others from it.
      log.error({ err: error, requestId: id }, "A waiting request could not be looked after");
    }
  }
}
