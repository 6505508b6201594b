import { z } from "zod";
import { readInstallationId } from "@/lib/config/web";
import { readPlaceHealth } from "@/lib/db/clusters";
import { type ExposureFound, listExposuresOfClusters } from "@/lib/db/exposures";
import { fromStored } from "@/lib/db/stored";
import {
  listVcdOrganizations,
  readClustersOfPlaces,
  readEdgeHolders,
  readEdges,
  readReservations,
  readVcdPlace,
} from "@/lib/db/vcd-clusters";
import { viewEdgePool } from "@/lib/domain/exposures/edge-pool-view";
import type { EdgeGatewayList, EdgePoolView } from "@/lib/domain/exposures/edge-pool-views";
import { placeStaleness } from "@/lib/domain/exposures/staleness";
import { isExposureLive } from "@/lib/domain/exposures/states";
import type { TaskSeen } from "@/lib/domain/vcd/observed";
import { loadVcdPerson } from "../vcd-person";
import { verb } from "../verb";
import { edgeSources } from "./load-vcd-world";

/** The edge gateways of the organization's organizations of VCD: their addresses as pictures, and their rules. */
export const listEdgeGateways = verb({
  name: "exposures.list-edge-gateways",
  kind: "read",
  permission: "cluster.read",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<EdgeGatewayList> => {
    const { organizationId } = actor;
    const installationId = readInstallationId();
    const person = await loadVcdPerson(tx, actor, now);
    const edges: EdgePoolView[] = [];
    const bound = await listVcdOrganizations(tx, organizationId);
    let stale: string | null =
      bound.length === 0 ? "No organization of VMware Cloud Director belongs to yours." : null;
    for (const { vcdOrganization, site } of bound) {
      const placeId = await readVcdPlace(tx, vcdOrganization.id);
      if (!placeId) continue;
      const place = (await readPlaceHealth(tx, [placeId])).get(placeId) ?? null;
      stale ??= placeStaleness({ place, seenAt: place?.sweptAt ?? null }, now);
      const rows = await readEdges(tx, [placeId]);
      const clusters = await readClustersOfPlaces(tx, [placeId]);
      const at = { siteId: site.id, edgeIds: rows.map((row) => row.edgeId) };
      const reservations = await readReservations(tx, at);
      const holders = await readEdgeHolders(tx, at);
      const exposures = await listExposuresOfClusters(tx, {
        organizationId,
        clusterIds: clusters.map(({ id }) => id),
      });
      for (const row of rows) {
        edges.push(
          viewEdgePool(
            {
              installationId,
              edge: {
                ...edgeSources(row),
                used: row.used,
                runningTasks: row.runningTasks?.map((task) => fromStored<TaskSeen>(task)) ?? null,
              },
              siteName: site.name,
              vcdOrganizationName: vcdOrganization.name,
              clusters,
              everyCluster: place?.sweptAt !== null && place !== null,
              exposures: liveOnes(exposures),
              exposureNames: new Map(
                exposures.map(({ exposure, cluster }) => [exposure.id, cluster.name] as const),
              ),
              reservations: reservations.filter(({ edgeId }) => edgeId === row.edgeId),
              holder: holders.get(row.edgeId)?.clusterName ?? null,
              rights: person?.placeId === placeId ? person.rights : null,
            },
            now,
          ),
        );
      }
    }
    return { edges: edges.sort((a, b) => a.name.localeCompare(b.name)), stale };
  },
});

function liveOnes(exposures: ExposureFound[]) {
  return exposures
    .filter(({ exposure }) => isExposureLive(exposure.state))
    .map(({ exposure }) => ({ id: exposure.id, clusterId: exposure.clusterId }));
}
