import { canonicalCidr, isIpv4Cidr } from "./cidr";
import { mayLive, type PeeringSeen, type RouteTableSeen, type VpcInventory } from "./observed";
import type { ClusterFacts } from "./request-world";

/** Active peerings on one VPC unless AWS raised it (Amazon VPC quotas, L-7E9ECCDB). */
export const connectionLimit = 50;
/**
 * Routes of one IP version in a table that are counted on (Amazon VPC quotas, L-93826ACB). AWS's default was 50 and is
 * 500 for newer accounts; the lower one never promises room that is not there.
 */
export const routeLimit = 50;

/** What is stored of a cluster and of the VPC it lives in. Dates inside `peerings` may be ISO strings: JSON is. */
export type ClusterSources = {
  cluster: Pick<
    ClusterFacts,
    "id" | "name" | "class" | "accountId" | "region" | "vpcId" | "podCidrs" | "serviceCidrs"
  >;
  inventory: VpcInventory | null;
  inventoryAt: Date | null;
  routeTables: RouteTableSeen[] | null;
  /** Live ones of this cluster. */
  connections: ClusterFacts["connections"];
  /** Peerings on the VPC that belong to no connection of ours. */
  otherPeerings: PeeringSeen[];
  held: string | null;
};

/** Puts together what the checks of a request, the form and the cluster's page know of a cluster. */
export function clusterFacts(sources: ClusterSources): ClusterFacts {
  const { cluster, inventory, inventoryAt, connections } = sources;
  const foreignPeerings = sources.otherPeerings
    .filter((peering) => mayLive(peering.status))
    .map((peering) => {
      const far = farSide(peering, cluster.vpcId);
      return {
        id: peering.id,
        accountId: far.accountId,
        vpcId: far.vpcId,
        cidrs: far.cidrBlocks.map(canonicalCidr),
        status: peering.status,
      };
    });
  const routed = routedTableIds(sources.routeTables ?? [], inventory);
  return {
    ...cluster,
    cidrBlocks: inventory?.cidrBlocks ?? [],
    blocksSeenAt: inventory && inventoryAt ? inventoryAt.toISOString() : null,
    connections,
    foreignPeerings,
    routeTables: (sources.routeTables ?? [])
      .filter((table) => table.gatewayIds.length === 0)
      .map((table) => ({
        id: table.id,
        name: table.name,
        routed: routed.has(table.id),
        used: countedRoutes(table),
        limit: routeLimit,
        destinations: table.routes.map((route) => ({
          destination: route.destination,
          target: route.target.kind === "local" ? "local" : route.target.id,
        })),
      })),
    used: connections.length + foreignPeerings.length,
    limit: connectionLimit,
    held: sources.held,
  };
}

/** The side of a peering that is not this VPC. */
export function farSide(peering: PeeringSeen, vpcId: string): PeeringSeen["accepter"] {
  return peering.requester.vpcId === vpcId ? peering.accepter : peering.requester;
}

/** Tables that routes belong in: each with a subnet association, plus the main one if any subnet has none. */
export function routedTableIds(tables: RouteTableSeen[], inventory: VpcInventory | null): Set<string> {
  const associated = new Set(tables.flatMap((table) => table.subnetIds));
  const mainCounts = inventory?.subnets.some((subnet) => !associated.has(subnet.id)) ?? false;
  return new Set(
    tables
      .filter((table) => table.gatewayIds.length === 0)
      .filter((table) => table.subnetIds.length > 0 || (table.isMain && mainCounts))
      .map((table) => table.id),
  );
}

/** IPv4 routes that count against the quota: propagated ones do not, the local one does. */
function countedRoutes(table: RouteTableSeen): number {
  return table.routes.filter(
    (route) =>
      route.origin !== "EnableVgwRoutePropagation" &&
      (isIpv4Cidr(route.destination) || route.destination.startsWith("pl-")),
  ).length;
}
