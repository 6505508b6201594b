import type { Capability } from "../capability";
import type { ClusterSummary } from "../connections/cluster-views";
import type { TimelineEntryView } from "../connections/views";
import type { PolicyPart } from "../policies/views";
import type { RequestState } from "../requests/requests";
import type { PreflightLine } from "../vcd/checks";
import type { ClusterDialect, ClusterStep, TaskStatus } from "../vcd/observed";
import type { PoolLayout, PoolStretch } from "./addresses";
import type { DnatCode } from "./dnat-status";
import type { FindingCode } from "./findings";
import type { FirewallOpening, FirewallVerdict, RuleWhere } from "./firewall";
import type { LightName, Way } from "./plan-types";
import type { ExposureState } from "./states";
import type { ExposureStatus, ExposureWords } from "./words-states";

/** What pages and the API show of exposures and clusters of VCD. Plain JSON; times are ISO strings. */

/** What a person may have done about a rule that is not as it should be. */
export type RepairAct = "put-back" | "narrow" | "try-again";

export type ExposureLightView = {
  name: LightName;
  label: string;
  value: "good" | "bad" | "waiting" | "unknown" | "off";
  sentence: string;
  next: string | null;
  /** When the underlying thing was observed; null if never. */
  at: string | null;
};

export type FindingView = {
  code: FindingCode;
  level: "bad" | "warn" | "info";
  title: string;
  sentence: string;
  next: string;
  /** What a click can do about it: repairs go to `clickExposure`, `delete-rule` to `removeExposure` or `unexposeCluster`. */
  act: RepairAct | "delete-rule" | null;
  ruleId: string | null;
};

/** Every repair that makes sense now, with what will happen, said before the click. */
export type RepairView = { act: RepairAct; label: string; sentence: string };

/** What the edge's firewall does with connections to the API server, as last read. */
export type FirewallView = {
  verdict: FirewallVerdict["verdict"];
  sentence: string;
  next: string | null;
  /** First rule that matches, or may match. */
  rule: { name: string; action: string; where: RuleWhere } | null;
  /** The exact rule to add where nothing lets the clients in. */
  add: FirewallOpening | null;
  /** Clients the verdict was reached for; 0.0.0.0/0 stands for everybody. */
  clients: string[];
  at: string | null;
  /** The opening that Drawbridge was approved to make; null where there is none. */
  opening: { clientCidrs: string[]; state: "wanted" | "open" | "closed-by-others" | "closing" } | null;
  /** A request for an opening that waits for approval. */
  waiting: { requestId: string; clientCidrs: string[]; requestedAt: string } | null;
};

/** A rule as seen on the edge. */
export type RuleView = {
  id: string;
  name: string;
  enabled: boolean;
  externalAddress: string;
  internalAddress: string;
  /** `6443`, a range, or null: every port of the node. */
  port: string | null;
  /** `port 6443` or `every port`. */
  portWords: string;
  /** e.g. `CSE` or `Drawbridge`. */
  madeBy: string;
  priority: number | null;
  firewallMatch: string | null;
};

/** What is known of the way out of one cluster, with or without an exposure of ours. The NAT table decides. */
export type DnatStatusView = {
  code: DnatCode;
  /** One sentence that sums it up; `observedAt` is its age. */
  sentence: string;
  status: ExposureStatus;
  externalAddress: string | null;
  port: string | null;
  internalAddress: string | null;
  rule: RuleView | null;
  madeBy: { code: "cse" | "drawbridge" | "other-installation" | "somebody"; word: string } | null;
  everyPortOpen: boolean;
  findings: FindingView[];
  /** In their order; those that were never looked at say so. */
  lights: ExposureLightView[];
  /** Names in the API server's certificate, as the last TLS handshake showed them; null where there was none. */
  certificateNames: string[] | null;
  firewall: FirewallView | null;
  edge: { id: string; name: string; status: string } | null;
  /** When the edge's rules were last read; null: never. */
  observedAt: string | null;
  /** Name of the right without which the rules cannot be read. */
  missingRight: string | null;
};

/** A row of the exposures' list. */
export type ExposureLine = {
  id: string;
  cluster: { id: string; name: string };
  siteName: string;
  /** VCD's name of its organization. */
  vcdOrganizationName: string;
  way: Way;
  /** `By CSE, with the cluster` or `By Drawbridge's rule`. */
  wayWord: string;
  state: ExposureState;
  status: ExposureStatus;
  /** External address; null until one is reserved or seen. */
  address: string | null;
  port: number;
  internalAddress: string | null;
  edgeName: string | null;
  /** Who must act, in a few words; null where nobody must. */
  waitsFor: string | null;
  createdAt: string;
  stateSince: string;
  revision: number;
};

export const exposureFilters = [
  { key: "current", label: "Current" },
  { key: "attention", label: "Need somebody" },
  { key: "exposed", label: "Exposed" },
  { key: "ended", label: "Ended" },
  { key: "all", label: "All" },
] as const;
export type ExposureFilter = (typeof exposureFilters)[number]["key"];

export type ExposurePage = {
  rows: ExposureLine[];
  counts: Record<ExposureFilter, number>;
  /** Cursor of the next page, or null on the last. */
  next: string | null;
};

/** One way of taking an exposure back, with what it will do, said first. */
export type RemovalChoice = {
  by: "cse" | "rule";
  label: string;
  /** What will happen, in sentences. */
  consequences: string[];
  can: Capability;
};

export type ExposureView = ExposureLine & {
  /** What state it is in, in one sentence. */
  sentence: string;
  next: { who: ExposureWords["who"]; text: string };
  /** Why nothing is sent although something is wanted, and what would be sent. */
  blocked: {
    code: string;
    title: string;
    text: string;
    wouldSend: string[];
    retryAt: string | null;
    fault: { code: string; message: string; requestId: string | null } | null;
  } | null;
  held: { by: "exposure" | "cluster" | "place"; reason: string | null } | null;
  lights: ExposureLightView[];
  findings: FindingView[];
  /** What the rules on the edge say. */
  dnat: DnatStatusView;
  firewall: FirewallView | null;
  ending: { title: string; sentence: string; next: string } | null;
  /** Since when it has been exposed as it is; null before. */
  since: string | null;
  /** When it was last looked for, and whether looks have been failing since. */
  observedAt: string | null;
  stale: string | null;
  requestedBy: string;
  /** The request that asked for it. */
  request: ExposureRequestView | null;
  repairs: RepairView[];
  removals: RemovalChoice[];
  tasks: TaskView[];
  timeline: TimelineEntryView[];
  can: {
    withdraw: Capability;
    /** By the way that fits best: the first of `removals`. */
    remove: Capability;
    repair: Capability;
    openFirewall: Capability;
    closeFirewall: Capability;
    exposeAgain: Capability;
    hold: Capability;
    release: Capability;
    readKubeconfig: Capability;
  };
  /** True where looks follow each other within seconds. */
  moving: boolean;
};

export type ExposureRequestView = {
  id: string;
  state: RequestState;
  reason: string;
  decidedBy: string | null;
  decidedAt: string | null;
  note: string | null;
  policy: PolicyPart | null;
};

export type TaskView = {
  id: string;
  title: string;
  status: TaskStatus;
  step: ClusterStep | null;
  /** Each different word it said of itself, oldest first, and when that was first seen. */
  steps: { label: string; at: string }[];
  /** 0 to 100; CSE does not say, edge gateways do. */
  progress: number | null;
  startedAt: string | null;
  endedAt: string | null;
  /** Until its end, or until now while it runs. */
  durationMs: number | null;
  fault: { title: string; cause: string; next: string } | null;
  providerRequestId: string | null;
  seenAt: string;
};

export type NodeView = {
  role: "control plane" | "worker" | "NFS";
  name: string;
  address: string | null;
  sizingPolicy: string | null;
  storageProfile: string | null;
};

/** An act of CSE that was asked for in somebody's name, such as a resize. */
export type ClusterActView = {
  id: string;
  kind: "create" | "resize" | "upgrade" | "share" | "delete" | "force-delete";
  state: "waiting" | "sending" | "accepted" | "done" | "refused" | "unknown" | "lost" | "cancelled";
  /** In one sentence, with what to do. */
  sentence: string;
  next: string | null;
  by: string;
  createdAt: string;
  endedAt: string | null;
};

/** The page of a cluster of VCD. */
export type VcdClusterView = {
  id: string;
  name: string;
  kind: string;
  dialect: ClusterDialect;
  /** `Ready`, `Being created`, `Failed`, …; its tone as for exposures. */
  status: ExposureStatus;
  /** VCD's and CSE's own words for it: entity state, operation, its status. */
  state: { entity: string | null; operation: string | null; operationStatus: string | null };
  place: {
    id: string;
    /** For the way to sign in there. */
    siteId: string;
    siteName: string;
    siteUrl: string;
    /** VCD's name of its organization. */
    organizationName: string;
    /** Drawbridge may only look at this site so far. */
    observeOnly: boolean;
  };
  entityId: string | null;
  vdcName: string | null;
  networkName: string | null;
  owner: string | null;
  template: { name: string; revision: number } | null;
  kubernetes: string | null;
  cni: string | null;
  os: string | null;
  wantedWorkers: number | null;
  nodes: NodeView[];
  edge: { id: string; name: string } | null;
  /** CAPVCD's own way in: endpoint and virtual services, read only. */
  endpoint: { host: string; port: number } | null;
  virtualServices: { name: string; virtualIp: string | null; health: string | null }[];
  readOnly: string | null;
  dnat: DnatStatusView;
  /** The live one, or null. */
  exposure: ExposureLine | null;
  /** All that ended, newest first. */
  history: ExposureLine[];
  /** What a late exposure meets now, beside its button; empty where it cannot be asked for at all. */
  preflight: PreflightLine[];
  /** What exposing will do, said first. */
  exposeConsequences: string[];
  repairs: RepairView[];
  removals: RemovalChoice[];
  tasks: TaskView[];
  acts: ClusterActView[];
  timeline: TimelineEntryView[];
  held: { by: "cluster" | "place"; reason: string | null } | null;
  /** When it was last looked for, and whether looks have been failing since. */
  seenAt: string | null;
  goneAt: string | null;
  stale: string | null;
  /** Signed in to this organization of VCD, with a token that can be used; null otherwise. */
  signedIn: { userName: string; usable: boolean; rightsKnown: boolean } | null;
  can: {
    expose: Capability;
    unexpose: Capability;
    repair: Capability;
    openFirewall: Capability;
    /** Taking over a rule that CSE made without Drawbridge: its certificate and its loss are then looked at. */
    follow: Capability;
    resize: Capability;
    upgrade: Capability;
    share: Capability;
    delete: Capability;
    forceDelete: Capability;
    readKubeconfig: Capability;
    hold: Capability;
    release: Capability;
  };
  moving: boolean;
  revision: number;
};

/** A row of the one list of clusters. */
export type VcdClusterLine = {
  provider: "vcd";
  id: string;
  name: string;
  kind: string;
  dialect: ClusterDialect;
  siteName: string;
  vcdOrganizationName: string;
  vdcName: string | null;
  kubernetes: string | null;
  workers: number | null;
  status: ExposureStatus;
  /** The way out, in a word: the DNAT status's or the exposure's. */
  dnat: { code: DnatCode; status: ExposureStatus; address: string | null; everyPortOpen: boolean };
  exposureId: string | null;
  held: string | null;
  /** True where somebody must act. */
  attention: boolean;
  seenAt: string | null;
  revision: number;
};
export type AwsClusterLine = ClusterSummary & { provider: "aws" };
export type ClusterLine = AwsClusterLine | VcdClusterLine;

/** An edge gateway with its external addresses as a picture, and what its rules show. */
export type EdgePoolView = {
  id: string;
  name: string;
  status: string;
  siteName: string;
  vcdOrganizationName: string;
  /** VDC or VDC group it belongs to. */
  ownerName: string | null;
  nsxT: boolean;
  usesIpSpaces: boolean;
  pool: Omit<PoolLayout, "stretches"> & { stretches: PoolStretchView[] };
  /** The same in sentences, for those who cannot see it. */
  twin: string[];
  /** The address Drawbridge would reserve next; null where none is free. */
  next: { drawbridge: string | null; cse: string | null; freeAt: string | null };
  /** DNAT rules, in the edge's order. */
  rules: (RuleView & {
    cluster: { id: string; name: string } | null;
    exposureId: string | null;
    /** What the firewall does with connections to an API server behind it; null for rules that lead to none. */
    firewall: string | null;
  })[];
  findings: (FindingView & { clusterId: string | null; exposureId: string | null })[];
  /** Who has the lock here, or what runs on it; null where it is at rest. */
  busy: string | null;
  /** Why it, or its firewall, could not be read. */
  fault: { title: string; cause: string; next: string } | null;
  firewallFault: { title: string; cause: string; next: string } | null;
  natAt: string | null;
  firewallAt: string | null;
  seenAt: string;
};
export type PoolStretchView = Omit<PoolStretch, "until"> & { until: string | null };

export type EdgeGatewayList = {
  edges: EdgePoolView[];
  /** Why there are none, or what is shown is old; null otherwise. */
  stale: string | null;
};
