import type { ProviderFault } from "@/lib/domain/connections/observed";

/**
 * What a look at VMware Cloud Director and CSE found, in our words. `lib/providers/vcd` makes these.
 * Ids are URNs as VCD spells them and opaque: CSE 3.1 has entity ids with and without a version part.
 */

/** A name and a URN, as VCD refers to its objects. */
export type VcdReference = { id: string; name: string };

/** Versions of a site, of its CSE server, and which one to speak. */
export type SiteVersions = {
  /** Every version VCD offers and does not call alpha, e.g. `35.0`; ascending. */
  offered: string[];
  /** The one our calls use. */
  spoken: string;
};

export type CseServerSeen = {
  /** Product version, e.g. `3.0.4`. */
  version: string;
  /** API versions it serves: one for CSE 3.0.x, all of them for 3.1.x. */
  apiVersions: string[];
};

/** What VCD says of a signed-in person or of the site's credential. */
export type SessionSeen = {
  id: string;
  user: VcdReference;
  organization: VcdReference;
  /** The organization is `System`: a provider's session. */
  isProvider: boolean;
  roles: VcdReference[];
  /** Names of all rights of all roles; null where VCD does not let the caller read roles. */
  rights: string[] | null;
  /** Idle time after which VCD ends the session; each use begins it anew. */
  idleTimeoutMs: number;
};

export type OrgVdcSeen = {
  id: string;
  name: string;
  description: string;
  organization: VcdReference | null;
  /** VCD's word, e.g. `AllocationVApp`, `Flex`; null where it does not say. */
  allocationType: string | null;
  isEnabled: boolean;
};

/** First and last address of a range, both included. */
export type AddressRange = { first: string; last: string };

export type SubnetSeen = {
  gateway: string;
  prefixLength: number;
  ranges: AddressRange[];
  /** VCD's own counts; null where it does not say. */
  totalAddresses: number | null;
  usedAddresses: number | null;
};

export type OrgNetworkSeen = {
  id: string;
  name: string;
  /** `NAT_ROUTED`, `ISOLATED`, `DIRECT`, `DIRECT_UPLINK`, `OPAQUE`, `CROSS_VDC`, or a newer word. */
  type: string;
  /** The org VDC or VDC group it belongs to. */
  owner: VcdReference | null;
  organization: VcdReference | null;
  /** Edge gateway it is routed through. */
  edgeGateway: VcdReference | null;
  connected: boolean;
  nsxT: boolean;
  /** Its addresses are advertised outside, so that they need no DNAT. */
  routeAdvertised: boolean;
  shared: boolean;
  /** `REALIZED` or a state on the way there. */
  status: string;
  subnets: SubnetSeen[];
};

/** A compute policy of kind "VM sizing". */
export type SizingPolicySeen = {
  id: string;
  name: string;
  description: string;
  cpuCount: number | null;
  memoryMb: number | null;
};

export type StorageProfileSeen = {
  id: string;
  name: string;
  vdcId: string | null;
  isEnabled: boolean;
  isDefault: boolean;
  /** 0 = unlimited; null where VCD does not say. */
  limitMb: number | null;
  usedMb: number | null;
};

/** A cluster template of CSE. */
export type TemplateSeen = {
  name: string;
  revision: number;
  /** `native`, `TKGm`, `TKG+`. */
  kind: string;
  description: string;
  /** e.g. `tkgm 1.20.5`: name and version in two fields. */
  kubernetes: string;
  kubernetesVersion: string;
  cni: string;
  cniVersion: string;
  os: string;
  isDefault: boolean;
  isDeprecated: boolean;
};

/** An org VDC as CSE sees it: whether clusters may be made there. */
export type CseVdcSeen = { id: string; name: string; runtimes: string[] };

/** Three families of cluster entities, which differ in their documents and in what can be done. */
export type ClusterDialect =
  /** `cse:nativeCluster:1.0.0`: CSE 3.0.x, and 3.1.x at API 35. */
  | "native-1"
  /** `cse:nativeCluster:2.x`: CSE 3.1.x at API 36. */
  | "native-2"
  /** `vmware:capvcdCluster:*`: CSE 4.x and CAPVCD; read only here. */
  | "capvcd";

export type ClusterOperation = "CREATE" | "UPDATE" | "UPGRADE" | "DELETE" | "UNKNOWN";

export type ClusterOperationStatus = "IN_PROGRESS" | "SUCCEEDED" | "FAILED" | "UNKNOWN";

export type ClusterNodeSeen = {
  name: string;
  address: string | null;
  sizingPolicy: string | null;
  storageProfile: string | null;
};

/** One cluster's entity. */
export type ClusterEntitySeen = {
  id: string;
  /** URN of its type. */
  entityType: string;
  dialect: ClusterDialect;
  name: string;
  /** `native`, `TKGm`, `TKG+` or `CAPVCD`. */
  kind: string;
  /** `PRE_CREATED`, `RESOLVED`, `RESOLUTION_ERROR`, `IN_DELETION`, or a newer word: then not ready either. */
  state: string;
  /** CSE's `status.phase`; null before CSE wrote one, and for CAPVCD. */
  phase: { operation: ClusterOperation; status: ClusterOperationStatus } | null;
  /** What CAPVCD calls its state, e.g. `provisioned`, `error`; null for the others. */
  capvcdState: string | null;
  owner: VcdReference | null;
  organization: VcdReference | null;
  vdcName: string | null;
  networkName: string | null;
  template: { name: string; revision: number } | null;
  /** Counts the document asks for; not what runs. */
  wantedWorkers: number | null;
  wantedNfsNodes: number | null;
  /** The flag a person set. In CSE 3.0.x it stays true after an un-expose. */
  wantsExpose: boolean;
  /** CSE's own word on it, which can be wrong in both directions: truth is the NAT table. */
  saysExposed: boolean;
  /** External address CSE noted; null if none or not exposed. */
  externalAddress: string | null;
  /** Control plane's name and internal address; `native-1` does not tell the address once exposed: null. */
  controlPlane: ClusterNodeSeen | null;
  workers: ClusterNodeSeen[];
  nfsNodes: ClusterNodeSeen[];
  kubernetes: string | null;
  cni: string | null;
  os: string | null;
  /** URN of the vApp, e.g. `urn:vcloud:vapp:…`; null until the cluster is built. */
  vAppId: string | null;
  /** URN of the task CSE works by, or worked by last. */
  taskId: string | null;
  /** Endpoint of CAPVCD's API server; null for the others. */
  apiEndpoint: { host: string; port: number } | null;
  /** CAPVCD's virtual services. */
  virtualServices: VirtualServiceSeen[];
  /** The entity's document without `status`, as it stands in VCD: `apiVersion` or `api_version`, kind, metadata, spec. */
  document: Record<string, unknown>;
  /** Sent back with a change where VCD locks optimistically (API ≥ 36, single reads only). */
  etag: string | null;
};

export type VirtualServiceSeen = {
  id: string;
  name: string;
  virtualIp: string | null;
  /** `UP`, `DOWN`, `DISABLED`, …; null where it was not read. */
  health: string | null;
};

/** The virtual machine behind a cluster's control plane, read from the vApp. */
export type ControlPlaneVmSeen = {
  id: string;
  name: string;
  /** Address of its primary network card. */
  address: string | null;
  networkName: string | null;
  isPoweredOn: boolean;
};

export type TaskStatus = "queued" | "preRunning" | "running" | "success" | "error" | "canceled" | "aborted";

/** CSE's steps, told from the words of a task's operation. In the order they come. */
export const clusterSteps = [
  "accepted",
  "creating-vapp",
  "creating-control-plane",
  /** kubeadm init; the DNAT rule of an exposed cluster is made at its start, silently. */
  "initializing",
  "creating-workers",
  "joining-workers",
  "creating-nfs",
  "enabling-nfs",
  "updating-entity",
  "created",
  "rolling-back",
  "create-failed",
  "resizing",
  "resized",
  "resized-and-unexposed",
  "resized-but-still-exposed",
  "resize-failed",
  "upgrading",
  "upgraded",
  "upgrade-failed",
  "deleting",
  "deleted",
  "deleted-but-rule-left",
  "delete-failed",
  "sharing",
  "fetching-kubeconfig",
] as const;

export type ClusterStep = (typeof clusterSteps)[number];

export type TaskSeen = {
  id: string;
  status: TaskStatus;
  /** What it says it does now; each step overwrites the one before. */
  operation: string;
  /** e.g. `cluster operation`, `natRuleCreate`. */
  operationName: string;
  /** CSE's step, where the words are known. */
  step: ClusterStep | null;
  /** 0–100; CSE does not set it, edge gateways do. */
  progress: number | null;
  startedAt: Date | null;
  endedAt: Date | null;
  /** After this VCD forgets it. */
  expiresAt: Date | null;
  /** The object it works on: an edge, an entity, or for CSE 3.0.x only the organization. */
  owner: VcdReference | null;
  user: VcdReference | null;
  /** Why it failed, with VCD's request id where the text names one. */
  fault: ProviderFault | null;
  /** Final text of a behaviour's task. May be a kubeconfig: treat it as a secret. */
  result: string | null;
};

/** Statuses after which a task does not change. */
export const endedTaskStatuses: readonly TaskStatus[] = ["success", "error", "canceled", "aborted"];

/** One line of who may use a cluster. */
export type ClusterShare = {
  /** `urn:vcloud:accessLevel:ReadOnly`, `…:ReadWrite`, `…:FullControl`. */
  accessLevelId: string;
  user: VcdReference;
};
