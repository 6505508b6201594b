import * as can from "@/lib/domain/connections/can";
import type { ClusterSummary } from "@/lib/domain/connections/cluster-views";
import { regionLabel } from "@/lib/domain/connections/regions";
import type { ClusterFacts } from "@/lib/domain/connections/request-world";
import type { Role } from "@/lib/domain/people/roles";

/** The line of a cluster in AWS. */
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
