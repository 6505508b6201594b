import type { Capability } from "../capability";
import type { ClusterFacts } from "./request-world";
import type { ConnectionSummary } from "./views";

/** A row of the clusters' list. */
export type ClusterSummary = Pick<
  ClusterFacts,
  "id" | "name" | "class" | "accountId" | "region" | "vpcId" | "cidrBlocks" | "used" | "limit" | "held"
> & {
  /** Its Region as people name it. */
  place: string;
  /** Connections that need somebody. */
  attention: number;
  requestConnection: Capability;
};

export type ClusterView = {
  cluster: ClusterFacts;
  place: string;
  connections: ConnectionSummary[];
  requestConnection: Capability;
  /** Subnets and DNS settings as inventory read them; null before the first. */
  network: { subnets: number; dnsSupport: boolean; dnsHostnames: boolean } | null;
  routesSeenAt: string | null;
  sweptAt: string | null;
  stale: string | null;
  /** Drawbridge may only look at this account so far. */
  observeOnly: boolean;
};
