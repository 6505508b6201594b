import { z } from "zod";
import { updateExposure } from "@/lib/db/exposures";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/exposures/can";
import { demand, verb } from "../verb";
import { demandLive, loadClusterScene } from "./load-cluster-scene";

/** Has the opening that Drawbridge made in the edge's firewall taken back; the exposure itself stays. */
export const closeFirewall = verb({
  name: "exposures.close-firewall",
  kind: "change",
  permission: "exposure.remove",
  input: z.object({ clusterId: z.uuid(), exposureId: z.uuid().optional() }),
  subject: ({ clusterId }) => ({ kind: "cluster", id: clusterId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId } = actor;
    const scene = await loadClusterScene(tx, actor, { clusterId: input.clusterId, lock: true, now });
    demandLive(scene, input.exposureId);
    const { live, by, found } = scene;
    const { cluster } = found;
    const opening = live?.exposure.firewall ?? null;
    demand(
      can.closeFirewall({
        ...by,
        placeId: cluster.placeId,
        live: live && { state: live.exposure.state },
        open: opening?.wanted === "open",
      }),
    );
    if (!live || !opening) throw new Error(`Cluster ${cluster.id} has no opening`);
    const { id } = live.exposure;
    await updateExposure(
      tx,
      { organizationId, id },
      { firewall: { clientCidrs: opening.clientCidrs, wanted: "closed" } },
    );
    audit({
      subject: { kind: "exposure", id },
      before: { firewall: opening.wanted },
      after: { firewall: "closed" },
      facts: { clusterName: cluster.name, clientCidrs: opening.clientCidrs },
    });
    await announceChange(tx, { organizationId, kind: "exposures", id });
    await announceChange(tx, { organizationId, kind: "clusters", id: cluster.id });
    await wakePlace(tx, cluster.placeId, { fullSweep: true });
    return { exposureId: id };
  },
});
