import { z } from "zod";
import { listClusterRows, readPlaceHealth, readVpcs } from "@/lib/db/clusters";
import { listConnectionRows, loadRequestWorld } from "@/lib/db/connections";
import * as can from "@/lib/domain/connections/can";
import type { ClusterView } from "@/lib/domain/connections/cluster-views";
import { regionLabel } from "@/lib/domain/connections/regions";
import { placeStaleness } from "@/lib/domain/connections/staleness";
import { summarizeConnection } from "@/lib/domain/connections/summary";
import { notFound } from "../errors";
import { verb } from "../verb";

/** A cluster with its network as last read, its connections, and what else is peered with it. */
export const getCluster = verb({
  name: "clusters.get",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<ClusterView> => {
    const { organizationId, role } = actor;
    const world = await loadRequestWorld(tx, { organizationId, clusterIds: [input.id], now });
    const [row] = await listClusterRows(tx, { organizationId, ids: [input.id] });
    const cluster = world.clusters[0];
    if (!row || !cluster) throw notFound("cluster");
    const vpc = (await readVpcs(tx, [row])).get(`${row.placeId}/${row.vpcId}`);
    const place = (await readPlaceHealth(tx, [row.placeId])).get(row.placeId) ?? null;
    const connections = await listConnectionRows(tx, {
      organizationId,
      search: "",
      filter: "current",
      clusterId: row.id,
      sort: "name",
      after: null,
      limit: 200,
    });
    return {
      cluster,
      place: regionLabel(cluster.region),
      connections: connections.map(({ connection, withdrawAfterHours }) =>
        summarizeConnection(connection, row, withdrawAfterHours),
      ),
      requestConnection: can.requestConnection({ role, cluster, usage: cluster }),
      network: vpc
        ? {
            subnets: vpc.inventory.subnets.length,
            dnsSupport: vpc.inventory.dnsSupport,
            dnsHostnames: vpc.inventory.dnsHostnames,
          }
        : null,
      routesSeenAt: vpc?.routeTablesAt?.toISOString() ?? null,
      sweptAt: place?.sweptAt?.toISOString() ?? null,
      stale: placeStaleness({ place, seenAt: place?.sweptAt ?? null }, now),
      observeOnly: place?.mode === "observe",
    };
  },
});
