import { z } from "zod";
import { updateConnection } from "@/lib/db/connections";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/connections/can";
import { demand, verb } from "../verb";
import { loadConnectionToChange } from "./load-connection";

/** Lets what is wanted of a connection be sent again. */
export const releaseConnection = verb({
  name: "connections.release",
  kind: "change",
  permission: "connection.hold",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "connection", id }),
  run: async ({ actor, input, tx, audit }) => {
    const { connection } = await loadConnectionToChange(tx, actor, input.id);
    demand(
      can.releaseConnection({
        role: actor.role,
        state: connection.state,
        held: connection.heldAt !== null,
      }),
    );
    const { organizationId } = actor;
    await updateConnection(tx, { organizationId, id: connection.id }, { heldAt: null, heldReason: null });
    audit({
      subject: { kind: "connection", id: connection.id },
      before: { hold: connection.heldReason },
      after: { hold: null },
      facts: { name: connection.name },
    });
    await announceChange(tx, { organizationId, kind: "connections", id: connection.id });
    await wakePlace(tx, connection.placeId, { fullSweep: true });
    return { id: connection.id };
  },
});
