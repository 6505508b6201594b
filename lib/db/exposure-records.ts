import { and, eq, inArray, sql } from "drizzle-orm";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { Finding } from "@/lib/domain/exposures/findings";
import type { Blocked, Ending, Lights, PlanMemory, Step } from "@/lib/domain/exposures/plan-types";
import type { ExposureState } from "@/lib/domain/exposures/states";
import { type Notice, writeNotice } from "./notices";
import { type PlaceClaim, whileClaimed } from "./places";
import type { Database, Transaction } from "./pool";
import { events } from "./schema/events";
import { exposureAttempts, exposures } from "./schema/exposures";
import { vcdClusters } from "./schema/vcd-clusters";
import { announceChange } from "./signals";

const rowsPerStatement = 200;

/** What one plan made of one exposure. */
export type PlannedExposure = {
  id: string;
  organizationId: string;
  clusterId: string;
  /** The row as it was planned: a row that a person changed meanwhile is left alone. */
  revision: number;
  previousState: ExposureState;
  /** Whether a page shows anything new. */
  changed: boolean;
  state: ExposureState;
  stateSince: Date;
  ending: Ending | null;
  wanted: "exposed" | "gone";
  endedAt: Date | null;
  edgeId: string | null;
  address: string | null;
  internalAddress: string | null;
  controlPlaneVmId: string | null;
  blocked: Blocked | null;
  wouldSend: Step[];
  findings: Finding[];
  lights: Lights;
  memory: PlanMemory;
  /** Null: this look did not read the rules. */
  observedAt: Date | null;
  lookAt: Date | null;
  /** Handshake and answer were of another address, or the exposure has ended. */
  forgetProbes: boolean;
  /** URN of the cluster's entity, where the plan found it out. */
  entityId: string | null;
  events: (typeof events.$inferInsert)[];
  /** What people are to be told of. */
  notices: Notice[];
  settled: { attemptId: string; outcome: "done" | "refused" | "lost"; fault: ProviderFault | null }[];
};

/**
 * Records plans while the claim holds; answers the ids and new revisions of those that were recorded. Rows that
 * changed since they were read are skipped with all that belongs to them: the next look plans them anew.
 */
export async function recordExposures(
  db: Database,
  claim: PlaceClaim,
  rows: PlannedExposure[],
  now: Date,
): Promise<Map<string, number>> {
  const recorded = new Map<string, number>();
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement);
    const written = await whileClaimed(db, claim, (tx) => recordExposuresIn(tx, part, now));
    for (const [id, revision] of written) recorded.set(id, revision);
  }
  return recorded;
}

/** The same within a transaction, which must be one of `whileClaimed`. */
export async function recordExposuresIn(
  tx: Transaction,
  rows: PlannedExposure[],
  now: Date,
): Promise<Map<string, number>> {
  const values = rows.map(({ events: _events, notices: _notices, settled: _settled, ...row }) => row);
  const { rows: written } = await tx.execute<{ id: string; revision: number }>(sql`
    update exposures e set
      state = r.state,
      state_since = r."stateSince",
      ending = r.ending,
      wanted = r.wanted,
      ended_at = r."endedAt",
      edge_id = coalesce(r."edgeId", e.edge_id),
      address = r.address,
      internal_address = r."internalAddress",
      control_plane_vm_id = r."controlPlaneVmId",
      blocked = r.blocked,
      would_send = coalesce(r."wouldSend", '[]'),
      findings = coalesce(r.findings, '[]'),
      lights = r.lights,
      memory = coalesce(r.memory, '{}'),
      observed_at = coalesce(r."observedAt", e.observed_at),
      look_at = r."lookAt",
      handshake = case when r."forgetProbes" then null else e.handshake end,
      handshake_at = case when r."forgetProbes" then null else e.handshake_at end,
      answer = case when r."forgetProbes" then null else e.answer end,
      answer_at = case when r."forgetProbes" then null else e.answer_at end,
      revision = e.revision + case when r.changed then 1 else 0 end,
      planned_revision = e.revision + case when r.changed then 1 else 0 end
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(
      id uuid, revision int, "previousState" text, changed boolean, state text, "stateSince" timestamptz, ending jsonb,
      wanted text, "endedAt" timestamptz, "edgeId" text, address text, "internalAddress" text, "controlPlaneVmId" text,
      blocked jsonb, "wouldSend" jsonb, findings jsonb, lights jsonb, memory jsonb, "observedAt" timestamptz,
      "lookAt" timestamptz, "forgetProbes" boolean)
    where e.id = r.id and e.revision = r.revision and e.state = r."previousState"
    returning e.id, e.revision`);
  const recorded = new Map(written.map(({ id, revision }) => [id, revision]));
  const kept = rows.filter(({ id }) => recorded.has(id));
  const said = kept.flatMap((row) => row.events);
  if (said.length > 0) await tx.insert(events).values(said);
  for (const attempt of kept.flatMap((row) => row.settled)) await settleAttempt(tx, attempt, now);
  for (const notice of kept.flatMap((row) => row.notices)) await writeNotice(tx, notice);
  for (const { organizationId, id, clusterId, entityId, changed } of kept) {
    if (entityId !== null) await nameEntity(tx, clusterId, entityId);
    if (!changed) continue;
    await announceChange(tx, { organizationId, kind: "exposures", id });
    await announceChange(tx, { organizationId, kind: "clusters", id: clusterId });
  }
  return recorded;
}

async function settleAttempt(
  tx: Transaction,
  { attemptId, outcome, fault }: PlannedExposure["settled"][number],
  now: Date,
): Promise<void> {
  await tx
    .update(exposureAttempts)
    .set({
      outcome,
      finishedAt: sql`coalesce(${exposureAttempts.finishedAt}, ${now}::timestamptz)`,
      ...(fault && { fault, providerRequestId: fault.requestId ?? exposureAttempts.providerRequestId }),
    })
    .where(
      and(
        eq(exposureAttempts.id, attemptId),
        inArray(exposureAttempts.outcome, ["open", "accepted", "unknown"]),
      ),
    );
}

/** Ties a cluster that was asked for to its entity, unless a look has found that entity on its own. */
async function nameEntity(tx: Transaction, clusterId: string, entityId: string): Promise<void> {
  await tx
    .update(vcdClusters)
    .set({ entityId })
    .where(
      and(
        eq(vcdClusters.id, clusterId),
        sql`${vcdClusters.entityId} is null`,
        sql`not exists (select from ${vcdClusters} o where o.place_id = ${vcdClusters.placeId} and o.entity_id = ${entityId})`,
      ),
    );
}

/** Locks a row for the plan about to be recorded; false where it is not any more as it was planned. */
export async function lockExposure(
  tx: Transaction,
  { id, revision, state }: { id: string; revision: number; state: ExposureState },
): Promise<boolean> {
  const rows = await tx
    .select({ id: exposures.id })
    .from(exposures)
    .where(and(eq(exposures.id, id), eq(exposures.revision, revision), eq(exposures.state, state)))
    .for("update");
  return rows.length > 0;
}

/** Says why a step that was planned is not sent after all; `lookAt` null leaves it to the regular sweep. */
export async function recordExposureBlocked(
  db: Database,
  claim: PlaceClaim,
  subject: { id: string; organizationId: string; clusterId: string; revision: number },
  blocked: Blocked,
  lookAt: Date | null,
): Promise<void> {
  const { id, organizationId, clusterId, revision } = subject;
  await whileClaimed(db, claim, async (tx) => {
    const written = await tx
      .update(exposures)
      .set({ blocked, lookAt, revision: revision + 1, plannedRevision: revision + 1 })
      .where(and(eq(exposures.id, id), eq(exposures.revision, revision)))
      .returning({ id: exposures.id });
    if (written.length === 0) return;
    await announceChange(tx, { organizationId, kind: "exposures", id });
    await announceChange(tx, { organizationId, kind: "clusters", id: clusterId });
  });
}
