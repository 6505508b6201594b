export type Tags = Readonly<Record<string, string>>;

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** One line of a sandbox identity's policy. Every condition that is present must match. */
export interface Statement {
  /** `ec2:CreateRoute`, `CreateRoute` or a glob such as `ec2:Describe*`. */
  readonly action: string;
  readonly resourceGlob?: string | undefined;
  readonly region?: string | undefined;
  readonly requesterVpc?: string | undefined;
  readonly accepterVpc?: string | undefined;
  readonly resourceTag?: Tags | undefined;
  readonly requestTag?: Tags | undefined;
}

export interface Account {
  readonly accountId: string;
  readonly name: string;
}

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
  readonly principal: string;
  readonly userId: string;
  readonly deny: readonly Statement[];
  /** Absent = everything is allowed that is not denied. */
  readonly allow?: readonly Statement[] | undefined;
  /** Present on credentials that AssumeRole issued. */
  readonly session?: { readonly token: string; readonly expiresAt: number } | undefined;
}

export interface Role {
  readonly accountId: string;
  readonly roleName: string;
  readonly roleId: string;
  readonly trustedAccountIds: readonly string[];
  readonly externalId?: string | undefined;
  readonly deny: readonly Statement[];
  readonly allow?: readonly Statement[] | undefined;
}

export interface CidrBlock {
  readonly associationId: string;
  readonly cidrBlock: string;
}

export interface Vpc extends Place {
  readonly vpcId: string;
  readonly cidrBlocks: readonly CidrBlock[];
  readonly ipv6CidrBlocks: readonly CidrBlock[];
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
  readonly tags: Tags;
}

export interface Subnet extends Place {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly tags: Tags;
}

export type RouteTargetKind =
  | "gatewayId"
  | "natGatewayId"
  | "transitGatewayId"
  | "vpcPeeringConnectionId"
  | "instanceId"
  | "networkInterfaceId"
  | "egressOnlyInternetGatewayId";

export interface Route {
  /** Canonical IPv4 or IPv6 block, or a prefix list id. */
  readonly destination: string;
  readonly target: { readonly kind: RouteTargetKind; readonly id: string };
}

export interface RouteTableAssociation {
  readonly associationId: string;
  readonly main: boolean;
  readonly subnetId?: string | undefined;
  readonly gatewayId?: string | undefined;
}

export interface RouteTable extends Place {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly associations: readonly RouteTableAssociation[];
  /** Without the local routes: those follow from the blocks of the VPC. */
  readonly routes: readonly Route[];
  readonly tags: Tags;
}

export interface PrefixList extends Place {
  readonly prefixListId: string;
  readonly name: string;
  readonly maxEntries: number;
  readonly cidrBlocks: readonly string[];
  readonly tags: Tags;
}

export type PeeringCode =
  | "initiating-request"
  | "pending-acceptance"
  | "failed"
  | "expired"
  | "rejected"
  | "provisioning"
  | "active"
  | "deleting"
  | "deleted";

export type Side = "requester" | "accepter";

export interface PeeringStatus {
  readonly code: PeeringCode;
  readonly message: string;
  readonly at: number;
  /** The side whose call caused it: that side sees it at once, the other after the view lag. */
  readonly actor?: Side | undefined;
}

export interface PeeringParty extends Place {
  readonly vpcId: string;
  /** Blocks at creation; what is shown once the VPC itself is gone. */
  readonly cidrBlocks: readonly string[];
  readonly ipv6CidrBlocks: readonly string[];
  readonly allowDnsResolutionFromRemoteVpc: boolean;
  readonly tags: Tags;
}

export interface Peering {
  readonly vpcPeeringConnectionId: string;
  readonly requester: PeeringParty;
  readonly accepter: PeeringParty;
  /** Oldest first; never empty. */
  readonly history: readonly PeeringStatus[];
  readonly expiresAt: number;
  /** When a timer moves it on by itself (or forgets it); null = only a call can. */
  readonly dueAt: number | null;
}
