import type { SweptAttempt, SweptConnection, SweptPlace } from "@/lib/db/sweeps";
import type { Turn } from "@/lib/domain/connections/invitations";
import type { ConnectionIntent } from "@/lib/domain/connections/plan-types";

const hourMs = 3_600_000;
/** The reminder comes a day before an unanswered invitation is withdrawn, or in the last third of a short wait. */
const longestReminderMs = 24 * hourMs;

/** A row and its neighbours as plan() wants them. */
export function readIntent(
  { connection, cluster, withdrawAfterHours }: SweptConnection,
  { place, account }: SweptPlace,
  attempts: SweptAttempt[],
  turn: Turn,
  installationId: string,
): ConnectionIntent {
  const withdrawAfterMs = withdrawAfterHours * hourMs;
  return {
    id: connection.id,
    installationId,
    organizationId: connection.organizationId,
    clusterId: connection.clusterId,
    name: connection.name,
    requester: { accountId: cluster.accountId, region: cluster.region, vpcId: cluster.vpcId },
    accepter: { accountId: connection.accountId, region: connection.region, vpcId: connection.vpcId },
    approvedCidrs: connection.cidrs,
    dnsResolution: connection.dnsResolution,
    state: connection.state,
    stateSince: connection.stateSince,
    wanted: connection.wanted,
    ending: connection.ending,
    peeringId: connection.peeringId,
    adoptPeeringId: connection.adoptPeeringId,
    sentAt: connection.sentAt,
    expirationTime: connection.expirationTime,
    held: heldBy(connection, cluster, place),
    mode: account.mode,
    withdrawAfterMs,
    remindBeforeMs: Math.min(longestReminderMs, withdrawAfterMs / 3),
    turn,
    attempts,
    memory: connection.memory,
  };
}

function heldBy(
  connection: SweptConnection["connection"],
  cluster: SweptConnection["cluster"],
  place: SweptPlace["place"],
): ConnectionIntent["held"] {
  if (connection.heldAt) return { by: "connection" };
  if (cluster.heldAt) return { by: "cluster" };
  return place.heldAt ? { by: "place" } : null;
}
