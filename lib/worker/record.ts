import { v7 as uuidv7 } from "uuid";
import type { PlannedRow, SeenPeeringRow } from "@/lib/db/sweep-records";
import type { SweptAttempt, SweptConnection } from "@/lib/db/sweeps";
import { mayLive, type PeeringSeen } from "@/lib/domain/connections/observed";
import { type Lights, type Observed, type Plan, tagKeys } from "@/lib/domain/connections/plan-types";
import { isEnded } from "@/lib/domain/connections/states";
import { noticesOfConnection } from "@/lib/domain/notifications/connection-notices";
import { isSame } from "./same";

/** What is to be written of one connection after it was planned. */
export function describePlan(
  { connection, cluster, withdrawAfterHours }: SweptConnection,
  observed: Observed,
  plan: Plan,
  attempts: SweptAttempt[],
  now: Date,
): PlannedRow {
  const { organizationId, id } = connection;
  const moved = plan.state !== connection.state;
  const peering = observed.peerings.find((seen) => seen.id === plan.peeringId) ?? null;
  const row = {
    state: plan.state,
    ending: plan.ending,
    peeringId: plan.peeringId,
    expirationTime: plan.expirationTime,
    blocked: plan.blocked,
    wouldSend: plan.wouldSend,
    lights: plan.lights,
  };
  return {
    id,
    organizationId,
    revision: connection.revision,
    previousState: connection.state,
    changed: plan.notes.length > 0 || showsAnythingNew(connection, row, peering),
    ...row,
    stateSince: moved ? observed.at : connection.stateSince,
    endedAt: isEnded(plan.state) ? (connection.endedAt ?? now) : null,
    memory: plan.memory,
    peering,
    observedAt: observed.peeringSearched || observed.pairSearched ? observed.at : null,
    lookAt: plan.lookAgainAt,
    fullLookAt: plan.fullLookAt,
    events: plan.notes.map((note) => ({
      id: uuidv7(),
      organizationId,
      subjectKind: "connection",
      subjectId: id,
      at: observed.at,
      kind: note.kind,
      facts: note.facts,
    })),
    notices: noticesOfConnection(
      connection,
      plan,
      {
        clusterName: cluster.name,
        accountId: connection.accountId,
        vpcId: connection.vpcId,
        region: connection.region,
        providerAccountId: cluster.accountId,
      },
      { at: observed.at, withdrawAfterMs: withdrawAfterHours * 3_600_000 },
    ).map(({ kind, key, facts }) => ({
      organizationId,
      kind,
      subject: { kind: "connection", id },
      at: observed.at,
      dedupeKey: `${kind}/${id}/${key}`,
      facts,
    })),
    settled: plan.settled.flatMap(({ stepKey, outcome }) =>
      attempts
        .filter((attempt) => attempt.stepKey === stepKey && /^(open|unknown)$/.test(attempt.outcome))
        .map((attempt) => ({ attemptId: attempt.id, outcome })),
    ),
  };
}

type Shown = Pick<
  SweptConnection["connection"],
  "state" | "ending" | "peeringId" | "expirationTime" | "blocked" | "wouldSend" | "lights"
>;

/** Compares what pages show. The mere age of a light is nothing new: pages count it up themselves. */
function showsAnythingNew(
  before: Shown & { peering: PeeringSeen | null },
  after: Shown,
  peering: PeeringSeen | null,
): boolean {
  const fields = ["state", "ending", "peeringId", "expirationTime", "blocked", "wouldSend"] as const;
  return (
    fields.some((field) => !isSame(before[field], after[field])) ||
    !isSame(ageless(before.lights), ageless(after.lights)) ||
    (peering !== null && !isSame(before.peering, peering))
  );
}

function ageless(lights: Lights | null) {
  if (!lights) return null;
  return Object.entries(lights).map(([name, { at: _at, ...light }]) => [name, light]);
}

/**
 * Peerings as they are kept: ours name their connection; `orphan` carries our tags but no row wants it (any more);
 * all others are foreign, another installation's too.
 */
export function describePeerings(
  seen: PeeringSeen[],
  installationId: string,
  rows: Map<string, { ended: boolean }>,
  ownersById: Map<string, string>,
): SeenPeeringRow[] {
  return seen.map((peering) => {
    const tagged =
      peering.tags[tagKeys.installation] === installationId
        ? (peering.tags[tagKeys.connection] ?? null)
        : null;
    const row = tagged ? rows.get(tagged) : undefined;
    const owner = ownersById.get(peering.id) ?? (row ? tagged : null);
    const lives = mayLive(peering.status);
    const wanted = ownersById.has(peering.id) || (row && (!row.ended || !lives));
    const ours = peering.tags[tagKeys.installation] === installationId;
    return {
      peeringId: peering.id,
      seen: peering,
      status: peering.status,
      requesterVpcId: peering.requester.vpcId,
      accepterVpcId: peering.accepter.vpcId,
      connectionId: owner,
      origin: wanted ? "ours" : ours ? "orphan" : "foreign",
    };
  });
}
