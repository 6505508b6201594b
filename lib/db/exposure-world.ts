import { nodeAddress } from "@/lib/domain/exposures/plan";
import type { ExposureWorld } from "@/lib/domain/requests/review-exposure";
import { findExposure } from "./exposures";
import type { Transaction } from "./pool";
import {
  findVcdCluster,
  readClustersOfPlaces,
  readEdgeHolders,
  readEdges,
  readReservations,
  readVcdInventory,
} from "./vcd-clusters";

/**
 * Everything that the checks of an exposure may know of its cluster and its edge, as last read. `exposureId` is left out
 * of what is held against it: a request does not stand in its own way. Null where the cluster is not within reach.
 */
export async function loadExposureWorld(
  tx: Transaction,
  scope: {
    installationId: string;
    organizationId: string;
    clusterId: string;
    exposureId: string | null;
    /** Asked for; null takes the cluster's own. */
    networkName: string | null;
    edgeId: string | null;
    /** Of the person it is done for, by VCD's names; null where they cannot be read. */
    rights: string[] | null;
  },
): Promise<ExposureWorld | null> {
  const { organizationId, exposureId } = scope;
  const found = await findVcdCluster(tx, { organizationId, id: scope.clusterId });
  if (!found) return null;
  const { cluster, site } = found;
  const inventory = await readVcdInventory(tx, cluster.placeId);
  const networkName = scope.networkName ?? cluster.seen?.networkName ?? cluster.asked?.network ?? null;
  const networks = inventory?.networks ?? null;
  const named = networks?.filter((network) => network.name === networkName) ?? [];
  const edgeId = scope.edgeId ?? cluster.edgeId ?? named[0]?.edgeGateway?.id ?? null;
  const edges = await readEdges(tx, [cluster.placeId]);
  const edge = edges.find((row) => row.edgeId === edgeId) ?? null;
  const at = { siteId: site.id, edgeIds: edgeId ? [edgeId] : [] };
  const reservations = await readReservations(tx, at);
  const holders = await readEdgeHolders(tx, { ...at, exceptExposureId: exposureId ?? undefined });
  const neighbours = await readClustersOfPlaces(tx, [cluster.placeId]);
  const exposure = exposureId ? await findExposure(tx, { organizationId, id: exposureId }) : null;
  return {
    installationId: scope.installationId,
    cluster: {
      dialect: cluster.dialect,
      state: cluster.seen?.state ?? null,
      phase: cluster.seen?.phase ?? null,
      gone: cluster.goneAt !== null,
    },
    exposure: exposure && { state: exposure.exposure.state, address: exposure.exposure.address },
    cseVersion: site.cseServer?.version ?? null,
    observeOnly: site.mode === "observe",
    facts: {
      takenNames: neighbours
        .filter((one) => one.id !== cluster.id && one.goneAt === null)
        .map((one) => one.name),
      rights: scope.rights,
      networks,
      edge: edge?.seen ?? null,
      used: edge?.used ?? null,
      rules: edge?.nat?.rules ?? null,
      reservations: reservations
        .filter((one) => one.exposureId !== exposureId)
        .map(({ address, exposureId: owner, clusterId, state, since, until }) => ({
          address,
          exposureId: owner,
          clusterId,
          state,
          since,
          until,
        })),
      clusterId: cluster.id,
      edgeHeldBy: edgeId ? (holders.get(edgeId)?.clusterName ?? null) : null,
      firewall: edge?.firewall ?? null,
      groups: edge?.groups ?? [],
      profiles: edge?.profiles ?? [],
      nodeAddress: nodeAddress({ vm: cluster.vm, entity: cluster.seen }),
    },
  };
}
