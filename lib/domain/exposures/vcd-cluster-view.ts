import type { Capability } from "../capability";
import { fetchKubeconfig } from "../kubeconfig/can";
import type { Quota } from "../organizations/can";
import { type ActSources, viewAct } from "../vcd/act-view";
import type { PreflightLine } from "../vcd/checks";
import { clusterStatus } from "../vcd/cluster-status";
import type { ClusterDialect, ClusterEntitySeen, ControlPlaneVmSeen } from "../vcd/observed";
import { type TaskSources, viewTask } from "../vcd/task-view";
import * as can from "./can";
import type { NodeView, VcdClusterView } from "./cluster-views";
import type { RepairView } from "./dnat-status-views";
import { type DnatSources, viewDnat } from "./dnat-view";
import { firstThatMay } from "./exposure-view";
import { removalsOf } from "./removals";
import { placeStaleness } from "./staleness";
import { isExposureMoving } from "./states";
import { type ExposureHistory, tellExposureHistory } from "./timeline";
import type { ExposureLine, RemovalChoice } from "./views";

/** What is stored of a cluster of VCD. */
export type StoredVcdCluster = {
  id: string;
  name: string;
  kind: string;
  dialect: ClusterDialect;
  entityId: string | null;
  placeId: string;
  asked: { vdc: string; network: string } | null;
  seen: ClusterEntitySeen | null;
  seenAt: Date | null;
  goneAt: Date | null;
  vm: ControlPlaneVmSeen | null;
  heldAt: Date | null;
  heldReason: string | null;
  revision: number;
};

/** What may be done about a cluster itself: judged where acts of CSE are. */
export type ClusterCapabilities = Pick<
  VcdClusterView["can"],
  "resize" | "upgrade" | "share" | "delete" | "forceDelete"
>;

/** Everything stored that the page of a cluster of VCD is made of. */
export type VcdClusterSources = {
  by: can.By;
  /** Exposures of the whole organization. */
  quota: Quota;
  row: StoredVcdCluster;
  site: { id: string; name: string; url: string; mode: "observe" | "act" };
  vcdOrganizationName: string;
  exposable: can.ExposableCluster;
  place: {
    failures: number;
    fault: NonNullable<Parameters<typeof placeStaleness>[0]["place"]>["fault"];
    held: boolean;
    heldReason: string | null;
  } | null;
  /** The live exposure, and what of its row its removal depends on. */
  live: { line: ExposureLine; opened: boolean } | null;
  ended: ExposureLine[];
  /** CSE's rule, where no live exposure is about it. */
  foundAddress: string | null;
  dnat: DnatSources;
  repairs: RepairView[];
  preflight: PreflightLine[];
  tasks: TaskSources[];
  acts: ActSources[];
  history: ExposureHistory;
  signedIn: VcdClusterView["signedIn"];
  can: ClusterCapabilities;
};

/** What the page of a cluster of VCD and the API show: every fact with its words, judged for who looks. */
export function viewVcdCluster(sources: VcdClusterSources, now: Date): VcdClusterView {
  const { row, site, place, live, repairs } = sources;
  const { seen } = row;
  const gone = row.goneAt !== null;
  const dnat = viewDnat(sources.dnat, now);
  const removals = removalsFor(sources);
  const tasks = sources.tasks.map((task) => viewTask(task, now));
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    dialect: row.dialect,
    status: clusterStatus({ seen, gone, awaitingApproval: live?.line.state === "awaiting-approval" }),
    state: {
      entity: seen?.state ?? null,
      operation: seen?.phase?.operation ?? null,
      operationStatus: seen?.phase?.status ?? null,
    },
    place: {
      id: row.placeId,
      siteId: site.id,
      siteName: site.name,
      siteUrl: site.url,
      organizationName: sources.vcdOrganizationName,
      observeOnly: site.mode === "observe",
    },
    entityId: row.entityId,
    vdcName: seen?.vdcName ?? row.asked?.vdc ?? null,
    networkName: seen?.networkName ?? row.asked?.network ?? null,
    owner: seen?.owner?.name ?? null,
    template: seen?.template ?? null,
    kubernetes: seen?.kubernetes ?? null,
    cni: seen?.cni ?? null,
    os: seen?.os ?? null,
    wantedWorkers: seen?.wantedWorkers ?? null,
    nodes: nodesOf(row),
    edge: sources.dnat.edge && { id: sources.dnat.edge.edgeId, name: sources.dnat.edge.seen.name },
    endpoint: seen?.apiEndpoint ?? null,
    virtualServices: (seen?.virtualServices ?? []).map(({ name, virtualIp, health }) => ({
      name,
      virtualIp,
      health,
    })),
    readOnly:
      row.dialect === "capvcd"
        ? "Clusters of CSE 4 are shown here, not changed: use VMware Cloud Director, or Cluster API."
        : null,
    dnat,
    exposure: live?.line ?? null,
    history: sources.ended,
    preflight: sources.preflight,
    exposeConsequences: exposeConsequences(row.name),
    repairs,
    removals,
    tasks,
    acts: sources.acts.map(viewAct),
    timeline: tellExposureHistory({ ...sources.history, acts: onceEach(sources.history.acts) }),
    held: row.heldAt
      ? { by: "cluster", reason: row.heldReason }
      : place?.held
        ? { by: "place", reason: place.heldReason }
        : null,
    seenAt: row.seenAt?.toISOString() ?? null,
    goneAt: row.goneAt?.toISOString() ?? null,
    stale: gone ? null : placeStaleness({ place, seenAt: row.seenAt }, now),
    signedIn: sources.signedIn,
    can: capabilities(sources, dnat.code, removals),
    moving: isMoving(sources, dnat.status.tone) || tasks.some((task) => task.endedAt === null),
    revision: row.revision,
  };
}

/** One act may be recorded about the cluster and about its exposure: here both would stand in one timeline. */
function onceEach(acts: ExposureHistory["acts"]): ExposureHistory["acts"] {
  const keyOf = (act: ExposureHistory["acts"][number]) =>
    `${act.verb} ${act.at.getTime()} ${act.personName} ${act.outcome}`;
  return [...new Map(acts.map((act) => [keyOf(act), act])).values()];
}

function isMoving({ row, live, acts }: VcdClusterSources, tone: string): boolean {
  if (row.goneAt) return false;
  if (live && (isExposureMoving(live.line.state) || live.line.state === "awaiting-approval")) return true;
  if (acts.some((act) => ["waiting", "sending", "accepted", "unknown"].includes(act.state))) return true;
  return row.seen === null || row.seen.phase?.status === "IN_PROGRESS" || tone === "working";
}

function removalsFor(sources: VcdClusterSources): RemovalChoice[] {
  const { by, exposable, live, foundAddress, dnat } = sources;
  if (!live && foundAddress === null) return [];
  return removalsOf({
    ...by,
    cluster: exposable,
    live: live && { state: live.line.state },
    way: live?.line.way ?? "cse",
    address: live?.line.address ?? foundAddress,
    saysExposed: dnat.entity?.saysExposed ?? false,
    foundRule: foundAddress !== null,
    opened: live?.opened ?? false,
  });
}

function capabilities(
  sources: VcdClusterSources,
  code: VcdClusterView["dnat"]["code"],
  removals: RemovalChoice[],
): VcdClusterView["can"] {
  const { by, quota, row, exposable, live, dnat, repairs } = sources;
  const at = live && { state: live.line.state };
  const placeId = row.placeId;
  const held = row.heldAt !== null;
  const remove: Capability =
    firstThatMay(removals.map((choice) => choice.can)) ??
    can.removeExposure({ ...by, cluster: exposable, live: at, foundRule: false, taker: "rule" });
  return {
    ...sources.can,
    expose: can.requestExposure({ ...by, cluster: exposable, live: at, dnat: code, quota }),
    unexpose: remove,
    repair: can.repairExposure({ ...by, placeId, possible: repairs.map(({ act }) => act) }),
    openFirewall: can.openFirewall({ ...by, placeId, live: at, waiting: dnat.waitingOpening !== null }),
    follow: can.followRule({
      ...by,
      cluster: exposable,
      live: at,
      foundRule: sources.foundAddress !== null,
    }),
    readKubeconfig: fetchKubeconfig({ role: by.role, person: by.person, cluster: exposable }),
    hold: can.hold({ role: by.role, ended: row.goneAt !== null, held, what: "cluster" }),
    release: can.release({ role: by.role, held, what: "cluster" }),
  };
}

function nodesOf({ seen, vm }: StoredVcdCluster): NodeView[] {
  if (!seen) return [];
  const of =
    (role: NodeView["role"]) =>
    (node: ClusterEntitySeen["workers"][number]): NodeView => ({
      role,
      ...node,
    });
  const own =
    seen.controlPlane ?? (vm && { name: vm.name, address: null, sizingPolicy: null, storageProfile: null });
  return [
    ...(own ? [{ ...of("control plane")(own), address: vm?.address ?? own.address }] : []),
    ...seen.workers.map(of("worker")),
    ...seen.nfsNodes.map(of("NFS")),
  ];
}

function exposeConsequences(name: string): string[] {
  return [
    "An admin of the provider approves it first.",
    `Drawbridge then reserves an external address of the edge gateway and makes a DNAT rule to the control plane of ${name}: port 6443, the API server's, and no other.`,
    "The API server's certificate was made before and does not name that address, so the kubeconfig says tls-server-name: kubernetes. Its page names the clients that honour that.",
    "Whoever has a kubeconfig of this cluster and reaches the address can use it from then on. The edge's firewall decides who reaches it.",
  ];
}
