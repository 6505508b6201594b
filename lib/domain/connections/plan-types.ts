import type { PeeringSeen, PeeringStatus, ProviderFault, RouteTableSeen, VpcInventory } from "./observed";
import type { ConnectionEnd, ConnectionState } from "./states";

/** Keys of the tags we write on a peering. The values tie it to this installation and to one row. */
export const tagKeys = {
  installation: "drawbridge:installation",
  connection: "drawbridge:connection",
  cluster: "drawbridge:cluster",
  organization: "drawbridge:organization",
  managed: "drawbridge:managed",
} as const;

/** One mutating call that may be sent to AWS. `stepKey()` names it: one open attempt a key at a time. */
export type Step =
  | { kind: "create-peering" }
  /** An admin adopted a peering that somebody else made: put our tags on it. */
  | { kind: "tag-peering"; peeringId: string }
  | { kind: "create-route"; peeringId: string; routeTableId: string; destination: string }
  | { kind: "delete-route"; peeringId: string; routeTableId: string; destination: string }
  | { kind: "set-dns"; peeringId: string; allow: boolean }
  | { kind: "delete-peering"; peeringId: string };

/** Why a connection ended or is ending, and who ended it. */
export type Ending = {
  as: Exclude<ConnectionEnd, "denied">;
  reason:
    | "removed-here"
    | "withdrawn-here"
    /** Nobody decided the request in time. */
    | "undecided"
    | "unanswered"
    | "removed-by-peer"
    | "removed-elsewhere"
    | "rejected-by-peer"
    | "expired"
    | "expired-presumed"
    | "failed-at-aws"
    | "vanished"
    | "refused";
  /** AWS account that did it, where AWS names it. */
  byAccountId: string | null;
  /** AWS's message or the fault, in AWS's own words. */
  detail: string | null;
};

/** Why nothing is sent although something is wanted. Shown with who must act. */
export type Blocked = {
  code:
    | "held"
    | "observe-only"
    | "waiting-turn"
    | "pair-already-connected"
    | "reversed-pair"
    | "quota"
    | "refused-rights"
    | "looking-for-lost-request"
    | "backing-off"
    | "aws-refused";
  /** Facts for the words: ids, counts, the hold's reason, the fault. */
  peeringId?: string;
  position?: number;
  of?: number;
  heldBy?: "connection" | "cluster" | "place";
  fault?: ProviderFault;
  /** When the next try may be made, if one will be made without a person. */
  retryAt?: Date;
};

export type AttemptOutcome = "open" | "done" | "refused" | "unknown" | "lost";

/** What was tried. Rows are committed before the call; `open` past its deadline is read as `unknown`. */
export type Attempt = {
  stepKey: string;
  startedAt: Date;
  /** No reply can arrive after this instant. */
  deadline: Date;
  outcome: AttemptOutcome;
  finishedAt: Date | null;
  /** `pcx-…` that Create answered with, if it answered. */
  peeringId: string | null;
  fault: ProviderFault | null;
  /** How many refusals in a row this step key has had, this one included; 1 where it is not counted. */
  failures?: number;
};

/** What plan() must remember between looks; stored as JSON with the row, dates as ISO strings. */
export type PlanMemory = {
  /** Status of our peering when last seen. */
  lastStatus?: PeeringStatus;
  lastSeenAt?: string;
  /** First look at which our peering was missing; a second, at least 10 s later, makes it gone. */
  peeringMissedAt?: string;
  /** Looks, after the deadline, that did not find the object of a create attempt of unknown outcome. */
  lostCreateLooks?: string[];
  /** `rtb-…|cidr` of routes of ours that were seen in place. */
  routesSeen?: string[];
  /** `rtb-…|cidr` → first full look at which it was missing after having been seen. */
  routesMissedAt?: Record<string, string>;
  /** When our DNS half was last seen on; a later "off" is drift. */
  dnsSeenAt?: string;
  dnsMissedAt?: string;
  /** The accepter's real blocks when last seen: AWS hides them again once a peering has ended. */
  actualCidrs?: string[];
  /** The other side has accepted: our peering was seen provisioning or active. */
  accepted?: boolean;
  /** `rtb-…|cidr` whose destination already leads elsewhere, as last noted. */
  routeConflicts?: string[];
  /** A peering that Create answered with and that was seen without our tags: it was there before. */
  notOurs?: string;
  /** Another live peering of the pair, as last noted. */
  pairConflict?: string;
  /** Lights as last seen, for looks that did not read everything. */
  lights?: Partial<Lights>;
  /** Said once: reminder that an unanswered request will be withdrawn. */
  remindedAt?: string;
};

/** Everything plan() may know about what is wanted. */
export type ConnectionIntent = {
  id: string;
  installationId: string;
  organizationId: string;
  clusterId: string;
  name: string;
  requester: { accountId: string; region: string; vpcId: string };
  accepter: { accountId: string; region: string; vpcId: string };
  /** Approved blocks, canonical. */
  approvedCidrs: string[];
  dnsResolution: boolean;
  /** Never `awaiting-approval`, `denied` or an end without anything left to watch: such rows are not planned. */
  state: ConnectionState;
  stateSince: Date;
  /** `gone` after a removal or withdrawal was asked for, or once an ending began. */
  wanted: "connected" | "gone";
  ending: Ending | null;
  /** The peering recorded as ours; null before Create was answered or the object found. */
  peeringId: string | null;
  /** An admin's decision to take over this foreign peering of the pair. */
  adoptPeeringId: string | null;
  /** When a Create of ours was answered; NotFound is not believed for 60 s after it. */
  sentAt: Date | null;
  expirationTime: Date | null;
  held: { by: "connection" | "cluster" | "place" } | null;
  mode: "observe" | "act";
  /** Withdraw an invitation that stays unanswered this long. */
  withdrawAfterMs: number;
  /** Remind this long before the withdrawal. */
  remindBeforeMs: number;
  /** From the invitation queue: may it send now, and if not, where does it stand. */
  turn: { now: true } | { now: false; position: number; of: number };
  /** Attempts of this connection that are open, unknown, or recent (the last one of each step key). */
  attempts: Attempt[];
  memory: PlanMemory;
};

/** One look, cut down to what concerns one connection. */
export type Observed = {
  at: Date;
  /**
   * Every peering seen of this VPC pair, in either direction, and the one recorded as ours.
   * `pairSearched` says whether the look would have shown any peering of the pair (full sweep or a search by pair),
   * `peeringSearched` whether it would have shown the recorded one.
   */
  peerings: PeeringSeen[];
  pairSearched: boolean;
  peeringSearched: boolean;
  /** All route tables of the cluster's VPC; null if this look did not read them. */
  routeTables: RouteTableSeen[] | null;
  /** Latest inventory of the cluster's VPC; null before the first. */
  vpc: VpcInventory | null;
};

/** The light of one aspect, beside the state. `unknown` is honest: not looked at, or cannot be seen from here. */
export type Light = {
  value: "good" | "bad" | "waiting" | "unknown" | "off";
  /** Machine word for the reason, e.g. `route-missing`; the views put it into sentences. */
  code: string;
  /** Ids, CIDRs and counts for the sentence. */
  facts?: Record<string, string | number | string[]>;
  /** When the underlying thing was observed, ISO; null if never. */
  at: string | null;
};

export const lightNames = ["peering", "routes", "tenantRoutes", "dnsOurs", "dnsTheirs", "claim"] as const;
export type LightName = (typeof lightNames)[number];
export type Lights = Record<LightName, Light>;

/** Something worth a line in the timeline, found by comparing what was with what is. */
export type Note = {
  kind:
    | "state-changed"
    | "peering-found"
    | "drift-route-missing"
    | "drift-route-restored"
    | "drift-dns-off"
    | "drift-dns-restored"
    | "route-conflict"
    | "claim-differs"
    | "peer-added-blocks"
    | "pair-conflict"
    | "reminder"
    | "ended";
  facts: Record<string, string | number | string[] | null>;
};

export type Plan = {
  /** State after this look; the caller records it with `stateSince = observed.at` if it changed. */
  state: ConnectionState;
  ending: Ending | null;
  peeringId: string | null;
  expirationTime: Date | null;
  blocked: Blocked | null;
  /** To be sent in this order; empty while held, in observe only (then see `wouldSend`), or waiting. */
  steps: Step[];
  /** What would be sent if nothing held it back; equals `steps` when nothing does. */
  wouldSend: Step[];
  lights: Lights;
  memory: PlanMemory;
  notes: Note[];
  /** Attempts (by step key) whose unknown outcome is now settled by what was seen. */
  settled: { stepKey: string; outcome: "done" | "lost" }[];
  /** A look that searches pairs and reads route tables is needed by then; null leaves it to the regular sweep. */
  fullLookAt: Date | null;
  /** Look again, a glance by id or a full look, no later than this; null leaves it to the regular sweep. */
  lookAgainAt: Date | null;
};

/** Names a step for attempts and back-off: one open attempt per connection and key. */
export function stepKey(step: Step): string {
  switch (step.kind) {
    case "create-route":
    case "delete-route":
      return `${step.kind}:${step.routeTableId}:${step.destination}`;
    case "set-dns":
      return `${step.kind}:${step.allow}`;
    default:
      return step.kind;
  }
}
