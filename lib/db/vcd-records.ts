import { and, eq, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { CseServerSeen, CseVdcSeen, TemplateSeen } from "@/lib/domain/vcd/observed";
import { type PlaceClaim, whileClaimed } from "./places";
import type { Database, Transaction } from "./pool";
import { vcdSites } from "./schema/sites";
import { clusterActs, vcdClusters, vcdEdges, vcdInventories, vcdTasks } from "./schema/vcd-clusters";
import { announceChange } from "./signals";
import { type LiveAct, loadVcdClusters, type SweptCluster } from "./vcd-sweeps";

/** Rows a statement: enough for few round trips, few enough that nobody waits long for a lock. */
const rowsPerStatement = 500;

/** What a look made of one cluster that was known. */
export type ChangedCluster = Pick<
  SweptCluster,
  | "id"
  | "entityId"
  | "name"
  | "dialect"
  | "kind"
  | "seen"
  | "seenAt"
  | "missedAt"
  | "goneAt"
  | "edgeId"
  | "vm"
  | "vmAt"
> & {
  /** Whether a page shows anything new. */
  changed: boolean;
};

export type ClusterChanges = {
  found: Omit<typeof vcdClusters.$inferInsert, "placeId">[];
  changed: ChangedCluster[];
  /** Ids of rows that were seen as they were. */
  seenAgain: string[];
};

/**
 * Records what a look saw of clusters, while the claim holds. `decide` gets the rows that may be meant, read after the
 * look: those with `entityIds`, those without an entity yet, and where the look saw `everything` all that are not gone.
 * Answers the ids of rows by entity.
 */
export function recordClusters(
  db: Database,
  claim: PlaceClaim,
  organizationId: string,
  { entityIds, everything, at }: { entityIds: string[]; everything: boolean; at: Date },
  decide: (known: SweptCluster[]) => ClusterChanges,
): Promise<Map<string, string>> {
  const { placeId } = claim;
  return whileClaimed(db, claim, async (tx) => {
    const living = await loadVcdClusters(tx, placeId, everything ? "living" : "asked");
    const met = entityIds.length > 0 ? await loadVcdClusters(tx, placeId, { entityIds }) : [];
    const known = [...new Map([...living, ...met].map((row) => [row.id, row])).values()];
    const { found, changed, seenAgain } = decide(known);
    for (let start = 0; start < found.length; start += rowsPerStatement) {
      await tx
        .insert(vcdClusters)
        .values(found.slice(start, start + rowsPerStatement).map((row) => ({ ...row, placeId })));
    }
    for (let start = 0; start < changed.length; start += rowsPerStatement) {
      await updateClusters(tx, changed.slice(start, start + rowsPerStatement));
    }
    if (seenAgain.length > 0) {
      await tx
        .update(vcdClusters)
        .set({ seenAt: at })
        .where(sql`${vcdClusters.id} = any (${sql.param(seenAgain)}::uuid[])`);
    }
    const shown = [...found, ...changed.filter((row) => row.changed)];
    for (const { id } of shown) await announceChange(tx, { organizationId, kind: "clusters", id });
    const rows = [...known, ...found, ...changed];
    return new Map(rows.flatMap(({ entityId, id }) => (entityId ? [[entityId, id] as const] : [])));
  });
}

async function updateClusters(tx: Transaction, rows: ChangedCluster[]): Promise<void> {
  await tx.execute(sql`
    update vcd_clusters c set
      entity_id = r."entityId",
      name = r.name,
      dialect = r.dialect,
      kind = r.kind,
      seen = r.seen,
      seen_at = r."seenAt",
      missed_at = r."missedAt",
      gone_at = r."goneAt",
      edge_id = r."edgeId",
      vm = r.vm,
      vm_at = r."vmAt",
      revision = c.revision + case when r.changed then 1 else 0 end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      id uuid, "entityId" text, name text, dialect text, kind text, seen jsonb, "seenAt" timestamptz,
      "missedAt" timestamptz, "goneAt" timestamptz, "edgeId" text, vm jsonb, "vmAt" timestamptz, changed boolean)
    where c.id = r.id and (c.entity_id is null or c.entity_id = r."entityId")`);
}

/** An edge gateway as it is to be kept: what this look did not read stays as it was. */
export type EdgeRow = Omit<typeof vcdEdges.$inferInsert, "placeId" | "organizationId"> & {
  /** Whether a page shows anything new. */
  changed: boolean;
};

/** Keeps edge gateways as read. Those not read since `forgetBefore` are forgotten; null: none is. */
export function recordEdges(
  db: Database,
  claim: PlaceClaim,
  organizationId: string,
  rows: EdgeRow[],
  forgetBefore: Date | null,
): Promise<void> {
  const { placeId } = claim;
  return whileClaimed(db, claim, async (tx) => {
    for (const { changed, ...row } of rows) {
      const { edgeId: _, ...set } = row;
      await tx
        .insert(vcdEdges)
        .values({ ...row, placeId, organizationId })
        .onConflictDoUpdate({ target: [vcdEdges.placeId, vcdEdges.edgeId], set });
      if (changed) await announceChange(tx, { organizationId, kind: "edges", id: row.edgeId });
    }
    if (!forgetBefore) return;
    const forgotten = await tx
      .delete(vcdEdges)
      .where(and(eq(vcdEdges.placeId, placeId), lt(vcdEdges.seenAt, forgetBefore)))
      .returning({ edgeId: vcdEdges.edgeId });
    for (const { edgeId } of forgotten)
      await announceChange(tx, { organizationId, kind: "edges", id: edgeId });
  });
}

/** A task as it is to be kept, never with its result. */
export type TaskRow = Omit<typeof vcdTasks.$inferInsert, "placeId" | "organizationId"> & {
  /** Whether a page shows anything new. */
  changed: boolean;
};

/** Keeps tasks as read, while the claim holds. */
export function recordTasks(
  db: Database,
  claim: PlaceClaim,
  organizationId: string,
  rows: TaskRow[],
): Promise<void> {
  return whileClaimed(db, claim, async (tx) => {
    for (const { changed, ...row } of rows) {
      const { taskId: _, firstSeenAt: _first, ...set } = row;
      await tx
        .insert(vcdTasks)
        .values({ ...row, placeId: claim.placeId, organizationId })
        .onConflictDoUpdate({ target: [vcdTasks.placeId, vcdTasks.taskId], set });
      if (!changed) continue;
      const { clusterId, exposureId } = row;
      if (clusterId) await announceChange(tx, { organizationId, kind: "clusters", id: clusterId });
      if (exposureId) await announceChange(tx, { organizationId, kind: "exposures", id: exposureId });
    }
  });
}

/** Forgets tasks of a place that ended before. */
export function forgetEndedTasks(db: Database, claim: PlaceClaim, before: Date): Promise<void> {
  return whileClaimed(db, claim, async (tx) => {
    await tx
      .delete(vcdTasks)
      .where(
        and(eq(vcdTasks.placeId, claim.placeId), isNotNull(vcdTasks.endedAt), lt(vcdTasks.endedAt, before)),
      );
  });
}

type SlowFacts = Pick<
  typeof vcdInventories.$inferInsert,
  "vdcs" | "networks" | "storageProfiles" | "sizingPolicies"
>;

/** Keeps what the site's credential reads of slow facts; what people's tokens read stays. */
export function recordVcdInventory(
  db: Database,
  claim: PlaceClaim,
  organizationId: string,
  facts: SlowFacts,
  at: Date,
): Promise<void> {
  const { placeId } = claim;
  return whileClaimed(db, claim, async (tx) => {
    await tx
      .insert(vcdInventories)
      .values({ placeId, organizationId, ...facts, at })
      .onConflictDoUpdate({ target: vcdInventories.placeId, set: { ...facts, at } });
  });
}

/** Keeps what CSE told a person's session: its version at the site, templates and VDCs of the place. */
export function recordCseInventory(
  db: Database,
  { placeId, siteId }: { placeId: string; siteId: string },
  read: { server: CseServerSeen | null; templates: TemplateSeen[]; vdcs: CseVdcSeen[] },
  at: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    await tx
      .update(vcdInventories)
      .set({ templates: read.templates, cseVdcs: read.vdcs, cseAt: at })
      .where(eq(vcdInventories.placeId, placeId));
    const server = JSON.stringify(read.server);
    await tx
      .update(vcdSites)
      .set({ cseServer: read.server })
      .where(
        and(
          eq(vcdSites.id, siteId),
          sql`${vcdSites.cseServer} is distinct from nullif(${server}::jsonb, 'null')`,
        ),
      );
  });
}

/** What became of an act in a person's name. */
export type SettledAct = Pick<LiveAct, "id" | "organizationId"> & {
  clusterId: string;
  state: "accepted" | "done" | "refused" | "lost";
  taskId: string | null;
  fault: (typeof clusterActs.$inferSelect)["fault"];
};

/** Records the ends of acts, while the claim holds; an act that somebody settled meanwhile is left alone. */
export function recordSettledActs(
  db: Database,
  claim: PlaceClaim,
  settled: SettledAct[],
  at: Date,
): Promise<void> {
  return whileClaimed(db, claim, async (tx) => {
    for (const { id, organizationId, clusterId, state, taskId, fault } of settled) {
      const rows = await tx
        .update(clusterActs)
        .set({ state, taskId, fault, endedAt: state === "accepted" ? null : at })
        .where(and(eq(clusterActs.id, id), inArray(clusterActs.state, ["sending", "accepted", "unknown"])))
        .returning({ id: clusterActs.id });
      if (rows.length > 0) await announceChange(tx, { organizationId, kind: "clusters", id: clusterId });
    }
  });
}

/**
 * Clusters that were only ever asked for, and nothing that could still make them is under way, are gone. `before`: those
 * asked for later are left alone.
 */
export function closeClustersNeverMade(
  db: Database,
  claim: PlaceClaim,
  before: Date,
  at: Date,
): Promise<void> {
  return whileClaimed(db, claim, async (tx) => {
    const { rows } = await tx.execute<{ id: string; organization_id: string }>(sql`
      update vcd_clusters c set gone_at = ${at}::timestamptz, revision = c.revision + 1
      where c.place_id = ${claim.placeId}::uuid and c.entity_id is null and c.gone_at is null
        and c.created_at < ${before}::timestamptz
        and not exists (select from cluster_acts a where a.cluster_id = c.id
          and a.state in ('waiting', 'sending', 'accepted', 'unknown'))
        and not exists (select from exposures e where e.cluster_id = c.id
          and e.state in ('awaiting-approval', 'programming', 'exposed', 'withdrawing'))
      returning c.id, c.organization_id`);
    for (const row of rows) {
      await announceChange(tx, { organizationId: row.organization_id, kind: "clusters", id: row.id });
    }
  });
}
