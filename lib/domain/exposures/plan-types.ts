import type { ProviderFault } from "../connections/observed";
import type { ClusterDialect, ClusterEntitySeen, ControlPlaneVmSeen, TaskSeen } from "../vcd/observed";
import type { Finding } from "./findings";
import type {
  ApiServerAnswer,
  EdgeGatewaySeen,
  FirewallGroupSeen,
  FirewallSeen,
  HandshakeSeen,
  NatTableSeen,
  PortProfileSeen,
  UsedAddressSeen,
} from "./observed";
import type { ExposureEnd, ExposureState } from "./states";

/** The port of a Kubernetes API server; nothing else is ever opened by a rule of ours. */
export const apiPort = 6443;

/**
 * How a cluster came to be exposed. `cse`: at creation, by CSE, so that the address is in the certificate. `rule`: later
 * or again, by a DNAT rule of ours.
 */
export type Way = "cse" | "rule";

/** What a NAT rule of ours is to be. */
export type RuleWanted = { externalAddress: string; internalAddress: string; port: number };

/** One mutating call that may be sent. `exposureStepKey()` names it: one open attempt a key at a time. */
export type Step =
  | { kind: "create-nat-rule"; edgeId: string; name: string; description: string; rule: RuleWanted }
  /** Somebody clicked: enable the rule again, or narrow it to the API server's port. */
  | {
      kind: "change-nat-rule";
      edgeId: string;
      ruleId: string;
      version: number | null;
      name: string;
      change: { enabled?: true; externalPort?: string };
    }
  | { kind: "delete-nat-rule"; edgeId: string; ruleId: string; name: string; why: DeleteWhy }
  | { kind: "create-ip-set"; edgeId: string; name: string; addresses: string[] }
  | { kind: "create-port-profile"; edgeId: string; name: string; port: number }
  /**
   * The worker reads the whole list again, checks it with `isSameFirewall` against what the plan saw, changes it with
   * `withOpening` or `withoutOpening`, and writes it, all under the edge's lock. `beforeId` is the rule to stand above.
   */
  | {
      kind: "write-firewall";
      edgeId: string;
      name: string;
      change: "open" | "close";
      beforeId: string | null;
    }
  | { kind: "delete-ip-set"; edgeId: string; name: string; groupId: string }
  | { kind: "delete-port-profile"; edgeId: string; name: string; profileId: string }
  /** In a person's name, with their own VCD token. The worker sends the approved configuration. */
  | { kind: "ask-cse-create" }
  | { kind: "ask-cse-unexpose"; entityId: string };

export type DeleteWhy = "removal" | "duplicate" | "address-given-up" | "left-by-cse" | "replaced";

/** Why an exposure ended or is ending. */
export type Ending = {
  as: Exclude<ExposureEnd, "denied">;
  reason:
    | "unexposed-here"
    | "withdrawn-here"
    /** Nobody decided the request in time. */
    | "undecided"
    | "cluster-gone"
    | "unexposed-elsewhere"
    /** CSE built the cluster and reported success, and no rule is there. */
    | "expose-ignored"
    | "create-failed"
    | "refused";
  /** The provider's own words. */
  detail: string | null;
};

/** Why nothing is sent although something is wanted. Shown with who must act. */
export type Blocked = {
  code:
    | "held"
    | "observe-only"
    | "sign-in-needed"
    | "waiting-edge"
    | "edge-busy"
    | "edge-failed"
    | "edge-unreadable"
    | "waiting-address"
    | "address-taken"
    | "node-unknown"
    | "node-moved"
    | "cluster-busy"
    | "cluster-not-ready"
    | "cse-working"
    | "cse-did-not-unexpose"
    | "waiting-cse-cleanup"
    | "looking-for-lost-call"
    | "task-running"
    | "firewall-moved"
    | "firewall-unreadable"
    | "refused-rights"
    | "signed-out"
    | "backing-off"
    | "refused";
  heldBy?: "exposure" | "cluster" | "place";
  /** Who has the edge: the name of a cluster. */
  by?: string;
  /** The edge's status, the address, the node's addresses and so on, for the words. */
  facts?: Record<string, string | number>;
  fault?: ProviderFault;
  /** When the next try may be made, if one will be made without a person. */
  retryAt?: Date;
};

/**
 * - `open`: committed, being sent
 * - `accepted`: answered 202, its task runs
 * - `done`: its task ended well, or its effect was seen
 * - `refused`: answered with an error, or its task ended with one
 * - `unknown`: no answer; may have taken effect
 * - `lost`: proved to have had no effect
 */
export type AttemptOutcome = "open" | "accepted" | "done" | "refused" | "unknown" | "lost";

/** What was tried. Rows are committed before the call; `open` past its deadline is read as `unknown`. */
export type Attempt = {
  stepKey: string;
  startedAt: Date;
  /** No reply can arrive, and no call take effect that was not accepted, after this instant. */
  deadline: Date;
  outcome: AttemptOutcome;
  finishedAt: Date | null;
  /** Task of a 202; null before, and where VCD answered at once. */
  taskId: string | null;
  /** Entity that CSE answered a create with. */
  entityId?: string | null;
  fault: ProviderFault | null;
  /** How many refusals in a row this step key has had, this one included; 1 where it is not counted. */
  failures?: number;
};

export type AgreedLook = "rule-gone" | "rule-left" | "rule-absent" | "given-up" | "replaced" | "opening-gone";

/** What plan() must remember between looks; stored as JSON with the row, dates as ISO strings. */
export type PlanMemory = {
  /** First full look at which the rule was in place as wanted: from then on its loss is somebody's act. */
  ruleSeenAt?: string;
  /** A look at which the rule that was in place was missing; a second, at least 10 s later, makes it gone. */
  ruleMissedAt?: string;
  /** The rule is gone or was changed by others: since when, and how. Nothing is sent for it until a person clicks. */
  closedAt?: string;
  closedAs?: string;
  /** Looks after the end of a call without effect: edge realized, no task on it, no rule. */
  lostLooks?: Record<string, string[]>;
  /** Two rules of ours were seen at this look. */
  duplicateSeenAt?: string;
  /** The entity was seen; before that, its absence means nothing. */
  entitySeenAt?: string;
  entityMissedAt?: string;
  /** Believed gone since. */
  entityGoneAt?: string;
  /** First of the looks that agreed, by what they agreed on; a second, at least 10 s later, makes it so. */
  firstLooks?: Partial<Record<AgreedLook, string>>;
  /** Clients that the edge's firewall was opened for, and since when that opening is missing or changed. */
  openedFor?: string;
  openingSeenAt?: string;
  openingClosedAt?: string;
  /** Id of our rule that is deleted because a person had it made anew for other addresses. */
  replacing?: string;
  /** From when on a rule of ours counts, after a person's click. */
  madeAnewAt?: string;
  /** The address that is left to another rule: ours on it is deleted first. */
  givingUp?: { address: string; ruleId: string };
  /** Addresses that were given up because others use them. */
  gaveUp?: string[];
  /** Findings as last noted, so that each is said once. */
  noted?: string[];
  /** Addresses that carried a rule of this exposure. */
  carried?: string[];
  /** What CSE made of the cluster's creation, as last seen. */
  creation?: "running" | "succeeded" | "failed";
  lights?: Partial<Lights>;
};

/** Everything plan() may know about what is wanted. */
export type ExposureIntent = {
  id: string;
  installationId: string;
  organizationId: string;
  clusterId: string;
  way: Way;
  /** `entityId` is null until CSE's entity of a new cluster is seen. */
  cluster: { name: string; entityId: string | null; dialect: ClusterDialect };
  edgeId: string | null;
  /** Reserved for a rule of ours; seen for CSE's. */
  address: string | null;
  /** Control plane's address that the rule is tied to, and its machine; null where not known yet. */
  internalAddress: string | null;
  controlPlaneVmId: string | null;
  /** Never `awaiting-approval` or an end: such rows are not planned. */
  state: ExposureState;
  stateSince: Date;
  /** `gone` after an un-expose or withdrawal was asked for, or once an ending began. */
  wanted: "exposed" | "gone";
  ending: Ending | null;
  /** Who takes back a rule of CSE's: CSE, or a person chose to have the rule deleted directly. */
  removal: "cse" | "rule";
  /** A person clicked "put back", "narrow" or "try again": drift up to then may be undone. */
  clickedAt: Date | null;
  /** Clients that the edge's firewall is to let in; null = the firewall is left alone. */
  firewall: { clientCidrs: string[]; wanted: "open" | "closed" } | null;
  /** The person's own VCD token for what CSE does in their name. */
  token: "usable" | "missing";
  held: { by: "exposure" | "cluster" | "place" } | null;
  mode: "observe" | "act";
  /** The edge's lock: who may write to it now. */
  edgeLock: { mine: true } | { mine: false; by: string };
  /** Attempts of this exposure that are open, unknown, or recent (the last one of each step key). */
  attempts: Attempt[];
  memory: PlanMemory;
};

/** One look, cut down to what concerns one exposure. Null: this look did not read it. */
export type Observed = {
  at: Date;
  edge: EdgeGatewaySeen | null;
  nat: NatTableSeen | null;
  used: UsedAddressSeen[] | null;
  firewall: FirewallSeen | null;
  groups: FirewallGroupSeen[] | null;
  profiles: PortProfileSeen[] | null;
  /** Why edge, NAT or firewall could not be read. */
  edgeFault: ProviderFault | null;
  firewallFault: ProviderFault | null;
  /** Tasks that run on the edge now. */
  edgeTasks: TaskSeen[] | null;
  /** Tasks of our own attempts and of the entity, by id; those that VCD does not show any more are missing. */
  tasks: TaskSeen[];
  /** The cluster's entity, by its id, or by its name where the id is not known yet. */
  entity: ClusterEntitySeen | null;
  /** Whether this look would have shown the entity. */
  entitySearched: boolean;
  vm: ControlPlaneVmSeen | null;
  /** Addresses of the control planes and nodes of all clusters of the organization: whom a rule may point at. */
  knownNodes: { address: string; clusterName: string }[] | null;
  /** Last tries, with their time; they are made apart from looks. */
  handshake: { at: Date; seen: HandshakeSeen } | null;
  answer: { at: Date; seen: ApiServerAnswer } | null;
  /** End of the client certificate in the last kubeconfig that CSE gave; null where none was fetched. */
  clientCertificateEnds: Date | null;
};

/** The light of one aspect, beside the state. `unknown` is honest: not looked at, or cannot be seen from here. */
export type Light = {
  value: "good" | "bad" | "waiting" | "unknown" | "off";
  /** Machine word for the reason, e.g. `rule-missing`. */
  code: string;
  facts?: Record<string, string | number | string[]>;
  /** When the underlying thing was observed, ISO; null if never. */
  at: string | null;
};

export const lightNames = [
  "rule",
  "edge",
  "certificateNames",
  "serverCertificate",
  "clientCertificate",
  "answers",
  "firewall",
] as const;
export type LightName = (typeof lightNames)[number];
export type Lights = Record<LightName, Light>;

/** Something worth a line in the timeline. */
export type Note = {
  kind:
    | "state-changed"
    | "rule-found"
    | "finding"
    | "finding-over"
    | "address-given-up"
    | "entity-gone"
    | "ended";
  facts: Record<string, string | number | string[] | null>;
};

export type Plan = {
  /** State after this look; the caller records it with `stateSince = observed.at` if it changed. */
  state: ExposureState;
  ending: Ending | null;
  /** Found out by this look: entity, address, node and edge; unchanged otherwise. */
  entityId: string | null;
  address: string | null;
  internalAddress: string | null;
  controlPlaneVmId: string | null;
  blocked: Blocked | null;
  /** At most one: an edge takes one change at a time. None while held, in observe only, or waiting. */
  steps: Step[];
  /** Everything that is wanted now, were nothing in the way. */
  wouldSend: Step[];
  /** The address of the row is in use elsewhere and nothing of ours is on it: release it and reserve another. */
  giveUpAddress: string | null;
  /** An address must be reserved before anything can be sent. */
  needsAddress: boolean;
  /** Whether the row's address ever carried its rule: then it rests after the end before others may have it. */
  addressCarriedRule: boolean;
  /** The edge's lock: wanted for what is to be sent; kept while something of this row may still change the edge. */
  edgeLock: "wanted" | "keep" | "free";
  findings: Finding[];
  lights: Lights;
  memory: PlanMemory;
  notes: Note[];
  /** Attempts (by step key) whose outcome is now settled by what was seen. */
  settled: { stepKey: string; outcome: "done" | "refused" | "lost"; fault: ProviderFault | null }[];
  /** Look again no later than this; null leaves it to the regular sweep. */
  lookAgainAt: Date | null;
};

/** Names a step for attempts and back-off: one open attempt per exposure and key. */
export function exposureStepKey(step: Step): string {
  switch (step.kind) {
    case "create-nat-rule":
      return `${step.kind}:${step.rule.externalAddress}`;
    case "delete-nat-rule":
    case "change-nat-rule":
      return `${step.kind}:${step.ruleId}`;
    case "create-ip-set":
    case "delete-ip-set":
      return `${step.kind}:${step.name}`;
    case "write-firewall":
      return `${step.kind}:${step.change}`;
    default:
      return step.kind;
  }
}
