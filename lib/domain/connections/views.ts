import type { Capability } from "../capability";
import type { PolicyPart } from "../policies/views";
import type { ConnectionChoice, RequestState } from "../requests/requests";
import type { AddressSpaceLayout } from "./address-space";
import type { LightName } from "./plan-types";
import type { RequestWorld } from "./request-world";
import type { ConnectionState } from "./states";
import type { ConnectionFilter, ConnectionStatus } from "./status";
import type { ComparedFact, Remark, TenantStep } from "./tenant-steps";
import type { StateWords } from "./words-states";

/** What pages and the API show. Plain JSON; times are ISO strings. */
export type ConnectionSummary = {
  id: string;
  name: string;
  cluster: { id: string; name: string; region: string };
  accountId: string;
  vpcId: string;
  region: string;
  peeringId: string | null;
  state: ConnectionState;
  status: ConnectionStatus;
  /** Who must act, in a few words; null where nobody must. */
  waitsFor: string | null;
  createdAt: string;
  stateSince: string;
  expiresAt: string | null;
  revision: number;
};

export type ConnectionPage = {
  rows: ConnectionSummary[];
  counts: Record<ConnectionFilter, number>;
  /** Cursor of the next page, or null on the last. */
  next: string | null;
  mayRequest: Capability;
};

/** What the form knows: the world its checks judge by, and whether this person may ask at all. */
export type RequestFormView = RequestWorld & { mayRequest: Capability };

/** One thing to do in the tenant's AWS account, and whether it is seen to be done. */
export type GuideStep = TenantStep & { done: "yes" | "unknown" };

export type LightView = {
  name: LightName;
  label: string;
  value: "good" | "bad" | "waiting" | "unknown";
  word: string;
  detail: string | null;
  seenAt: string | null;
};

export type TimelineEntryView = {
  id: string;
  at: string;
  who: string;
  what: string;
  cause: string | null;
  requestId: string | null;
  tone: ConnectionStatus["tone"];
};

/** One bank of the picture: a network, its blocks, and the routes that lead from it to the other. */
export type BankView = {
  title: string;
  subtitle: string;
  vpcId: string;
  accountId: string;
  region: string;
  blocks: string[];
  /** `seen`: there; `missing`: should be there and is not; `planned`: will be written; `unseen`: cannot be known. */
  routes: { destination: string; state: "seen" | "missing" | "planned" | "unseen"; fix: string | null }[];
};

export type PictureView = {
  provider: BankView;
  tenant: BankView;
  link: "none" | "asked" | "working" | "up" | "broken" | "ended";
  linkWord: string;
  linkId: string | null;
  space: AddressSpaceLayout;
  /** The same in sentences, for those who cannot see it. */
  twin: string[];
};

export type ConnectionView = ConnectionSummary & {
  /** What state it is in, in one sentence. */
  sentence: string;
  /** Who must do what next. */
  next: {
    who: StateWords["who"];
    title: string;
    text: string;
    /** To be compared with what AWS shows, before anything is accepted. */
    compare: ComparedFact[];
    steps: GuideStep[];
    /** The steps of the tenant's half are most likely still to be done. */
    stepsOpen: boolean;
    countdown: { label: string; to: string; after: string } | null;
  };
  /** Why nothing is sent although something is wanted, and what would be sent. */
  blocked: {
    /** What the sentence and the next step do not say already. */
    text: string | null;
    wouldSend: string[];
    retryAt: string | null;
    fault: { code: string; message: string; requestId: string | null } | null;
    peeringId: string | null;
  } | null;
  held: { reason: string | null } | null;
  picture: PictureView;
  lights: LightView[];
  /** When it was last looked for in AWS, and whether looks have been failing since. */
  seenAt: string | null;
  stale: string | null;
  facts: {
    cidrs: string[];
    actualCidrs: string[] | null;
    dnsResolution: boolean;
    requestedBy: string;
    /** Regions as people name them: `Frankfurt (eu-central-1)`. */
    place: string;
    provider: { accountId: string; vpcId: string; place: string; cidrs: string[] };
    routes: { tableId: string; tableName: string | null; destination: string; state: string }[];
    routesSeenAt: string | null;
  };
  /** Good to know where it matters: MTU, cost, security groups, no transit. */
  remarks: Remark[];
  /** A change of it that waits for a decision; it goes on as approved until then. */
  change: ({ requestId: string } & ConnectionChoice) | null;
  request: {
    id: string;
    state: RequestState;
    reason: string;
    decidedBy: string | null;
    decidedAt: string | null;
    note: string | null;
    policy: PolicyPart | null;
  } | null;
  timeline: TimelineEntryView[];
  /** What breaks on removal, for the dialog. */
  removal: string[];
  can: {
    rename: Capability;
    remove: Capability;
    withdraw: Capability;
    requestAgain: Capability;
    edit: Capability;
    hold: Capability;
    release: Capability;
    adopt: Capability;
  };
  /** True where looks follow each other within seconds. */
  moving: boolean;
};
