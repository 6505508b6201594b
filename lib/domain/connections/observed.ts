/**
 * What a look at EC2 found, in our words. Times are Dates, CIDRs canonical, ids as AWS spells them.
 * `lib/providers/aws` makes these; `plan()` and the views read them.
 */

/** Status codes of a VPC peering connection (EC2 API, VpcPeeringConnectionStateReason). */
export type PeeringStatus =
  | "initiating-request"
  | "pending-acceptance"
  | "failed"
  | "expired"
  | "rejected"
  | "provisioning"
  | "active"
  | "deleting"
  | "deleted";

/** Statuses in which a peering still exists: it takes the VPC pair and can become or is active. */
export const livePeeringStatuses: readonly PeeringStatus[] = [
  "initiating-request",
  "pending-acceptance",
  "provisioning",
  "active",
];

const endedPeeringStatuses: readonly PeeringStatus[] = [
  "failed",
  "expired",
  "rejected",
  "deleting",
  "deleted",
];

/** True unless AWS says that a peering has ended or is ending: one whose status we do not know keeps the pair taken. */
export function mayLive(status: PeeringStatus): boolean {
  return !endedPeeringStatuses.includes(status);
}

/** False for a status that AWS did not have when this was written: nothing is concluded from it. */
export function isKnownStatus(status: PeeringStatus): boolean {
  return livePeeringStatuses.includes(status) || endedPeeringStatuses.includes(status);
}

export type PeeringSide = {
  accountId: string;
  vpcId: string;
  /** Region code such as `eu-central-1`. */
  region: string;
  /** All IPv4 blocks; empty while AWS hides the far side (until the peering is active). */
  cidrBlocks: string[];
  ipv6CidrBlocks: string[];
  /** AllowDnsResolutionFromRemoteVpc; null where AWS did not say. */
  dnsResolutionFromRemote: boolean | null;
};

export type PeeringSeen = {
  id: string;
  status: PeeringStatus;
  /** AWS's own message, e.g. `Deleted by 123456789012`; it tells who ended a peering. */
  statusMessage: string;
  requester: PeeringSide;
  accepter: PeeringSide;
  /** Present only while the request is unanswered. */
  expirationTime: Date | null;
  /** Tags of our own view; the other side never sees them. */
  tags: Record<string, string>;
};

export type RouteTarget =
  | { kind: "peering"; id: string }
  | { kind: "local" }
  /** Anything else: igw-, nat-, tgw-, eni-, vgw-, vpce- … `id` as AWS gives it. */
  | { kind: "other"; id: string };

export type RouteSeen = {
  /** IPv4 or IPv6 CIDR, or a prefix list id (`pl-…`). */
  destination: string;
  target: RouteTarget;
  /** AWS's state: `active`, `blackhole`, or a newer word we do not know. */
  state: string;
  /** `CreateRouteTable`, `CreateRoute`, `EnableVgwRoutePropagation`, … */
  origin: string;
};

export type RouteTableSeen = {
  id: string;
  vpcId: string;
  name: string | null;
  isMain: boolean;
  /** Explicitly associated subnets. Subnets without any association use the main table and are not listed. */
  subnetIds: string[];
  /** Internet or virtual private gateways this table is an ingress table of; such tables are never ours to change. */
  gatewayIds: string[];
  routes: RouteSeen[];
};

/** Slow facts of one VPC: read at registration, on change, on an error that concerns them, and hourly. */
export type VpcInventory = {
  vpcId: string;
  accountId: string;
  region: string;
  name: string | null;
  cidrBlocks: string[];
  ipv6CidrBlocks: string[];
  dnsSupport: boolean;
  dnsHostnames: boolean;
  subnets: { id: string; cidrBlock: string; availabilityZone: string; name: string | null }[];
  tags: Record<string, string>;
};

/** An error of the provider, as it is recorded and shown. */
export type ProviderFault = {
  /** AWS error code such as `UnauthorizedOperation`, or ours for no answer at all: `NoAnswer`. */
  code: string;
  message: string;
  /** The provider's request id, if it answered. */
  requestId: string | null;
  /** API action such as `CreateVpcPeeringConnection`. */
  action: string;
};
