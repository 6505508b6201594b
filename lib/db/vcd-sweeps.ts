import { and, eq, inArray, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { ActInput, ActKind, ActState } from "@/lib/domain/vcd/acts";
import type { Database } from "./pool";
import { exposureAttempts, exposures } from "./schema/exposures";
import { places } from "./schema/places";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { clusterActs, vcdClusters, vcdEdges, vcdInventories, vcdTasks } from "./schema/vcd-clusters";

/** A place that is an organization of VCD. */
export type SweptVcdPlace = {
  place: typeof places.$inferSelect;
  binding: typeof vcdOrganizations.$inferSelect;
  site: typeof vcdSites.$inferSelect;
};

/** A place with its organization of VCD and the site. */
export async function loadSweptVcdPlace(db: Database, placeId: string): Promise<SweptVcdPlace> {
  const [row] = await db
    .select({ place: places, binding: vcdOrganizations, site: vcdSites })
    .from(places)
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, places.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(eq(places.id, placeId));
  if (!row) throw new Error(`There is no place ${placeId} of VMware Cloud Director.`);
  return row;
}

/** States in which an exposure is looked after: approved, not ended. */
const livingStates = ["programming", "exposed", "withdrawing"] as const;

/** An exposure as far as a look must know it. */
export type LookedForExposure = {
  id: string;
  cluster: Pick<SweptCluster, "id" | "name" | "entityId" | "asked">;
  /** Its own, or its cluster's; null where neither is known yet. */
  edgeId: string | null;
  /** A glance is for it: its look is due, somebody watches it, or a person changed it since it was planned. */
  moves: boolean;
  /** Somebody watches it, or changed it just now. */
  watched: boolean;
  /** Its opening of the edge's firewall is wanted, or on its way out. */
  hasOpening: boolean;
};

/** Every exposure of a place that is looked after. */
export async function loadLookedForExposures(
  db: Database,
  placeId: string,
  now: Date,
): Promise<LookedForExposure[]> {
  const changed = sql`${exposures.revision} <> ${exposures.plannedRevision}`;
  const watched = sql`coalesce(${exposures.watchedUntil} > ${now}, false)`;
  return db
    .select({
      id: exposures.id,
      cluster: {
        id: vcdClusters.id,
        name: vcdClusters.name,
        entityId: vcdClusters.entityId,
        asked: vcdClusters.asked,
      },
      edgeId: sql<string | null>`coalesce(${exposures.edgeId}, ${vcdClusters.edgeId})`,
      moves: sql<boolean>`coalesce(${exposures.lookAt} <= ${now}, false) or ${watched} or ${changed}`,
      watched: sql<boolean>`${watched} or ${changed}`,
      hasOpening: sql<boolean>`${exposures.firewall} is not null`,
    })
    .from(exposures)
    .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
    .where(and(eq(exposures.placeId, placeId), inArray(exposures.state, [...livingStates])));
}

export type SweptCluster = typeof vcdClusters.$inferSelect;

/** Clusters of a place: `living` those that are not gone, `asked` those of them without an entity; others by entity. */
export function loadVcdClusters(
  db: Pick<Database, "select">,
  placeId: string,
  which: "living" | "asked" | { entityIds: string[] },
): Promise<SweptCluster[]> {
  const living = isNull(vcdClusters.goneAt);
  const condition: SQL | undefined =
    typeof which === "object"
      ? sql`${vcdClusters.entityId} = any (${sql.param(which.entityIds)}::text[])`
      : and(living, which === "asked" ? isNull(vcdClusters.entityId) : undefined);
  return db
    .select()
    .from(vcdClusters)
    .where(and(eq(vcdClusters.placeId, placeId), condition))
    .orderBy(vcdClusters.createdAt, vcdClusters.id);
}

/** A task that is followed to its end, and whose it is. */
export type FollowedTask = {
  taskId: string;
  clusterId: string | null;
  exposureId: string | null;
  /** When it was last read; null: not yet. */
  seenAt: Date | null;
};

/** Tasks not known to have ended: those last seen running, and those that our calls were answered with. */
export async function loadFollowedTasks(db: Database, placeId: string): Promise<FollowedTask[]> {
  const known = await db
    .select({
      taskId: vcdTasks.taskId,
      clusterId: vcdTasks.clusterId,
      exposureId: vcdTasks.exposureId,
      seenAt: vcdTasks.seenAt,
    })
    .from(vcdTasks)
    .where(and(eq(vcdTasks.placeId, placeId), isNull(vcdTasks.endedAt)))
    .orderBy(vcdTasks.seenAt);
  const isNew = (taskId: SQLWrapper) =>
    sql`not exists (select from vcd_tasks t where t.place_id = ${placeId}::uuid and t.task_id = ${taskId})`;
  const [attempted, acted] = await Promise.all([
    db
      .select({
        taskId: exposureAttempts.taskId,
        clusterId: exposures.clusterId,
        exposureId: exposureAttempts.exposureId,
      })
      .from(exposureAttempts)
      .innerJoin(exposures, eq(exposures.id, exposureAttempts.exposureId))
      .where(
        and(
          eq(exposureAttempts.placeId, placeId),
          eq(exposureAttempts.outcome, "accepted"),
          isNew(exposureAttempts.taskId),
        ),
      ),
    db
      .select({ taskId: clusterActs.taskId, clusterId: clusterActs.clusterId })
      .from(clusterActs)
      .where(
        and(eq(clusterActs.placeId, placeId), eq(clusterActs.state, "accepted"), isNew(clusterActs.taskId)),
      ),
  ]);
  const fresh = [...attempted, ...acted.map((act) => ({ ...act, exposureId: null }))].flatMap(
    ({ taskId, ...rest }) => (taskId ? [{ taskId, ...rest, seenAt: null }] : []),
  );
  return [...fresh, ...known];
}

export type KnownTask = typeof vcdTasks.$inferSelect;

/** These tasks as they were last read. */
export async function loadTasks(
  db: Database,
  placeId: string,
  taskIds: string[],
): Promise<Map<string, KnownTask>> {
  if (taskIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(vcdTasks)
    .where(and(eq(vcdTasks.placeId, placeId), sql`${vcdTasks.taskId} = any (${sql.param(taskIds)}::text[])`));
  return new Map(rows.map((row) => [row.taskId, row]));
}

/** Which of these tasks are kept. */
export async function findKnownTasks(db: Database, placeId: string, taskIds: string[]): Promise<Set<string>> {
  if (taskIds.length === 0) return new Set();
  const rows = await db
    .select({ taskId: vcdTasks.taskId })
    .from(vcdTasks)
    .where(and(eq(vcdTasks.placeId, placeId), sql`${vcdTasks.taskId} = any (${sql.param(taskIds)}::text[])`));
  return new Set(rows.map(({ taskId }) => taskId));
}

export type LiveAct = {
  id: string;
  organizationId: string;
  kind: ActKind;
  input: ActInput;
  state: ActState;
  startedAt: Date | null;
  deadline: Date | null;
  taskId: string | null;
  cluster: Pick<SweptCluster, "id" | "name" | "entityId" | "seen" | "seenAt" | "goneAt">;
};

/** Acts in a person's name that were sent, or may have been, and whose end is not known. */
export function loadLiveActs(db: Database, placeId: string): Promise<LiveAct[]> {
  return db
    .select({
      id: clusterActs.id,
      organizationId: clusterActs.organizationId,
      kind: clusterActs.kind,
      input: clusterActs.input,
      state: clusterActs.state,
      startedAt: clusterActs.startedAt,
      deadline: clusterActs.deadline,
      taskId: clusterActs.taskId,
      cluster: {
        id: vcdClusters.id,
        name: vcdClusters.name,
        entityId: vcdClusters.entityId,
        seen: vcdClusters.seen,
        seenAt: vcdClusters.seenAt,
        goneAt: vcdClusters.goneAt,
      },
    })
    .from(clusterActs)
    .innerJoin(vcdClusters, eq(vcdClusters.id, clusterActs.clusterId))
    .where(
      and(eq(clusterActs.placeId, placeId), inArray(clusterActs.state, ["sending", "accepted", "unknown"])),
    );
}

export type KnownEdge = typeof vcdEdges.$inferSelect;

/** Edge gateways of a place as last read. */
export async function loadEdges(db: Database, placeId: string): Promise<Map<string, KnownEdge>> {
  const rows = await db.select().from(vcdEdges).where(eq(vcdEdges.placeId, placeId));
  return new Map(rows.map((row) => [row.edgeId, row]));
}

/** Slow facts of a place as last read; null before the first inventory. */
export async function loadVcdInventory(
  db: Database,
  placeId: string,
): Promise<typeof vcdInventories.$inferSelect | null> {
  const [row] = await db.select().from(vcdInventories).where(eq(vcdInventories.placeId, placeId));
  return row ?? null;
}

/**
 * Whether tasks of clusters or of our own calls run, or acts in a person's name are under way, that began after `since`:
 * CSE leaves tasks running for ever where it was stopped.
 */
export async function isAnythingUnderWay(db: Database, placeId: string, since: Date): Promise<boolean> {
  const { rows } = await db.execute<{ yes: boolean }>(sql`
    select exists (
        select from vcd_tasks where place_id = ${placeId}::uuid and ended_at is null
          and (cluster_id is not null or exposure_id is not null) and first_seen_at > ${since}::timestamptz)
      or exists (
        select from cluster_acts where place_id = ${placeId}::uuid and state in ('sending', 'accepted', 'unknown')
          and started_at > ${since}::timestamptz)
      as yes`);
  return rows[0]?.yes ?? false;
}

/** A place whose cluster templates are due, and somebody's session that may be able to read them. */
export type DueCseInventory = { placeId: string; siteId: string; vcdSessionId: string };

/** Places whose templates are older than `before`, or were never read, with each session that lasts, newest first. */
export async function findDueCseInventories(
  db: Database,
  { before, now }: { before: Date; now: Date },
): Promise<DueCseInventory[]> {
  const { rows } = await db.execute<{ place_id: string; site_id: string; session_id: string }>(sql`
    select p.id as place_id, o.site_id, s.id as session_id
    from places p
    join vcd_organizations o on o.id = p.vcd_organization_id
    join vcd_inventories i on i.place_id = p.id
    join vcd_sessions s on s.vcd_organization_id = o.id
    where (i.cse_at is null or i.cse_at <= ${before}::timestamptz)
      and s.token_sealed is not null and s.ended_at is null
      and (s.expires_at is null or s.expires_at > ${now}::timestamptz)
    order by s.created_at desc`);
  return rows.map((row) => ({ placeId: row.place_id, siteId: row.site_id, vcdSessionId: row.session_id }));
}
