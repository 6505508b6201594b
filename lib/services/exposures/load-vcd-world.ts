import { readInstallationId } from "@/lib/config/web";
import { readPlaceHealth } from "@/lib/db/clusters";
import { type ExposureFound, listExposuresOfClusters, listWaitingOpenings } from "@/lib/db/exposures";
import { readQuotas } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { fromStored } from "@/lib/db/stored";
import {
  readClustersOfPlaces,
  readEdges,
  type VcdClusterFound,
  type VcdClusterRow,
  type VcdEdgeRow,
} from "@/lib/db/vcd-clusters";
import type { VcdPerson } from "@/lib/db/vcd-sessions";
import type { By, ExposableCluster } from "@/lib/domain/exposures/can";
import type { FirewallView, RepairView } from "@/lib/domain/exposures/dnat-status-views";
import { type DnatSources, dnatStatusOf, type EdgeSources } from "@/lib/domain/exposures/dnat-view";
import { knownNodesOf } from "@/lib/domain/exposures/known-nodes";
import { cseRulesOf } from "@/lib/domain/exposures/nat-rules";
import type { HandshakeSeen, NatRuleSeen } from "@/lib/domain/exposures/observed";
import { nodeAddress } from "@/lib/domain/exposures/plan";
import { narrowing, repairsOf } from "@/lib/domain/exposures/repairs";
import { isExposureLive } from "@/lib/domain/exposures/states";
import type { Quota } from "@/lib/domain/organizations/can";
import type { Actor } from "../context";
import { loadVcdPerson } from "../vcd-person";

type PlaceHealth = NonNullable<ReturnType<Awaited<ReturnType<typeof readPlaceHealth>>["get"]>>;

/** What is stored around some clusters of VCD, read once for all of them. */
export type VcdWorld = {
  installationId: string;
  by: By;
  person: VcdPerson | null;
  exposures: ExposureFound[];
  edges: VcdEdgeRow[];
  /** Every cluster of the same places, gone ones too. */
  neighbours: VcdClusterRow[];
  health: Map<string, PlaceHealth>;
  /** Requests for openings that wait, by exposure. */
  openings: Map<string, NonNullable<FirewallView["waiting"]>>;
  /** Exposures of the whole organization. */
  quota: Quota;
};

/** One cluster with everything that is told or judged of its way out. */
export type ClusterScene = {
  found: VcdClusterFound;
  by: By;
  person: VcdPerson | null;
  exposable: ExposableCluster;
  live: ExposureFound | null;
  ended: ExposureFound[];
  edge: VcdEdgeRow | null;
  /** CSE's rule for the cluster, where no live exposure of ours is about it. */
  foundRule: NatRuleSeen | null;
  dnat: DnatSources;
  repairs: RepairView[];
  place: PlaceHealth | null;
  /** Exposures of the whole organization. */
  quota: Quota;
};

export async function loadVcdWorld(
  tx: Transaction,
  actor: Actor,
  clusters: VcdClusterFound[],
  now: Date,
): Promise<VcdWorld> {
  const { organizationId, role } = actor;
  const person = await loadVcdPerson(tx, actor, now);
  const placeIds = [...new Set(clusters.map(({ cluster }) => cluster.placeId))];
  const clusterIds = clusters.map(({ cluster }) => cluster.id);
  const exposures = await listExposuresOfClusters(tx, { organizationId, clusterIds });
  return {
    installationId: readInstallationId(),
    by: { role, person },
    person,
    exposures,
    edges: await readEdges(tx, placeIds),
    neighbours: await readClustersOfPlaces(tx, placeIds),
    health: await readPlaceHealth(tx, placeIds),
    openings: await listWaitingOpenings(tx, organizationId),
    quota: (await readQuotas(tx, organizationId)).exposures,
  };
}

/** The scene of one cluster out of what was read for all. */
export function sceneOf(world: VcdWorld, found: VcdClusterFound): ClusterScene {
  const { cluster } = found;
  const own = world.exposures.filter(({ exposure }) => exposure.clusterId === cluster.id);
  const live = own.find(({ exposure }) => isExposureLive(exposure.state)) ?? null;
  const ended = own.filter((one) => one !== live);
  const edgeId = live?.exposure.edgeId ?? cluster.edgeId;
  const edge = world.edges.find((row) => row.placeId === cluster.placeId && row.edgeId === edgeId) ?? null;
  const [rule] = cseRulesOf(edge?.nat?.rules ?? [], cluster);
  const foundRule = live === null ? (rule ?? null) : null;
  const exposable: ExposableCluster = {
    name: cluster.name,
    placeId: cluster.placeId,
    dialect: cluster.dialect,
    kind: cluster.kind,
    gone: cluster.goneAt !== null,
    seen: cluster.seen,
  };
  const bare: DnatSources = {
    installationId: world.installationId,
    cluster: { name: cluster.name, entityId: cluster.entityId },
    entity: cluster.goneAt ? null : cluster.seen,
    entityGone: cluster.goneAt !== null,
    nodeAddress: nodeAddress({ vm: cluster.vm, entity: cluster.seen }),
    edge: edge && edgeSources(edge),
    live: live && liveSources(live),
    unexposedBefore: ended.some(({ exposure }) => exposure.ending?.as === "off"),
    knownNodes: knownNodesOf(world.neighbours.filter((row) => row.placeId === cluster.placeId)),
    rights: world.person?.placeId === cluster.placeId ? world.person.rights : null,
    repairs: [],
    waitingOpening: live ? (world.openings.get(live.exposure.id) ?? null) : null,
  };
  const repairs = live
    ? repairsOf({ ...live.exposure, clusterName: cluster.name })
    : foundRepairs(bare, foundRule);
  return {
    found,
    by: world.by,
    person: world.person,
    exposable,
    live,
    ended,
    edge,
    foundRule,
    dnat: { ...bare, repairs },
    repairs,
    place: world.health.get(cluster.placeId) ?? null,
    quota: world.quota,
  };
}

/** A rule of CSE's without an exposure of ours can be narrowed too: Drawbridge then looks after it. */
function foundRepairs(sources: DnatSources, rule: NatRuleSeen | null): RepairView[] {
  if (!rule || sources.entityGone) return [];
  const wide = dnatStatusOf(sources).findings.some((one) => one.code === "every-port-open");
  return wide ? [narrowing(rule.externalAddresses)] : [];
}

export function edgeSources(row: VcdEdgeRow): EdgeSources {
  const { edgeId, seen, seenAt, nat, natAt, edgeFault } = row;
  const { firewall, groups, profiles, firewallAt, firewallFault } = row;
  return {
    edgeId,
    seen,
    seenAt,
    nat,
    natAt,
    edgeFault,
    firewall,
    groups,
    profiles,
    firewallAt,
    firewallFault,
  };
}

export function liveSources({ exposure }: ExposureFound): NonNullable<DnatSources["live"]> {
  const { handshake } = exposure;
  return { ...exposure, handshake: handshake && fromStored<HandshakeSeen>(handshake) };
}
