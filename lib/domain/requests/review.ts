import { checkRequest, type Finding } from "../connections/check-request";
import type { RequestFormValues } from "../connections/request-schema";
import type { ClusterFacts, RequestWorld } from "../connections/request-world";
import type { ConnectionTerms } from "./requests";

/** One call of the provider's API that approval leads to, and when it is sent. */
export type ConsequentCall = {
  action: string;
  count: number;
  when: "at-once" | "after-acceptance";
  /** In plain words, for somebody who does not know the API. */
  effect: string;
};

export type ConsequentRoutes = {
  tableId: string;
  tableName: string | null;
  destinations: string[];
  /** Routes of the connection that go away: blocks that are no longer wanted. */
  removed: string[];
  /** IPv4 routes now, and the quota they count against. */
  used: number;
  limit: number;
};

export type Consequences = {
  calls: ConsequentCall[];
  routes: ConsequentRoutes[];
  /** False before the first sweep has read the tables: then `routes` says nothing. */
  tablesRead: boolean;
};

export type ConnectionReview = {
  findings: Finding[];
  consequences: Consequences;
  cluster: ClusterFacts | null;
};

/** What the form would have held: lets the checks of a request judge terms that were stored. */
export function formValuesOf(terms: ConnectionTerms, reason: string): RequestFormValues {
  return {
    clusterId: terms.clusterId,
    accountId: terms.accountId,
    vpcId: terms.vpcId,
    cidrs: terms.cidrs.join(", "),
    region: terms.region,
    dnsResolution: terms.dnsResolution,
    name: terms.name,
    reason,
  };
}

/**
 * What the checks say now about stored terms, and what approving them will cause. The request's own connection, which
 * already counts as live, is left out of the world first: a request does not stand in its own way.
 */
export function reviewConnection(
  terms: ConnectionTerms,
  reason: string,
  world: RequestWorld,
): ConnectionReview {
  const found = world.clusters.find((cluster) => cluster.id === terms.clusterId) ?? null;
  const cluster = found ? withoutConnection(found, terms) : null;
  const findings = checkRequest(formValuesOf(terms, reason), {
    ...world,
    clusters: cluster ? [cluster] : [],
  });
  return { findings, consequences: describeConsequences(terms, found), cluster };
}

/** A cluster as if the connection were not there: neither its place, nor its blocks, nor its routes. */
export function withoutConnection(
  cluster: ClusterFacts,
  { connectionId, changes }: Pick<ConnectionTerms, "connectionId" | "changes">,
): ClusterFacts {
  const connections = cluster.connections.filter((connection) => connection.id !== connectionId);
  const own = (route: { destination: string; target: string }) =>
    changes?.cidrs.includes(route.destination) === true && route.target.startsWith("pcx-");
  return {
    ...cluster,
    connections,
    used: cluster.used - (cluster.connections.length - connections.length),
    routeTables: cluster.routeTables.map((table) => {
      const destinations = table.destinations.filter((route) => !own(route));
      return { ...table, destinations, used: table.used - (table.destinations.length - destinations.length) };
    }),
  };
}

function describeConsequences(terms: ConnectionTerms, cluster: ClusterFacts | null): Consequences {
  const tables = cluster?.routeTables.filter((table) => table.routed) ?? [];
  const routes = tables.map((table) => ({
    tableId: table.id,
    tableName: table.name,
    destinations: terms.cidrs.filter(
      (cidr) => !table.destinations.some((existing) => existing.destination === cidr),
    ),
    removed: (terms.changes?.cidrs ?? []).filter(
      (cidr) =>
        !terms.cidrs.includes(cidr) &&
        table.destinations.some(
          ({ destination, target }) => destination === cidr && target.startsWith("pcx-"),
        ),
    ),
    used: table.used,
    limit: table.limit,
  }));
  if (terms.changes) return { calls: changeCalls(terms, routes), routes, tablesRead: tables.length > 0 };
  const routeCount = routes.reduce((sum, table) => sum + table.destinations.length, 0);
  const calls: ConsequentCall[] = [
    {
      action: "ec2:CreateVpcPeeringConnection",
      count: 1,
      when: "at-once",
      effect: `invites ${terms.vpcId} of account ${terms.accountId}; its owner accepts or not`,
    },
    {
      action: "ec2:CreateRoute",
      count: routeCount,
      when: "after-acceptance",
      effect: "sends the cluster's traffic for these blocks to the tenant's VPC",
    },
  ];
  if (terms.dnsResolution) {
    calls.push({
      action: "ec2:ModifyVpcPeeringConnectionOptions",
      count: 1,
      when: "after-acceptance",
      effect: "lets the tenant's VPC resolve host names of the cluster's VPC to private addresses",
    });
  }
  return { calls, routes, tablesRead: tables.length > 0 };
}

function changeCalls(terms: ConnectionTerms, routes: ConsequentRoutes[]): ConsequentCall[] {
  const sum = (key: "destinations" | "removed") => routes.reduce((all, table) => all + table[key].length, 0);
  const dns = terms.changes?.dnsResolution !== terms.dnsResolution;
  const calls: ConsequentCall[] = [
    {
      action: "ec2:CreateRoute",
      count: sum("destinations"),
      when: "after-acceptance",
      effect: "sends the cluster's traffic for the new blocks to the tenant's VPC",
    },
    {
      action: "ec2:DeleteRoute",
      count: sum("removed"),
      when: "after-acceptance",
      effect: "takes back the routes of blocks that are no longer wanted",
    },
    {
      action: "ec2:ModifyVpcPeeringConnectionOptions",
      count: dns ? 1 : 0,
      when: "after-acceptance",
      effect: terms.dnsResolution
        ? "lets the tenant's VPC resolve host names of the cluster's VPC to private addresses"
        : "has host names of the cluster's VPC resolve to public addresses again",
    },
  ];
  return calls.filter(({ count }) => count > 0);
}
