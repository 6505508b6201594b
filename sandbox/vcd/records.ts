/** A name with an id, as VCD writes references; here ids are bare UUIDs, the wire shows URNs. */
export interface Organization {
  id: string;
  name: string;
  fullName: string;
}

export interface Role {
  id: string;
  organizationId: string;
  name: string;
  rights: string[];
}

export interface User {
  id: string;
  organizationId: string;
  name: string;
  password: string;
  roleId: string;
  failedLogins: number;
  lockedUntil: number | null;
}

export interface Session {
  id: string;
  token: string;
  userId: string;
  organizationId: string;
  lastUsedAt: number;
  /** The JWT's own end, which use does not move. */
  expiresAt: number;
  ended: boolean;
}

export interface ApiToken {
  id: string;
  name: string;
  clientId: string;
  /** Null between the registration of a client and its first grant. */
  token: string | null;
  userId: string;
  organizationId: string;
}

export interface Vdc {
  id: string;
  organizationId: string;
  name: string;
  description: string;
  k8sRuntimes: string[];
  storageProfiles: string[];
  sizingPolicies: { name: string; cpuCount: number; memoryMb: number }[];
}

export interface VdcGroup {
  id: string;
  organizationId: string;
  name: string;
  vdcIds: string[];
}

export interface IpRange {
  startAddress: string;
  endAddress: string;
}

export interface Subnet {
  gateway: string;
  prefixLength: number;
  ranges: IpRange[];
  primaryIp: string | null;
}

export interface Uplink {
  id: string;
  name: string;
  /** Null on an uplink that takes its addresses from an IP Space. */
  subnets: Subnet[] | null;
}

export type EdgeStatus = "PENDING" | "CONFIGURING" | "REALIZED" | "REALIZATION_FAILED" | "UNKNOWN";

export interface EdgeGateway {
  id: string;
  organizationId: string;
  name: string;
  description: string;
  owner: { kind: "vdc" | "vdcGroup"; id: string };
  gatewayType: "NSXT_BACKED" | "NSXV_BACKED";
  uplinks: Uplink[];
  status: EdgeStatus;
  /** The one change that is running; every other write is refused until it ends. */
  busy: { operation: string; taskId: string | null; until: number | null } | null;
  /** Addresses in use that no NAT rule here explains: load balancers, VPN endpoints, somebody's reservations. */
  usedAddresses: { ipAddress: string; category: string }[];
  natListStatus: EdgeStatus;
  firewall: { systemRules: FirewallRule[]; userDefinedRules: FirewallRule[]; defaultRules: FirewallRule[] };
}

export interface OrgVdcNetwork {
  id: string;
  organizationId: string;
  name: string;
  description: string;
  owner: { kind: "vdc" | "vdcGroup"; id: string };
  networkType: "NAT_ROUTED" | "ISOLATED" | "DIRECT";
  edgeGatewayId: string | null;
  gateway: string;
  prefixLength: number;
  ranges: IpRange[];
}

export interface NamedRef {
  id: string;
  name: string;
}

export interface NatRule {
  id: string;
  edgeGatewayId: string;
  name: string;
  description: string;
  enabled: boolean;
  type: "DNAT" | "SNAT" | "NO_DNAT" | "NO_SNAT" | "REFLEXIVE";
  externalAddresses: string;
  internalAddresses: string;
  /** A port, a range such as 8000-8010, or null for any. */
  dnatExternalPort: string | null;
  internalPort: string | null;
  applicationPortProfile: NamedRef | null;
  snatDestinationAddresses: string | null;
  logging: boolean;
  firewallMatch: "MATCH_INTERNAL_ADDRESS" | "MATCH_EXTERNAL_ADDRESS" | "BYPASS";
  priority: number;
  version: number;
  systemRule: boolean;
}

export interface FirewallRule {
  id: string;
  name: string;
  description: string;
  sourceFirewallGroups: NamedRef[] | null;
  destinationFirewallGroups: NamedRef[] | null;
  applicationPortProfiles: NamedRef[] | null;
  ipProtocol: "IPV4" | "IPV6" | "IPV4_IPV6";
  actionValue: "ALLOW" | "DROP" | "REJECT";
  direction: "IN" | "OUT" | "IN_OUT";
  logging: boolean;
  enabled: boolean;
  comments: string;
  version: number;
}

export interface FirewallGroup {
  id: string;
  organizationId: string;
  edgeGatewayId: string;
  name: string;
  description: string;
  ipAddresses: string[];
  version: number;
}

export interface PortProfile {
  id: string;
  /** Null for the profiles VCD brings along. */
  organizationId: string | null;
  name: string;
  scope: "SYSTEM" | "TENANT";
  contextEntityId: string | null;
  applicationPorts: { protocol: string; destinationPorts: string[] }[];
}

export interface Template {
  name: string;
  revision: number;
  kind: "native" | "TKGm" | "TKG+";
  catalog: string;
  kubernetes: string;
  kubernetesVersion: string;
  cni: string;
  cniVersion: string;
  os: string;
  dockerVersion: string;
  deprecated: boolean;
  isDefault: boolean;
  upgradeFrom: string[];
  /** A customised script without a `kubeadm init` line: the external address never gets into the certificate. */
  withoutKubeadmInit: boolean;
}

export type TaskStatus = "queued" | "preRunning" | "running" | "success" | "error" | "canceled" | "aborted";

export interface Task {
  id: string;
  organizationId: string;
  userId: string;
  operation: string;
  operationName: string;
  serviceNamespace: string;
  status: TaskStatus;
  startTime: number;
  endTime: number | null;
  owner: { id: string; name: string; type: string; path: string };
  progress: number | null;
  error: { majorErrorCode: number; minorErrorCode: string; message: string } | null;
  resultContent: string | null;
}

export interface Entity {
  /** The whole URN. */
  id: string;
  entityType: string;
  name: string;
  externalId: string | null;
  state: "PRE_CREATED" | "RESOLVED" | "RESOLUTION_ERROR" | "IN_DELETION";
  ownerId: string;
  organizationId: string;
  /** The document; `entity.status.private` is shown to Full Control alone. */
  entity: Record<string, unknown>;
  etag: number;
  acl: { id: string; memberId: string; accessLevelId: string }[];
}

export interface Node {
  name: string;
  ip: string;
  role: "control-plane" | "worker" | "nfs";
  vmId: string;
  ready: boolean;
  createdAt: number;
}

export interface Vapp {
  id: string;
  organizationId: string;
  vdcId: string;
  networkId: string;
  name: string;
  entityId: string;
  nodes: Node[];
  metadata: Record<string, string>;
  /** VMware Tools answer: without them CSE can neither read nor rewrite a file on the node. */
  toolsRunning: boolean;
  poweredOn: boolean;
}

export interface VirtualService {
  id: string;
  organizationId: string;
  edgeGatewayId: string;
  name: string;
  virtualIpAddress: string;
  port: number;
  enabled: boolean;
  healthStatus: string;
}
