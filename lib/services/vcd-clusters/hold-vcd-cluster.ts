import { z } from "zod";
import type { Transaction } from "@/lib/db/pool";
import { announceChange, wakePlace } from "@/lib/db/signals";
import { findVcdCluster, setVcdClusterHold, type VcdClusterRow } from "@/lib/db/vcd-clusters";
import * as can from "@/lib/domain/exposures/can";
import type { Actor } from "../context";
import { notFound } from "../errors";
import { holdReason } from "../hold-reason";
import { demand, verb } from "../verb";

async function load(tx: Transaction, { organizationId }: Actor, id: string): Promise<VcdClusterRow> {
  const found = await findVcdCluster(tx, { organizationId, id, lock: true });
  if (!found) throw notFound("cluster");
  return found.cluster;
}

/** Sends nothing more for one cluster of VCD, neither for its exposure nor in anybody's name; looks go on. */
export const holdVcdCluster = verb({
  name: "vcd-clusters.hold",
  kind: "change",
  permission: "exposure.hold",
  input: z.object({ id: z.uuid(), reason: holdReason }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId, role } = actor;
    const { id, name, placeId, goneAt, heldAt, heldReason } = await load(tx, actor, input.id);
    demand(can.hold({ role, ended: goneAt !== null, held: heldAt !== null, what: "cluster" }));
    await setVcdClusterHold(tx, { organizationId, id }, { heldAt: now, heldReason: input.reason });
    audit({
      subject: { kind: "cluster", id },
      before: { hold: heldReason },
      after: { hold: input.reason },
      facts: { name, reason: input.reason },
    });
    await announceChange(tx, { organizationId, kind: "clusters", id });
    await wakePlace(tx, placeId);
    return { id };
  },
});

export const releaseVcdCluster = verb({
  name: "vcd-clusters.release",
  kind: "change",
  permission: "exposure.hold",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, audit }) => {
    const { organizationId, role } = actor;
    const { id, name, placeId, heldAt, heldReason } = await load(tx, actor, input.id);
    demand(can.release({ role, held: heldAt !== null, what: "cluster" }));
    await setVcdClusterHold(tx, { organizationId, id }, { heldAt: null, heldReason: null });
    audit({
      subject: { kind: "cluster", id },
      before: { hold: heldReason },
      after: { hold: null },
      facts: { name },
    });
    await announceChange(tx, { organizationId, kind: "clusters", id });
    await wakePlace(tx, placeId, { fullSweep: true });
    return { id };
  },
});
