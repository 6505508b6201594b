import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertFoundExposure, updateExposure } from "@/lib/db/exposures";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/exposures/can";
import { demand, verb } from "../verb";
import { foundExposure } from "./found-exposure";
import { demandLive, loadClusterScene } from "./load-cluster-scene";

/**
 * A person's click that lets what somebody closed be opened again, a rule be narrowed to its port, or a refused call be
 * sent once more. Nothing of the kind happens by itself. A rule of CSE's without an exposure is taken over first.
 */
export const clickExposure = verb({
  name: "exposures.click",
  kind: "change",
  permission: "exposure.repair",
  input: z.object({
    clusterId: z.uuid(),
    act: z.enum(["put-back", "narrow", "try-again"]),
    /** The exposure that was shown; a click about another one is refused. */
    exposureId: z.uuid().optional(),
  }),
  subject: ({ clusterId }) => ({ kind: "cluster", id: clusterId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId } = actor;
    const scene = await loadClusterScene(tx, actor, { clusterId: input.clusterId, lock: true, now });
    demandLive(scene, input.exposureId);
    const { live, found, by, repairs } = scene;
    const { cluster } = found;
    const possible = repairs.map(({ act }) => act);
    demand(can.repairExposure({ ...by, placeId: cluster.placeId, possible, act: input.act }));
    const id = live?.exposure.id ?? uuidv7();
    if (live) await updateExposure(tx, { organizationId, id }, { clickedAt: now });
    else {
      await insertFoundExposure(tx, { ...foundExposure(scene, actor, { id, now }), clickedAt: now });
    }
    audit({
      subject: { kind: "exposure", id },
      facts: { act: input.act, clusterId: cluster.id, clusterName: cluster.name },
    });
    await announceChange(tx, { organizationId, kind: "exposures", id });
    await announceChange(tx, { organizationId, kind: "clusters", id: cluster.id });
    await wakePlace(tx, cluster.placeId, { fullSweep: true });
    return { exposureId: id };
  },
});
