import { z } from "zod";
import { listRegisteredClusters } from "@/lib/db/cluster-register";
import { allowed, refused } from "@/lib/domain/capability";
import type { RegisteredClusterDetail } from "@/lib/domain/clusters/register-views";
import { routedTableIds } from "@/lib/domain/connections/cluster-facts";
import { roleAllows } from "@/lib/domain/people/roles";
import { demandProvider } from "../demand-provider";
import { notFound } from "../errors";
import { verb } from "../verb";
import { toRegisteredLine } from "./list-all-clusters";

export const getRegisteredCluster = verb({
  name: "clusters.get-registered",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx }): Promise<RegisteredClusterDetail> => {
    demandProvider(actor);
    const [found] = await listRegisteredClusters(tx, input.id);
    if (!found) throw notFound("cluster");
    const { cluster, inventory, inventoryAt } = found;
    const tables = found.routeTables ?? [];
    const routed = routedTableIds(tables, inventory);
    return {
      ...toRegisteredLine(found),
      podCidrs: cluster.podCidrs,
      serviceCidrs: cluster.serviceCidrs,
      inventoryAt: inventoryAt?.toISOString() ?? null,
      subnets: inventory?.subnets ?? [],
      dns: inventory && { support: inventory.dnsSupport, hostnames: inventory.dnsHostnames },
      routeTables: tables.map((table) => ({
        id: table.id,
        name: table.name,
        routed: routed.has(table.id),
        routes: table.routes.length,
      })),
      kubeconfig: {
        registeredAt: cluster.kubeconfigAt?.toISOString() ?? null,
        eksName: cluster.eksName,
      },
      manage: roleAllows(actor.role, "cluster.manage")
        ? allowed
        : refused("right", "Your role reads clusters but does not change them.", "Ask a provider admin."),
    };
  },
});
