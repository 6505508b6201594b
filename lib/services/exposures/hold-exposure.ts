import { z } from "zod";
import { type ExposureFound, findExposure, updateExposure } from "@/lib/db/exposures";
import type { Transaction } from "@/lib/db/pool";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/exposures/can";
import { isExposureEnded } from "@/lib/domain/exposures/states";
import type { Actor } from "../context";
import { notFound } from "../errors";
import { holdReason } from "../hold-reason";
import { demand, verb } from "../verb";

async function load(tx: Transaction, actor: Actor, id: string): Promise<ExposureFound["exposure"]> {
  const found = await findExposure(tx, { organizationId: actor.organizationId, id, lock: true });
  if (!found) throw notFound("exposure");
  return found.exposure;
}

const factsOf = ({ role }: Actor, row: ExposureFound["exposure"]) => ({
  role,
  ended: isExposureEnded(row.state),
  held: row.heldAt !== null,
  what: "exposure",
});

/** Stops that anything is sent to VCD for one exposure. What is in place stays, and is looked at as before. */
export const holdExposure = verb({
  name: "exposures.hold",
  kind: "change",
  permission: "exposure.hold",
  input: z.object({ id: z.uuid(), reason: holdReason }),
  subject: ({ id }) => ({ kind: "exposure", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId } = actor;
    const row = await load(tx, actor, input.id);
    demand(can.hold(factsOf(actor, row)));
    await updateExposure(tx, { organizationId, id: row.id }, { heldAt: now, heldReason: input.reason });
    audit({
      subject: { kind: "exposure", id: row.id },
      before: { hold: row.heldReason },
      after: { hold: input.reason },
      facts: { reason: input.reason },
    });
    await announceChange(tx, { organizationId, kind: "exposures", id: row.id });
    await announceChange(tx, { organizationId, kind: "clusters", id: row.clusterId });
    await wakePlace(tx, row.placeId);
    return { id: row.id };
  },
});

/** Lets what is wanted of an exposure be sent again. */
export const releaseExposure = verb({
  name: "exposures.release",
  kind: "change",
  permission: "exposure.hold",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "exposure", id }),
  run: async ({ actor, input, tx, audit }) => {
    const { organizationId } = actor;
    const row = await load(tx, actor, input.id);
    demand(can.release(factsOf(actor, row)));
    await updateExposure(tx, { organizationId, id: row.id }, { heldAt: null, heldReason: null });
    audit({
      subject: { kind: "exposure", id: row.id },
      before: { hold: row.heldReason },
      after: { hold: null },
    });
    await announceChange(tx, { organizationId, kind: "exposures", id: row.id });
    await announceChange(tx, { organizationId, kind: "clusters", id: row.clusterId });
    await wakePlace(tx, row.placeId, { fullSweep: true });
    return { id: row.id };
  },
});
