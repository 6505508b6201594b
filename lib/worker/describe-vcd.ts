import { v7 as uuidv7 } from "uuid";
import { toStored } from "@/lib/db/stored";
import type { ChangedCluster, ClusterChanges, EdgeRow, TaskRow } from "@/lib/db/vcd-records";
import type { FollowedTask, KnownEdge, KnownTask, SweptCluster, SweptVcdPlace } from "@/lib/db/vcd-sweeps";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { secondLookMs } from "@/lib/domain/exposures/timing";
import {
  type ClusterEntitySeen,
  endedTaskStatuses,
  type OrgNetworkSeen,
  type TaskSeen,
} from "@/lib/domain/vcd/observed";
import type { WholeLook } from "./look-vcd";
import { isSame } from "./same";
import type { VcdLook } from "./vcd-look";

/**
 * URN of the edge gateway that a cluster's network is routed through; null where the network is not known, is not
 * routed, or cannot be told from another of its name.
 */
export function edgeOfCluster(
  { networkName, vdcName }: Pick<ClusterEntitySeen, "networkName" | "vdcName">,
  networks: OrgNetworkSeen[],
): string | null {
  const named = networks.filter(({ name, edgeGateway }) => name === networkName && edgeGateway);
  const own = named.filter(({ owner }) => owner?.name === vdcName);
  const edgeIds = new Set((own.length > 0 ? own : named).map(({ edgeGateway }) => edgeGateway?.id));
  const [edgeId] = edgeIds;
  return edgeIds.size === 1 ? (edgeId ?? null) : null;
}

/** What a look makes of the clusters that are known. */
export function describeClusters(
  known: SweptCluster[],
  { look, machines }: Pick<WholeLook, "look" | "machines">,
  { binding }: Pick<SweptVcdPlace, "binding">,
  networks: OrgNetworkSeen[] | null,
): ClusterChanges {
  const changes: ClusterChanges = { found: [], changed: [], seenAgain: [] };
  const byEntity = new Map(known.flatMap((row) => (row.entityId ? [[row.entityId, row] as const] : [])));
  const askedFor = new Map(
    known.flatMap((row) => (row.entityId || row.goneAt ? [] : [[row.name, row] as const])),
  );
  const vmOf = (entityId: string, row: SweptCluster | undefined) => {
    const vm = machines.vms.get(entityId);
    if (vm) return { vm, vmAt: look.at };
    if (machines.without.has(entityId)) return { vm: null, vmAt: look.at };
    return { vm: row?.vm ?? null, vmAt: row?.vmAt ?? null };
  };
  for (const seen of look.clusters ?? []) {
    const row = byEntity.get(seen.id) ?? askedFor.get(seen.name);
    const edgeId = networks ? edgeOfCluster(seen, networks) : (row?.edgeId ?? null);
    const now = {
      entityId: seen.id,
      name: seen.name,
      dialect: seen.dialect,
      kind: seen.kind,
      seen: { ...seen, etag: null },
      seenAt: look.at,
      missedAt: null,
      goneAt: null,
      edgeId: edgeId ?? row?.edgeId ?? null,
      ...vmOf(seen.id, row),
    };
    if (!row) {
      const { organizationId, id: vcdOrganizationId } = binding;
      changes.found.push({ id: uuidv7(), organizationId, vcdOrganizationId, createdAt: look.at, ...now });
      continue;
    }
    if (!row.entityId) askedFor.delete(seen.name);
    const changed = showsNewCluster(row, now);
    const moved = changed || row.missedAt !== null || row.vmAt?.getTime() !== now.vmAt?.getTime();
    if (moved) changes.changed.push({ id: row.id, ...now, changed });
    else changes.seenAgain.push(row.id);
  }
  changes.changed.push(...describeMissed(known, look));
  return changes;
}

function showsNewCluster(row: SweptCluster, now: Omit<ChangedCluster, "id" | "changed">): boolean {
  const fields = ["entityId", "name", "kind", "seen", "edgeId", "vm", "goneAt"] as const;
  return fields.some((field) => !isSame(row[field], now[field]));
}

/** Clusters that should have been seen and were not: twice, some time apart, makes them gone. */
function describeMissed(known: SweptCluster[], look: VcdLook): ChangedCluster[] {
  const seen = new Set((look.clusters ?? []).map(({ id }) => id));
  return known.flatMap((row) => {
    const { entityId, missedAt } = row;
    if (!entityId || row.goneAt || seen.has(entityId)) return [];
    if (!look.everyCluster && !look.searched.ids.has(entityId)) return [];
    if (missedAt && look.at.getTime() - missedAt.getTime() < secondLookMs) return [];
    return [
      {
        ...row,
        missedAt: missedAt ?? look.at,
        goneAt: missedAt ? look.at : null,
        changed: missedAt !== null,
      },
    ];
  });
}

/** Edge gateways as they are to be kept after a look: what could not be read stays, with its age and the reason. */
export function describeEdges(look: VcdLook, known: Map<string, KnownEdge>): EdgeRow[] {
  return [...look.edges].flatMap(([edgeId, edge]) => {
    const before = known.get(edgeId);
    const seen = edge.seen ?? before?.seen;
    if (!seen) return [];
    const rulesRead = edge.nat !== null && edge.used !== null;
    const firewallTried = edge.firewall !== null || edge.firewallFault !== null;
    const row = {
      edgeId,
      seen,
      seenAt: edge.seen ? look.at : (before?.seenAt ?? look.at),
      nat: edge.nat ?? before?.nat ?? null,
      used: edge.used ?? before?.used ?? null,
      natAt: rulesRead ? look.at : (before?.natAt ?? null),
      edgeFault: edge.edgeFault,
      firewall: edge.firewall ?? before?.firewall ?? null,
      groups: edge.groups ?? before?.groups ?? null,
      profiles: edge.profiles ?? before?.profiles ?? null,
      firewallAt: edge.firewall ? look.at : (before?.firewallAt ?? null),
      firewallFault: firewallTried ? edge.firewallFault : (before?.firewallFault ?? null),
      runningTasks: edge.tasks ? toStored(edge.tasks) : (before?.runningTasks ?? null),
    };
    return [{ ...row, changed: !before || showsNewEdge(before, row) }];
  });
}

function showsNewEdge(before: KnownEdge, now: Omit<EdgeRow, "changed">): boolean {
  const fields = ["seen", "nat", "used", "firewall", "groups", "profiles", "runningTasks"] as const;
  return (
    fields.some((field) => !isSame(before[field], now[field])) ||
    !isSameFault(before.edgeFault, now.edgeFault ?? null) ||
    !isSameFault(before.firewallFault, now.firewallFault ?? null)
  );
}

/** Each refusal has a request id of its own: that alone is nothing new. */
function isSameFault(before: ProviderFault | null, now: ProviderFault | null): boolean {
  return before?.code === now?.code && before?.message === now?.message;
}

export type TaskOwners = {
  /** Row ids of clusters by entity, vApp and task, each as a bare id. */
  clusterOf: (bare: string) => string | null;
  followed: Map<string, FollowedTask>;
  /** Bare id of a reference of VCD's. */
  bare: (reference: string) => string;
};

/** Tasks as they are to be kept after a look, with each different word they said of themselves. */
export function describeTasks(
  look: Pick<VcdLook, "at" | "tasks">,
  known: Map<string, KnownTask>,
  { clusterOf, followed, bare }: TaskOwners,
): TaskRow[] {
  return [...look.tasks.values()].flatMap((task) => {
    const { result: _, ...seen } = task;
    const before = known.get(task.id);
    const owner = task.owner ? clusterOf(bare(task.owner.id)) : null;
    const ours = followed.get(task.id);
    const clusterId = before?.clusterId ?? ours?.clusterId ?? owner ?? clusterOf(bare(task.id));
    const exposureId = before?.exposureId ?? ours?.exposureId ?? null;
    const steps = addStep(before?.steps ?? [], task, look.at);
    const isEnded = endedTaskStatuses.includes(task.status);
    const row = {
      taskId: task.id,
      clusterId,
      exposureId,
      seen: toStored(seen),
      status: task.status,
      steps,
      firstSeenAt: before?.firstSeenAt ?? look.at,
      seenAt: look.at,
      endedAt: isEnded ? (before?.endedAt ?? task.endedAt ?? look.at) : null,
    };
    const changed = !before || !isSame(before.seen, row.seen) || before.clusterId !== clusterId;
    return [{ ...row, changed }];
  });
}

function addStep(steps: KnownTask["steps"], task: TaskSeen, at: Date): KnownTask["steps"] {
  const last = steps.at(-1);
  if (task.operation === "" || last?.operation === task.operation) return steps;
  const since = steps.length === 0 && task.startedAt ? task.startedAt : at;
  return [...steps, { step: task.step, operation: task.operation, at: since.toISOString() }];
}

/** Tasks that ran when last seen and that VCD does not show any more: how they ended is not known. */
export function describeForgotten(
  forgotten: Set<string>,
  known: Map<string, KnownTask>,
  at: Date,
): TaskRow[] {
  return [...forgotten].flatMap((taskId) => {
    const before = known.get(taskId);
    if (!before || before.endedAt) return [];
    const fault = {
      code: "TaskForgotten",
      message: "VMware Cloud Director no longer shows this task. How it ended is not known.",
      requestId: null,
      action: before.seen.operationName,
    };
    const { placeId: _, organizationId: _organization, ...row } = before;
    return [{ ...row, seen: { ...before.seen, fault }, seenAt: at, endedAt: at, changed: true }];
  });
}
