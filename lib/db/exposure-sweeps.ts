import {
  and,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  min,
  ne,
  notInArray,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { NodesSources } from "@/lib/domain/exposures/known-nodes";
import { exposureEnds } from "@/lib/domain/exposures/states";
import type { OrgNetworkSeen, TaskSeen } from "@/lib/domain/vcd/observed";
import type { Database } from "./pool";
import { exposures } from "./schema/exposures";
import { vcdSessions } from "./schema/sign-on";
import { clusterActs, vcdClusters, vcdInventories, vcdTasks } from "./schema/vcd-clusters";
import { fromStored } from "./stored";

const plannable = notInArray(exposures.state, ["awaiting-approval", ...exposureEnds]);

const sweptExposure = {
  exposure: exposures,
  cluster: {
    id: vcdClusters.id,
    name: vcdClusters.name,
    dialect: vcdClusters.dialect,
    entityId: vcdClusters.entityId,
    asked: vcdClusters.asked,
    seen: vcdClusters.seen,
    edgeId: vcdClusters.edgeId,
    vm: vcdClusters.vm,
    clientCertificateEnds: vcdClusters.clientCertificateEnds,
    heldAt: vcdClusters.heldAt,
  },
};

export type SweptExposure = {
  exposure: typeof exposures.$inferSelect;
  cluster: Pick<
    typeof vcdClusters.$inferSelect,
    | "id"
    | "name"
    | "dialect"
    | "entityId"
    | "asked"
    | "seen"
    | "edgeId"
    | "vm"
    | "clientCertificateEnds"
    | "heldAt"
  >;
};

function selectExposures(db: Database, condition: SQL | undefined): Promise<SweptExposure[]> {
  return db
    .select(sweptExposure)
    .from(exposures)
    .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
    .where(condition)
    .orderBy(exposures.id);
}

/** Every exposure of a place that is planned: approved ones that have not ended. */
export function loadPlannedExposures(db: Database, placeId: string): Promise<SweptExposure[]> {
  return selectExposures(db, and(eq(exposures.placeId, placeId), plannable));
}

const isMoving = (now: Date) =>
  or(
    lte(exposures.lookAt, now),
    gt(exposures.watchedUntil, now),
    ne(exposures.revision, exposures.plannedRevision),
  );

/** Those that a glance is for: their next look is due, somebody watches them, or a person changed them since. */
export function loadMovingExposures(db: Database, placeId: string, now: Date): Promise<SweptExposure[]> {
  return selectExposures(db, and(eq(exposures.placeId, placeId), plannable, isMoving(now)));
}

/** When the next glance of a place is wanted for exposures, and whether anybody watches or has changed one just now. */
export async function readNextExposureLook(
  db: Database,
  placeId: string,
  now: Date,
): Promise<{ lookAt: Date | null; watched: boolean; changed: boolean }> {
  const [row] = await db
    .select({
      lookAt: min(exposures.lookAt),
      watched: sql<boolean>`coalesce(bool_or(${exposures.watchedUntil} > ${now}), false)`,
      changed: sql<boolean>`coalesce(bool_or(${exposures.revision} <> ${exposures.plannedRevision}), false)`,
    })
    .from(exposures)
    .where(and(eq(exposures.placeId, placeId), plannable, or(isNotNull(exposures.lookAt), isMoving(now))));
  return row ?? { lookAt: null, watched: false, changed: false };
}

/** Each person's newest session at VCD in an organization that still has a token, by person: its id. */
export async function findUsableSessions(
  db: Database,
  vcdOrganizationId: string,
  personIds: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([vcdSessions.personId], { personId: vcdSessions.personId, id: vcdSessions.id })
    .from(vcdSessions)
    .where(
      and(
        eq(vcdSessions.vcdOrganizationId, vcdOrganizationId),
        inArray(vcdSessions.personId, [...personIds]),
        isNotNull(vcdSessions.tokenSealed),
        isNull(vcdSessions.endedAt),
        or(isNull(vcdSessions.expiresAt), gt(vcdSessions.expiresAt, now)),
      ),
    )
    .orderBy(vcdSessions.personId, sql`${vcdSessions.createdAt} desc, ${vcdSessions.id} desc`);
  return new Map(rows.map(({ personId, id }) => [personId, id]));
}

/** Networks of an organization as the inventory has them; none where there is none yet. */
export async function loadNetworks(db: Database, placeId: string): Promise<OrgNetworkSeen[]> {
  const [row] = await db
    .select({ networks: vcdInventories.networks })
    .from(vcdInventories)
    .where(eq(vcdInventories.placeId, placeId));
  return row?.networks ?? [];
}

/** Those of these tasks that have ended, as they were last read: VCD may not show them any more. */
export async function loadEndedTasks(
  db: Database,
  placeId: string,
  taskIds: readonly string[],
): Promise<Map<string, TaskSeen>> {
  if (taskIds.length === 0) return new Map();
  const rows = await db
    .select({ taskId: vcdTasks.taskId, seen: vcdTasks.seen })
    .from(vcdTasks)
    .where(
      and(
        eq(vcdTasks.placeId, placeId),
        sql`${vcdTasks.taskId} = any (${sql.param([...taskIds])}::text[])`,
        isNotNull(vcdTasks.endedAt),
      ),
    );
  return new Map(
    rows.map(({ taskId, seen }) => [taskId, { ...fromStored<Omit<TaskSeen, "result">>(seen), result: null }]),
  );
}

/** Tasks of acts on these clusters that CSE accepted, by cluster: a deletion there may still take the rule along. */
export async function loadActTasks(
  db: Database,
  clusterIds: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (clusterIds.length === 0) return found;
  const rows = await db
    .select({ clusterId: clusterActs.clusterId, taskId: clusterActs.taskId })
    .from(clusterActs)
    .where(and(inArray(clusterActs.clusterId, [...clusterIds]), isNotNull(clusterActs.taskId)));
  for (const { clusterId, taskId } of rows) {
    if (taskId) found.set(clusterId, [...(found.get(clusterId) ?? []), taskId]);
  }
  return found;
}

/** Clusters of a place as their nodes' addresses are known from them. */
export function loadNodesSources(db: Database, placeId: string): Promise<NodesSources[]> {
  return db
    .select({
      name: vcdClusters.name,
      dialect: vcdClusters.dialect,
      seen: vcdClusters.seen,
      vm: vcdClusters.vm,
      goneAt: vcdClusters.goneAt,
    })
    .from(vcdClusters)
    .where(and(eq(vcdClusters.placeId, placeId), isNull(vcdClusters.goneAt)));
}
