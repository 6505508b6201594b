import { z } from "zod";
import { updateConnection } from "@/lib/db/connections";
import { findWaitingRequest, lockRequest, recordWithdrawal } from "@/lib/db/requests";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/connections/can";
import { demand, verb } from "../verb";
import { loadConnectionToChange } from "./load-connection";

/**
 * Wants a connection gone. It ends when a sweep sees nothing of ours left: routes first, then the peering, or the
 * invitation that nobody has accepted yet.
 */
export const removeConnection = verb({
  name: "connections.remove",
  kind: "change",
  permission: "connection.remove",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "connection", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId } = actor;
    // The request's row before the connection's, as whoever decides it locks them.
    const change = await findWaitingRequest(tx, { organizationId, subjectId: input.id });
    if (change) await lockRequest(tx, change.id);
    const { connection } = await loadConnectionToChange(tx, actor, input.id);
    demand(can.removeConnection({ role: actor.role, state: connection.state }));
    const accepted = connection.state === "connecting" || connection.state === "active";
    await updateConnection(
      tx,
      { organizationId, id: connection.id },
      {
        wanted: "gone",
        state: "removing",
        stateSince: now,
        ending: {
          as: accepted ? "removed" : "withdrawn",
          reason: accepted ? "removed-here" : "withdrawn-here",
          byAccountId: null,
          detail: null,
        },
      },
    );
    if (change) {
      await recordWithdrawal(tx, change.id);
      await announceChange(tx, { organizationId, kind: "requests", id: change.id });
    }
    audit({
      subject: { kind: "connection", id: connection.id },
      before: { wanted: connection.wanted, state: connection.state },
      after: { wanted: "gone", state: "removing" },
      facts: { name: connection.name, peeringId: connection.peeringId },
    });
    await announceChange(tx, {
      organizationId,
      kind: "connections",
      id: connection.id,
    });
    await wakePlace(tx, connection.placeId, { fullSweep: true });
    return { id: connection.id };
  },
});
