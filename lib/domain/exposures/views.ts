import type { Capability } from "../capability";
import type { TimelineEntryView } from "../connections/views";
import type { PolicyPart } from "../policies/views";
import type { RequestState } from "../requests/requests";
import type { TaskView } from "../vcd/task-view";
import type {
  DnatStatusView,
  ExposureLightView,
  FindingView,
  FirewallView,
  RepairView,
} from "./dnat-status-views";
import type { Way } from "./plan-types";
import type { ExposureState } from "./states";
import type { ExposureStatus, ExposureWords } from "./words-states";

/** What pages and the API show of exposures. Plain JSON; times are ISO strings. */

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
