import { and, eq, inArray, lt, sql } from "drizzle-orm";
import type { PeeringSeen, RouteTableSeen, VpcInventory } from "@/lib/domain/connections/observed";
import type { Blocked, Ending, Lights, PlanMemory, Step } from "@/lib/domain/connections/plan-types";
import type { ConnectionState } from "@/lib/domain/connections/states";
import { type Notice, writeNotice } from "./notices";
import { type PlaceClaim, whileClaimed } from "./places";
import type { Database, Transaction } from "./pool";
import { peerings, vpcs } from "./schema/clusters";
import { attempts } from "./schema/connections";
import { events } from "./schema/events";
import { announceChange } from "./signals";

/** Rows a statement: enough for few round trips, few enough that nobody waits long for a lock. */
const rowsPerStatement = 500;

/** What one plan made of one connection. */
export type PlannedRow = {
  id: string;
  organizationId: string;
  /** The row as it was planned: a row that a person changed meanwhile is left alone. */
  revision: number;
  previousState: ConnectionState;
  /** Whether a page shows anything new. */
  changed: boolean;
  state: ConnectionState;
  stateSince: Date;
  ending: Ending | null;
  endedAt: Date | null;
  peeringId: string | null;
  expirationTime: Date | null;
  blocked: Blocked | null;
  wouldSend: Step[];
  lights: Lights;
  memory: PlanMemory;
  peering: PeeringSeen | null;
  /** Null: this look did not look for it. */
  observedAt: Date | null;
  lookAt: Date | null;
  fullLookAt: Date | null;
  events: (typeof events.$inferInsert)[];
  /** What people are to be told of. */
  notices: Notice[];
  settled: { attemptId: string; outcome: "done" | "lost" }[];
};

/**
 * Records plans while the claim holds; answers the ids and new revisions of those that were recorded. Rows that
 * changed since they were read are skipped with all that belongs to them: the next look plans them anew.
 */
export async function recordPlans(
  db: Database,
  claim: PlaceClaim,
  rows: PlannedRow[],
  now: Date,
): Promise<Map<string, number>> {
  const recorded = new Map<string, number>();
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement);
    const written = await whileClaimed(db, claim, (tx) => recordPart(tx, part, now));
    for (const [id, revision] of written) recorded.set(id, revision);
  }
  return recorded;
}

async function recordPart(tx: Transaction, rows: PlannedRow[], now: Date): Promise<Map<string, number>> {
  const values = rows.map(({ events: _events, notices: _notices, settled: _settled, ...row }) => row);
  const { rows: written } = await tx.execute<{ id: string; revision: number }>(sql`
    update connections c set
      state = r.state,
      state_since = r."stateSince",
      ending = r.ending,
      ended_at = r."endedAt",
      peering_id = r."peeringId",
      expiration_time = r."expirationTime",
      blocked = r.blocked,
      would_send = coalesce(r."wouldSend", '[]'),
      lights = r.lights,
      memory = coalesce(r.memory, '{}'),
      peering = coalesce(r.peering, c.peering),
      observed_at = coalesce(r."observedAt", c.observed_at),
      look_at = r."lookAt",
      full_look_at = r."fullLookAt",
      revision = c.revision + case when r.changed then 1 else 0 end,
      planned_revision = c.revision + case when r.changed then 1 else 0 end
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(
      id uuid, revision int, "previousState" text, changed boolean, state text, "stateSince" timestamptz, ending jsonb,
      "endedAt" timestamptz, "peeringId" text, "expirationTime" timestamptz, blocked jsonb, "wouldSend" jsonb,
      lights jsonb, memory jsonb, peering jsonb, "observedAt" timestamptz, "lookAt" timestamptz,
      "fullLookAt" timestamptz)
    where c.id = r.id and c.revision = r.revision and c.state = r."previousState"
    returning c.id, c.revision`);
  const recorded = new Map(written.map(({ id, revision }) => [id, revision]));
  const kept = rows.filter(({ id }) => recorded.has(id));
  const said = kept.flatMap((row) => row.events);
  if (said.length > 0) await tx.insert(events).values(said);
  await settleAttempts(
    tx,
    kept.flatMap((row) => row.settled),
    now,
  );
  for (const notice of kept.flatMap((row) => row.notices)) await writeNotice(tx, notice);
  for (const { organizationId, id, changed } of kept) {
    if (changed) await announceChange(tx, { organizationId, kind: "connections", id });
  }
  return recorded;
}

async function settleAttempts(tx: Transaction, settled: PlannedRow["settled"], now: Date): Promise<void> {
  for (const outcome of ["done", "lost"] as const) {
    const ids = settled.filter((attempt) => attempt.outcome === outcome).map(({ attemptId }) => attemptId);
    if (ids.length === 0) continue;
    await tx
      .update(attempts)
      .set({ outcome, finishedAt: sql`coalesce(${attempts.finishedAt}, ${now}::timestamptz)` })
      .where(and(inArray(attempts.id, ids), inArray(attempts.outcome, ["open", "unknown"])));
  }
}

export type SeenPeeringRow = Omit<typeof peerings.$inferInsert, "placeId" | "seenAt">;

/** Keeps what a look saw of peerings. `everything`: the look saw all there are, so the rest is forgotten. */
export function recordPeerings(
  db: Database,
  claim: PlaceClaim,
  seen: SeenPeeringRow[],
  options: { at: Date; everything: boolean },
): Promise<void> {
  const { placeId } = claim;
  return whileClaimed(db, claim, async (tx) => {
    for (let start = 0; start < seen.length; start += rowsPerStatement) {
      const rows = seen
        .slice(start, start + rowsPerStatement)
        .map((row) => ({ ...row, placeId, seenAt: options.at }));
      await tx
        .insert(peerings)
        .values(rows)
        .onConflictDoUpdate({
          target: [peerings.placeId, peerings.peeringId],
          set: {
            seen: sql`excluded.seen`,
            seenAt: sql`excluded.seen_at`,
            status: sql`excluded.status`,
            requesterVpcId: sql`excluded.requester_vpc_id`,
            accepterVpcId: sql`excluded.accepter_vpc_id`,
            connectionId: sql`excluded.connection_id`,
            origin: sql`excluded.origin`,
          },
        });
    }
    if (options.everything) {
      await tx.delete(peerings).where(and(eq(peerings.placeId, placeId), lt(peerings.seenAt, options.at)));
    }
  });
}

/** Keeps the route tables of VPCs as just read. VPCs without inventory wait for it. */
export function recordRouteTables(
  db: Database,
  claim: PlaceClaim,
  tables: Map<string, RouteTableSeen[]>,
  at: Date,
): Promise<void> {
  const rows = [...tables].map(([vpcId, routeTables]) => ({ vpcId, routeTables }));
  return whileClaimed(db, claim, async (tx) => {
    if (rows.length === 0) return;
    await tx.execute(sql`
      update vpcs v set route_tables = r."routeTables", route_tables_at = ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("vpcId" text, "routeTables" jsonb)
      where v.place_id = ${claim.placeId}::uuid and v.vpc_id = r."vpcId"`);
  });
}

/** Keeps an inventory: `read` with its age, and forgets VPCs that are not in `present`; null: forgets none. */
export function recordInventory(
  db: Database,
  claim: PlaceClaim,
  read: { inventory: VpcInventory; at: Date }[],
  present: string[] | null,
): Promise<void> {
  const { placeId } = claim;
  return whileClaimed(db, claim, async (tx) => {
    for (let start = 0; start < read.length; start += rowsPerStatement) {
      const rows = read.slice(start, start + rowsPerStatement).map(({ inventory, at }) => ({
        placeId,
        vpcId: inventory.vpcId,
        inventory,
        inventoryAt: at,
      }));
      await tx
        .insert(vpcs)
        .values(rows)
        .onConflictDoUpdate({
          target: [vpcs.placeId, vpcs.vpcId],
          set: { inventory: sql`excluded.inventory`, inventoryAt: sql`excluded.inventory_at` },
        });
    }
    if (!present) return;
    await tx
      .delete(vpcs)
      .where(and(eq(vpcs.placeId, placeId), sql`not (${vpcs.vpcId} = any (${sql.param(present)}::text[]))`));
  });
}
