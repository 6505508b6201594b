import { z } from "zod";
import { countAttention, loadRequestWorld } from "@/lib/db/connections";
import * as can from "@/lib/domain/connections/can";
import type { ClusterList, ClusterSummary } from "@/lib/domain/connections/cluster-views";
import { regionLabel } from "@/lib/domain/connections/regions";
import type { ClusterFacts } from "@/lib/domain/connections/request-world";
import type { Role } from "@/lib/domain/people/roles";
import { verb } from "../verb";

/** The organization's clusters with the room that each has left. */
export const listClusters = verb({
  name: "clusters.list",
  kind: "read",
  permission: "cluster.read",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<ClusterList> => {
    const { organizationId, role } = actor;
    const world = await loadRequestWorld(tx, { organizationId, now });
    const attention = await countAttention(tx, organizationId);
    return {
      clusters: world.clusters.map((cluster) =>
        summarizeCluster(cluster, attention.get(cluster.id) ?? 0, role),
      ),
    };
  },
});

export function summarizeCluster(cluster: ClusterFacts, attention: number, role: Role): ClusterSummary {
  const { id, name, accountId, region, vpcId, cidrBlocks, used, limit, held } = cluster;
  return {
    id,
    name,
    class: cluster.class,
    accountId,
    region,
    vpcId,
    cidrBlocks,
    used,
    limit,
    held,
    place: regionLabel(region),
    attention,
    requestConnection: can.requestConnection({ role, cluster, usage: cluster }),
  };
}
