import { z } from "zod";
import { updateConnection } from "@/lib/db/connections";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/connections/can";
import { holdReason } from "../hold-reason";
import { demand, verb } from "../verb";
import { loadConnectionToChange } from "./load-connection";

/** Stops that anything is sent to AWS for one connection. What is in place stays, and is looked at as before. */
export const holdConnection = verb({
  name: "connections.hold",
  kind: "change",
  permission: "connection.hold",
  input: z.object({ id: z.uuid(), reason: holdReason }),
  subject: ({ id }) => ({ kind: "connection", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { connection } = await loadConnectionToChange(tx, actor, input.id);
    demand(
      can.holdConnection({
        role: actor.role,
        state: connection.state,
        held: connection.heldAt !== null,
      }),
    );
    const { organizationId } = actor;
    await updateConnection(
      tx,
      { organizationId, id: connection.id },
      { heldAt: now, heldReason: input.reason },
    );
    audit({
      subject: { kind: "connection", id: connection.id },
      before: { hold: null },
      after: { hold: input.reason },
      facts: { name: connection.name, reason: input.reason },
    });
    await announceChange(tx, { organizationId, kind: "connections", id: connection.id });
    await wakePlace(tx, connection.placeId);
    return { id: connection.id };
  },
});
