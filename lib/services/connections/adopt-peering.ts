import { z } from "zod";
import { updateConnection } from "@/lib/db/connections";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/connections/can";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { loadConnectionToChange } from "./load-connection";

/** Decides that a peering of the same pair, made elsewhere, becomes this connection's: a sweep puts our tags on it. */
export const adoptPeering = verb({
  name: "connections.adopt",
  kind: "change",
  permission: "connection.adopt",
  input: z.object({ id: z.uuid(), peeringId: z.string().regex(/^pcx-[0-9a-f]+$/) }),
  subject: ({ id }) => ({ kind: "connection", id }),
  run: async ({ actor, input, tx, audit }) => {
    const { connection } = await loadConnectionToChange(tx, actor, input.id);
    demand(
      can.adoptPeering({
        role: actor.role,
        state: connection.state,
        blocked: connection.blocked,
        adopting: connection.adoptPeeringId,
      }),
    );
    if (connection.blocked?.peeringId !== input.peeringId) {
      throw new ServiceError(
        "stale",
        `${input.peeringId} is not the peering that is in the way now; nothing was changed.`,
        { next: "Look at the page as it is now, then decide again." },
      );
    }
    const { organizationId } = actor;
    await updateConnection(tx, { organizationId, id: connection.id }, { adoptPeeringId: input.peeringId });
    audit({
      subject: { kind: "connection", id: connection.id },
      before: { adopts: connection.adoptPeeringId },
      after: { adopts: input.peeringId },
      facts: { name: connection.name, peeringId: input.peeringId },
    });
    await announceChange(tx, { organizationId, kind: "connections", id: connection.id });
    await wakePlace(tx, connection.placeId, { fullSweep: true });
    return { id: connection.id };
  },
});
