import type { ConnectionState } from "./states";

/** A cluster as the request form knows it. Plain JSON: it goes to the browser as it is. */
export type ClusterFacts = {
  id: string;
  name: string;
  class: "production" | "development";
  /** The provider's account that owns the cluster's VPC; 12 digits. */
  accountId: string;
  region: string;
  vpcId: string;
  /** IPv4 blocks of the VPC as last read from AWS; empty before the first inventory. */
  cidrBlocks: string[];
  /** Overlay networks inside the cluster, which AWS does not know. */
  podCidrs: string[];
  serviceCidrs: string[];
  /** When `cidrBlocks` were read, ISO; null before the first inventory. */
  blocksSeenAt: string | null;
  /** Live connections of this cluster, waiting ones included. */
  connections: {
    id: string;
    name: string;
    accountId: string;
    vpcId: string;
    cidrs: string[];
    state: ConnectionState;
  }[];
  /** Live peerings on the VPC that are not ours; `cidrs` of the far side, empty while AWS hides them. */
  foreignPeerings: { id: string; accountId: string; vpcId: string; cidrs: string[]; status: string }[];
  /** `routed`: one that routes of a connection are written to. `limit` counts IPv4 routes, as AWS does. */
  routeTables: {
    id: string;
    name: string | null;
    routed: boolean;
    used: number;
    limit: number;
    /** Destinations in place; `target` is an id such as `nat-…`, or `local`. */
    destinations: { destination: string; target: string }[];
  }[];
  /** Live connections, waiting ones included, plus foreign peerings; against `limit` (50 unless raised at AWS). */
  used: number;
  limit: number;
  /** Why new work on this cluster is held, in the admin's words; null while nothing holds it. */
  held: string | null;
};

/** Everything the checks of a request may know. Facts of other organizations never enter it. */
export type RequestWorld = {
  clusters: ClusterFacts[];
  /** The provider's own AWS accounts; none of them can be a tenant's. */
  ownAccountIds: string[];
  /** Regions that may be chosen; see `regions.ts`. */
  regions: { code: string; name: string; partition: string }[];
  /** Unanswered invitations, by the place (`accountId/region`) they leave from: for "you will wait" only. */
  outstanding?: Record<string, { used: number; limit: number }>;
};
