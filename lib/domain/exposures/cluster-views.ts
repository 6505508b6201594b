import type { Capability } from "../capability";
import type { ClusterSummary } from "../connections/cluster-views";
import type { TimelineEntryView } from "../connections/views";
import type { ClusterActView } from "../vcd/act-view";
import type { PreflightLine } from "../vcd/checks";
import type { ClusterDialect } from "../vcd/observed";
import type { TaskView } from "../vcd/task-view";
import type { DnatCode } from "./dnat-status";
import type { DnatStatusView, RepairView } from "./dnat-status-views";
import type { ExposureLine, RemovalChoice } from "./views";
import type { ExposureStatus } from "./words-states";

/** What pages and the API show of clusters of VCD. Plain JSON; times are ISO strings. */

export type NodeView = {
  role: "control plane" | "worker" | "NFS";
  name: string;
  address: string | null;
  sizingPolicy: string | null;
  storageProfile: string | null;
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
