import { log } from "@/lib/log";
import type { Bell } from "./bell";
import type { WorkerContext } from "./context";

/** The net below the bell: what was missed is found at least this often. */
const pollMs = 1_000;

/**
 * Claims and works off whatever comes, `atOnce` at a time, until the worker stops; then ends what is under way. `work`
 * never throws. It waits for nothing but its own kind: sweeps have a loop of their own.
 */
export async function workOff<Claim>(
  { stopping }: WorkerContext,
  bell: Bell,
  options: {
    atOnce: number;
    claim: (limit: number) => Promise<Claim[]>;
    work: (claim: Claim) => Promise<void>;
    /** For the log, should claiming fail. */
    trouble: string;
  },
): Promise<void> {
  const { atOnce, claim, work, trouble } = options;
  const running = new Set<Promise<void>>();
  while (!stopping.aborted) {
    const heard = bell.next(pollMs);
    try {
      const free = atOnce - running.size;
      for (const claimed of free > 0 ? await claim(free) : []) {
        const done = work(claimed).finally(() => {
          running.delete(done);
          bell.ring();
        });
        running.add(done);
      }
    } catch (error) {
      log.warn({ err: error }, trouble);
    }
    await heard;
  }
  await Promise.all(running);
}
