import { z } from "zod";
import { markWatched } from "@/lib/db/connections";
import { wakePlace } from "@/lib/db/signals";
import { isLive } from "@/lib/domain/connections/states";
import { verb } from "../verb";

const watchedMs = 30_000;
const renewMs = 20_000;

/**
 * An open page: for half a minute glances at AWS include this connection. Nothing is changed that anybody is shown,
 * so it is a read, and not recorded.
 */
export const watchConnection = verb({
  name: "connections.watch",
  kind: "read",
  permission: "connection.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }) => {
    const marked = await markWatched(tx, {
      organizationId: actor.organizationId,
      id: input.id,
      until: new Date(now.getTime() + watchedMs),
      unlessAfter: new Date(now.getTime() + renewMs),
    });
    if (marked && isLive(marked.state) && marked.state !== "awaiting-approval") {
      await wakePlace(tx, marked.placeId);
    }
    return { watched: marked !== null };
  },
});
