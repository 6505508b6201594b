import { z } from "zod";
import { listRegisteredClusters, type RegisteredCluster } from "@/lib/db/cluster-register";
import type { RegisteredClusterLine } from "@/lib/domain/clusters/register-views";
import { demandProvider } from "../demand-provider";
import { verb } from "../verb";

/** The clusters of every organization, for the provider's people. */
export const listAllClusters = verb({
  name: "clusters.list-all",
  kind: "read",
  permission: "cluster.read",
  input: z.object({}),
  run: async ({ actor, tx }): Promise<RegisteredClusterLine[]> => {
    demandProvider(actor);
    return (await listRegisteredClusters(tx, "*")).map(toRegisteredLine);
  },
});

export function toRegisteredLine(found: RegisteredCluster): RegisteredClusterLine {
  const { cluster, inventory } = found;
  return {
    id: cluster.id,
    name: cluster.name,
    class: cluster.class,
    organization: found.organization,
    accountName: found.accountName,
    accountId: cluster.accountId,
    region: cluster.region,
    vpcId: cluster.vpcId,
    cidrBlocks: inventory?.cidrBlocks ?? [],
    connections: found.connections,
    held: cluster.heldAt ? { reason: cluster.heldReason ?? "", at: cluster.heldAt.toISOString() } : null,
  };
}
