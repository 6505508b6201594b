import { z } from "zod";
import { readPlaceHealth, readVpcs } from "@/lib/db/clusters";
import { readHistory } from "@/lib/db/connection-history";
import { findConnection, listRequestsOf } from "@/lib/db/connections";
import { namePeople } from "@/lib/db/people";
import { readPolicyParts } from "@/lib/db/policies";
import { viewConnection } from "@/lib/domain/connections/connection-view";
import type { ConnectionView } from "@/lib/domain/connections/views";
import { namePolicy } from "@/lib/domain/policies/rule";
import type { ConnectionChoice, ConnectionTerms } from "@/lib/domain/requests/requests";
import { notFound } from "../errors";
import { verb } from "../verb";

/** A connection with everything that its page shows. */
export const getConnection = verb({
  name: "connections.get",
  kind: "read",
  permission: "connection.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<ConnectionView> => {
    const { organizationId } = actor;
    const found = await findConnection(tx, { organizationId, id: input.id });
    if (!found) throw notFound("connection");
    const { connection, cluster } = found;
    const asked = await listRequestsOf(tx, { organizationId, connectionId: connection.id });
    const request = asked[0] ?? null;
    const change = asked.find(({ state, id }) => state === "waiting" && id !== request?.id);
    const vpc = (await readVpcs(tx, [cluster])).get(`${cluster.placeId}/${cluster.vpcId}`);
    const place = (await readPlaceHealth(tx, [connection.placeId])).get(connection.placeId);
    const policy = request ? (await readPolicyParts(tx, [request])).get(request.id) : undefined;
    const names = await namePeople(tx, request?.decidedBy ? [request.decidedBy] : []);
    const history = await readHistory(tx, {
      organizationId,
      connectionId: connection.id,
      requestIds: asked.map(({ id }) => id),
    });
    return viewConnection(
      {
        role: actor.role,
        row: connection,
        cluster,
        requestedBy: found.requestedByName,
        withdrawAfterHours: found.withdrawAfterHours,
        vpc: vpc ?? null,
        place: place ?? null,
        request: request && {
          id: request.id,
          state: request.state,
          reason: request.reason,
          decidedBy: request.decidedBy
            ? (names.get(request.decidedBy) ?? null)
            : policy?.part === "approved" || policy?.part === "denied"
              ? namePolicy(policy)
              : null,
          decidedAt: request.decidedAt,
          note: request.note,
          policy: policy ?? null,
        },
        change:
          change?.terms.kind === "connection" ? { requestId: change.id, ...choiceOf(change.terms) } : null,
        history,
      },
      now,
    );
  },
});

function choiceOf({ cidrs, dnsResolution }: ConnectionTerms): ConnectionChoice {
  return { cidrs, dnsResolution };
}
