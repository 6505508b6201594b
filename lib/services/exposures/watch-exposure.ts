import { z } from "zod";
import { markExposureWatched } from "@/lib/db/exposures";
import { wakePlace } from "@/lib/db/signals";
import { isExposureLive } from "@/lib/domain/exposures/states";
import { verb } from "../verb";

const watchedMs = 30_000;
const renewMs = 20_000;

/**
 * An open page: for half a minute glances at VCD include this exposure, and its API server is tried more often. Nothing
 * is changed that anybody is shown, so it is a read, and not recorded.
 */
export const watchExposure = verb({
  name: "exposures.watch",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }) => {
    const marked = await markExposureWatched(tx, {
      organizationId: actor.organizationId,
      id: input.id,
      until: new Date(now.getTime() + watchedMs),
      unlessAfter: new Date(now.getTime() + renewMs),
    });
    if (marked && isExposureLive(marked.state) && marked.state !== "awaiting-approval") {
      await wakePlace(tx, marked.placeId);
    }
    return { watched: marked !== null };
  },
});
