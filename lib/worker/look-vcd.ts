import type { FollowedTask, KnownEdge, LiveAct, LookedForExposure, SweptCluster } from "@/lib/db/vcd-sweeps";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { type ClusterEntitySeen, endedTaskStatuses, type TaskSeen } from "@/lib/domain/vcd/observed";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { findClusters, getCluster, listClusters } from "@/lib/providers/vcd/clusters";
import { listEdgeGateways } from "@/lib/providers/vcd/edge-gateways";
import { isForbidden, isMissing } from "@/lib/providers/vcd/faults";
import { bareId } from "@/lib/providers/vcd/identifiers";
import { listRunningTasks } from "@/lib/providers/vcd/tasks";
import { inParallel } from "./in-parallel";
import { readEdges, type WantedEdge } from "./look-vcd-edges";
import { knownMachines, type MachinesLook, readMachines, readVirtualServices } from "./look-vcd-machines";
import { concerningTasks, readTasks, type TasksLook, tasksOfEdge } from "./look-vcd-tasks";
import type { VcdLook } from "./vcd-look";

/** Clusters that a glance reads one by one; where more move, the list takes fewer calls. */
const mostSingles = 4;

export type LookWanted = {
  at: Date;
  full: boolean;
  exposures: LookedForExposure[];
  followed: FollowedTask[];
  /** Ids of the tasks of `rows` that are kept already. */
  knownTasks: Set<string>;
  /** A full sweep was made before: clusters without a row are new. */
  sweptBefore: boolean;
  acts: LiveAct[];
  /** Rows of clusters that are not gone. */
  rows: SweptCluster[];
  edges: Map<string, KnownEdge>;
};

/** A look, and what else came of it that rows are to keep. */
export type WholeLook = {
  look: VcdLook;
  /** Edge gateways were listed: those not in the look are not there. */
  everyEdge: boolean;
  /** Why a full look is without a part of the organization; undefined for a glance, which cannot tell. */
  refusal: ProviderFault | null | undefined;
  forgottenTasks: Set<string>;
  machines: MachinesLook;
};

/**
 * Reads an organization of VCD: everything, or at a glance what moves. Tasks are read before what they change, so that
 * what a task did is seen once it has ended. Throws ProviderError where the organization as a whole cannot be read.
 */
export async function lookAtVcd(session: VcdSession, wanted: LookWanted): Promise<WholeLook> {
  const { at, full, rows } = wanted;
  const moving = wanted.exposures.filter(({ moves }) => moves);
  const refusals: ProviderFault[] = [];
  const running =
    full || moving.length > 0 ? await unlessForbidden(refusals, () => listRunningTasks(session)) : undefined;
  const runningTasks = running ?? { tasks: [], complete: false };
  const isOurs = knowsTask(rows);
  const followed = [...wanted.followed.map(({ taskId }) => taskId), ...concerningTasks(runningTasks, isOurs)];
  const read = await readTasks(session, followed);

  const [found, listedEdges] = await Promise.all([
    readClusters(session, wanted, moving),
    full ? unlessForbidden(refusals, () => listEdgeGateways(session)) : undefined,
  ]);
  const wantedEdges = listedEdges
    ? listedEdges.map((seen) => ({ edgeId: seen.id, seen, firewall: true, known: wanted.edges.get(seen.id) }))
    : edgesByThemselves(wanted, moving);
  const byEntity = new Map(rows.flatMap((row) => (row.entityId ? [[row.entityId, row] as const] : [])));
  const entityIdsOf = (exposures: LookedForExposure[]) =>
    new Set(exposures.flatMap(({ cluster }) => cluster.entityId ?? []));
  const [edges, machines, services] = await Promise.all([
    readEdges(session, wantedEdges),
    readMachines(session, found.clusters ?? [], {
      rows: byEntity,
      moving: entityIdsOf(moving),
      exposed: entityIdsOf(wanted.exposures),
      full,
      at,
    }),
    full ? readVirtualServices(session, found.clusters ?? [], byEntity, at) : null,
  ]);
  for (const [edgeId, edge] of edges) edge.tasks = tasksOfEdge(runningTasks, read.tasks, edgeId);
  const clusters = found.clusters?.map((cluster) =>
    services
      ? { ...cluster, virtualServices: cluster.virtualServices.map((each) => services.get(each.id) ?? each) }
      : cluster,
  );

  const newTasks = await readNewTasks(session, clusters ?? [], {
    read,
    rows: byEntity,
    known: wanted.knownTasks,
    sweptBefore: wanted.sweptBefore,
  });
  return {
    look: {
      at,
      full,
      clusters: clusters ?? null,
      everyCluster: found.everyCluster,
      searched: found.searched,
      edges,
      tasks: new Map([...read.tasks, ...newTasks]),
      vms: knownMachines(clusters ?? [], byEntity, machines),
    },
    everyEdge: listedEdges !== undefined,
    refusal: full ? (refusals[0] ?? null) : undefined,
    forgottenTasks: read.forgotten,
    machines,
  };
}

/** Edge gateways that are not listed: those of what moves, or where the list is refused all that are known. */
function edgesByThemselves({ full, edges }: LookWanted, moving: LookedForExposure[]): WantedEdge[] {
  const edgeIds = full ? edges.keys() : moving.flatMap(({ edgeId }) => edgeId ?? []);
  const opened = new Set(moving.flatMap(({ hasOpening, edgeId }) => (hasOpening ? (edgeId ?? []) : [])));
  return [...new Set(edgeIds)].map((edgeId) => ({
    edgeId,
    firewall: full || opened.has(edgeId),
    known: edges.get(edgeId),
  }));
}

/** A part that the credential lacks the right for keeps no other from being read. */
async function unlessForbidden<T>(refusals: ProviderFault[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProviderError) || !isForbidden(error.fault)) throw error;
    refusals.push(error.fault);
    return undefined;
  }
}

/** Tells tasks of clusters that are known, by the entity's word or by the object they work on. */
function knowsTask(rows: SweptCluster[]) {
  const taskIds = new Set(rows.flatMap(({ seen }) => seen?.taskId ?? []));
  const objects = new Set(
    rows.flatMap(({ entityId, seen }) => [entityId, seen?.vAppId].flatMap((id) => (id ? bareId(id) : []))),
  );
  return ({ id, objectId }: { id: string; objectId: string | null }) =>
    taskIds.has(id) || (objectId !== null && objects.has(objectId));
}

type ClustersFound = Pick<VcdLook, "clusters" | "everyCluster" | "searched">;

async function readClusters(
  session: VcdSession,
  { full, acts, followed, rows }: LookWanted,
  moving: LookedForExposure[],
): Promise<ClustersFound> {
  const nothing = () => ({ ids: new Set<string>(), names: new Set<string>() });
  if (full) return { clusters: await listClusters(session), everyCluster: true, searched: nothing() };
  const byId = new Map(rows.map((row) => [row.id, row]));
  const concerned = [
    ...moving.map(({ cluster }) => cluster),
    ...acts.map(({ cluster }) => cluster),
    ...followed.flatMap(({ clusterId }) => byId.get(clusterId ?? "") ?? []),
    ...rows.filter(({ missedAt }) => missedAt !== null),
  ];
  const ids = new Set(concerned.flatMap(({ entityId }) => entityId ?? []));
  const names = new Set(concerned.flatMap(({ entityId, name }) => (entityId ? [] : name)));
  if (ids.size + names.size === 0) return { clusters: null, everyCluster: false, searched: nothing() };
  if (ids.size + names.size > mostSingles) {
    return { clusters: await listClusters(session), everyCluster: true, searched: nothing() };
  }
  const found = new Map<string, ClusterEntitySeen>();
  const reads = [
    ...[...ids].map(
      (id) => async () => [await getClusterIfThere(session, id)].filter((each) => each !== null),
    ),
    ...[...names].map((name) => () => findClusters(session, name)),
  ];
  await inParallel(reads, mostSingles, async (read) => {
    for (const cluster of await read()) found.set(cluster.id, cluster);
  });
  return { clusters: [...found.values()], everyCluster: false, searched: { ids, names } };
}

async function getClusterIfThere(session: VcdSession, id: string): Promise<ClusterEntitySeen | null> {
  try {
    return await getCluster(session, id);
  } catch (error) {
    if (error instanceof ProviderError && isMissing(error.fault)) return null;
    throw error;
  }
}

type TasksKnown = {
  read: TasksLook;
  /** By entity. */
  rows: Map<string, SweptCluster>;
  known: Set<string>;
  sweptBefore: boolean;
};

/**
 * Tasks that entities name for the first time: those at work, and those that failed or came while nobody looked. One
 * that ended between the entity's reading and its own is left to the next look, which sees what it did.
 */
async function readNewTasks(
  session: VcdSession,
  clusters: ClusterEntitySeen[],
  { read, rows, known, sweptBefore }: TasksKnown,
): Promise<Map<string, TaskSeen>> {
  const isWorking = (cluster: ClusterEntitySeen | null) => cluster?.phase?.status === "IN_PROGRESS";
  const wanted = clusters.filter((cluster) => {
    const { id, taskId, phase } = cluster;
    if (!taskId || read.tasks.has(taskId) || read.forgotten.has(taskId) || known.has(taskId)) return false;
    const before = rows.get(id)?.seen ?? null;
    if (!before) return sweptBefore || isWorking(cluster) || phase?.status === "FAILED";
    return before.taskId !== taskId || isWorking(before) || isWorking(cluster);
  });
  const { tasks } = await readTasks(
    session,
    wanted.map(({ taskId }) => taskId as string),
  );
  const inTime = wanted.flatMap((cluster): [string, TaskSeen][] => {
    const task = tasks.get(cluster.taskId ?? "");
    if (!task || (isWorking(cluster) && endedTaskStatuses.includes(task.status))) return [];
    return [[task.id, task]];
  });
  return new Map(inTime);
}
