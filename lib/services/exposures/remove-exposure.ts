import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertFoundExposure, updateExposure } from "@/lib/db/exposures";
import { recordWithdrawal } from "@/lib/db/requests";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/exposures/can";
import type { Ending } from "@/lib/domain/exposures/plan-types";
import { demand, verb } from "../verb";
import { foundExposure } from "./found-exposure";
import { demandLive, loadClusterScene } from "./load-cluster-scene";

/**
 * Wants the exposure of a cluster gone: by CSE in the person's own name, or by deleting the rule. It ends when looks no
 * longer see the rule. A rule of CSE's that no exposure of ours is about is taken back the same way.
 */
export const removeExposure = verb({
  name: "exposures.remove",
  kind: "change",
  permission: "exposure.remove",
  input: z.object({
    clusterId: z.uuid(),
    removal: z.enum(["cse", "rule"]).default("rule"),
    /** The exposure that was shown; another one's removal is refused. */
    exposureId: z.uuid().optional(),
  }),
  subject: ({ clusterId }) => ({ kind: "cluster", id: clusterId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId, personId } = actor;
    const scene = await loadClusterScene(tx, actor, { clusterId: input.clusterId, lock: true, now });
    demandLive(scene, input.exposureId);
    const { live, found, by, exposable, foundRule } = scene;
    const removal = live?.exposure.way === "rule" ? "rule" : input.removal;
    demand(
      can.removeExposure({
        ...by,
        cluster: exposable,
        live: live && { state: live.exposure.state },
        foundRule: foundRule !== null,
        taker: removal,
      }),
    );
    const leaving = { wanted: "gone", state: "withdrawing", removal, removedBy: personId } as const;
    const id = live?.exposure.id ?? uuidv7();
    if (live) {
      const wasThere =
        live.exposure.memory.ruleSeenAt !== undefined || live.exposure.memory.closedAs !== undefined;
      await updateExposure(
        tx,
        { organizationId, id },
        { ...leaving, stateSince: now, ending: endingAs(wasThere), clickedAt: now },
      );
    } else {
      await insertFoundExposure(tx, {
        ...foundExposure(scene, actor, { id, now }),
        ...leaving,
        ending: endingAs(true),
      });
    }
    // Nobody is to decide any more about an opening beside an exposure that goes.
    const { waitingOpening } = scene.dnat;
    if (waitingOpening) {
      await recordWithdrawal(tx, waitingOpening.requestId);
      await announceChange(tx, { organizationId, kind: "requests", id: waitingOpening.requestId });
    }
    audit({
      subject: { kind: "exposure", id },
      before: { state: live?.exposure.state ?? "found" },
      after: { state: "withdrawing" },
      facts: {
        clusterId: found.cluster.id,
        clusterName: found.cluster.name,
        removal,
        address: live?.exposure.address ?? foundRule?.externalAddresses ?? null,
      },
    });
    await announceChange(tx, { organizationId, kind: "exposures", id });
    await announceChange(tx, { organizationId, kind: "clusters", id: found.cluster.id });
    await wakePlace(tx, found.cluster.placeId, { fullSweep: true });
    return { exposureId: id };
  },
});

function endingAs(wasThere: boolean): Ending {
  return wasThere
    ? { as: "off", reason: "unexposed-here", detail: null }
    : { as: "withdrawn", reason: "withdrawn-here", detail: null };
}
