import type { Capability } from "../capability";
import type { FaultWords } from "../connections/faults";
import type { AccountCheck } from "./account-check";

/** One Region of an account as its page shows it; times are ISO strings, null where it never happened. */
export type PlaceView = {
  id: string;
  region: string;
  /** The Region as people call it, with its code. */
  regionName: string;
  held: { reason: string; at: string } | null;
  sweptAt: string | null;
  glancedAt: string | null;
  inventoriedAt: string | null;
  /** EC2 requests of the last full sweep, inventory not counted. */
  sweepCalls: number | null;
  failures: number;
  fault: (FaultWords & { code: string; message: string; action: string; requestId: string | null }) | null;
  faultAt: string | null;
  vpcs: number;
  clusters: number;
  connections: number;
};

export type AccountLine = {
  id: string;
  accountId: string;
  name: string;
  mode: "observe" | "act";
  regions: string[];
  clusters: number;
  connections: number;
  /** The place looked at longest ago; null where one was never looked at. */
  oldestSweepAt: string | null;
  /** Regions whose last look failed. */
  failing: string[];
  /** Regions on hold. */
  held: string[];
  checkFailures: number | null;
};

/** A connection and what would be sent for it if the account were let act, in words. */
export type WouldSendLine = {
  connectionId: string;
  name: string;
  organization: { slug: string; name: string };
  region: string;
  steps: string[];
};

/** A peering that no row of ours accounts for. */
export type StrangePeering = {
  id: string;
  region: string;
  origin: "foreign" | "orphan";
  status: string;
  requester: { accountId: string; vpcId: string };
  accepter: { accountId: string; vpcId: string };
  seenAt: string;
};

export type AccountDetail = {
  id: string;
  accountId: string;
  name: string;
  mode: "observe" | "act";
  roleArn: string | null;
  externalId: string | null;
  checkAskedAt: string | null;
  checkedAt: string | null;
  /** A check was asked for and not answered yet. */
  checking: boolean;
  check: AccountCheck | null;
  places: PlaceView[];
  wouldSend: WouldSendLine[];
  strangePeerings: StrangePeering[];
  /** Policies to copy, as JSON text. `trust` only where a role is assumed. */
  policies: { worker: string; trust: string | null };
  manage: Capability;
};
