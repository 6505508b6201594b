import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertFoundExposure } from "@/lib/db/exposures";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/exposures/can";
import { demand, verb } from "../verb";
import { foundExposure } from "./found-exposure";
import { loadClusterScene } from "./load-cluster-scene";

/**
 * Takes over a rule that CSE made without Drawbridge: from then on its certificate is looked at, its loss is said, and it
 * is taken back like any other. Nothing is sent for it, so nobody approves it.
 */
export const followExposure = verb({
  name: "exposures.follow",
  kind: "change",
  permission: "exposure.repair",
  input: z.object({ clusterId: z.uuid() }),
  subject: ({ clusterId }) => ({ kind: "cluster", id: clusterId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId } = actor;
    const scene = await loadClusterScene(tx, actor, { clusterId: input.clusterId, lock: true, now });
    const { live, found, by, exposable, foundRule } = scene;
    demand(
      can.followRule({
        ...by,
        cluster: exposable,
        live: live && { state: live.exposure.state },
        foundRule: foundRule !== null,
      }),
    );
    const id = uuidv7();
    await insertFoundExposure(tx, foundExposure(scene, actor, { id, now }));
    audit({
      subject: { kind: "exposure", id },
      before: { followed: false },
      after: {
        followed: true,
        rule: foundRule?.name ?? null,
        address: foundRule?.externalAddresses ?? null,
      },
      facts: { clusterId: found.cluster.id, clusterName: found.cluster.name },
    });
    await announceChange(tx, { organizationId, kind: "exposures", id });
    await announceChange(tx, { organizationId, kind: "clusters", id: found.cluster.id });
    await wakePlace(tx, found.cluster.placeId, { fullSweep: true });
    return { exposureId: id };
  },
});
