import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { askChannel, noticeChannel, placeChannel } from "./signals";

/**
 * Calls `onWake` whenever a place was woken, something was asked, or people are to be told of something, with the
 * channel, until `stop`. One connection of its own; it comes back by itself after a failure, and what was missed
 * meanwhile is the poll's to find.
 */
export async function listenForWakes(
  databaseUrl: string,
  stop: AbortSignal,
  onWake: (channel: string) => void,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  let pauseMs = 250;
  while (!stop.aborted) {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: "drawbridge-worker-wakes",
      options: "-c role=drawbridge_worker",
      keepAlive: true,
    });
    try {
      const ended = new Promise<unknown>((resolve) => {
        client.on("error", resolve);
        client.on("end", () => resolve(new Error("The connection to PostgreSQL ended.")));
        stop.addEventListener("abort", resolve, { once: true });
      });
      client.on("notification", ({ channel }) => onWake(channel));
      await client.connect();
      await client.query(`listen ${placeChannel}; listen ${askChannel}; listen ${noticeChannel}`);
      pauseMs = 250;
      const reason = await ended;
      if (!stop.aborted) onTrouble(reason);
    } catch (error) {
      onTrouble(error);
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, 10_000);
  }
}
