import { z } from "zod";
import { listRegisteredClusters, type RegisteredCluster, setClusterHold } from "@/lib/db/cluster-register";
import type { Transaction } from "@/lib/db/pool";
import { announceChange, wakePlace } from "@/lib/db/signals";
import { notFound } from "../errors";
import { verb } from "../verb";

async function load(tx: Transaction, id: string): Promise<RegisteredCluster["cluster"]> {
  const [found] = await listRegisteredClusters(tx, id);
  if (!found) throw notFound("cluster");
  return found.cluster;
}

/** Sends nothing more for one cluster's connections until it is released; looks go on. */
export const holdCluster = verb({
  name: "clusters.hold",
  kind: "change",
  permission: "cluster.manage",
  input: z.object({
    id: z.uuid(),
    reason: z
      .string()
      .trim()
      .min(1, "Say why: the people whose connections wait read it.")
      .max(200, "Keep the reason to 200 characters."),
  }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ input, tx, now, audit }) => {
    const { id, organizationId, placeId, name, heldReason } = await load(tx, input.id);
    await setClusterHold(tx, id, { heldAt: now, heldReason: input.reason });
    audit({
      organizationId,
      subject: { kind: "cluster", id },
      before: { hold: heldReason },
      after: { hold: input.reason },
      facts: { name },
    });
    await announceChange(tx, { organizationId, kind: "clusters", id });
    await wakePlace(tx, placeId);
    return { name };
  },
});

export const releaseCluster = verb({
  name: "clusters.release",
  kind: "change",
  permission: "cluster.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ input, tx, audit }) => {
    const { id, organizationId, placeId, name, heldReason } = await load(tx, input.id);
    await setClusterHold(tx, id, { heldAt: null, heldReason: null });
    audit({
      organizationId,
      subject: { kind: "cluster", id },
      before: { hold: heldReason },
      after: { hold: null },
      facts: { name },
    });
    await announceChange(tx, { organizationId, kind: "clusters", id });
    await wakePlace(tx, placeId, { fullSweep: true });
    return { name };
  },
});
