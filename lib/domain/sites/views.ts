import type { Capability } from "../capability";
import type { CseServerSeen, SiteVersions } from "../vcd/observed";
import type { SiteCheck } from "../vcd/site-check";

/** Times are ISO strings, null where it never happened. */
export type SiteLine = {
  id: string;
  name: string;
  url: string;
  mode: "observe" | "act";
  /** Organizations of VCD that are bound to ours. */
  organizations: number;
  clusters: number;
  exposures: number;
  /** The place looked at longest ago; null where one was never looked at, or there is none. */
  oldestSweepAt: string | null;
  /** Names of VCD organizations whose last look failed, or that are on hold. */
  failing: string[];
  held: string[];
  /** Null before the first check. */
  checkFailures: number | null;
};

/** One certificate of the private authority, as people compare it. */
export type AuthorityView = { subject: string; validTo: string; expired: boolean; fingerprint: string };

/** A bound organization: whose it is here, and how its looks go. */
export type BindingView = {
  id: string;
  placeId: string;
  owner: { slug: string; name: string };
  held: { reason: string; at: string } | null;
  sweptAt: string | null;
  glancedAt: string | null;
  failures: number;
  fault: {
    title: string;
    cause: string;
    next: string;
    code: string;
    message: string;
    action: string;
    requestId: string | null;
  } | null;
  faultAt: string | null;
  clusters: number;
  exposures: number;
  /** People who have signed in through it. */
  people: number;
  unbind: Capability;
};

/** An organization of VCD: found by the last check, or bound, or both. */
export type SiteOrganizationView = {
  orgId: string;
  name: string;
  displayName: string;
  isEnabled: boolean;
  /** The last check still saw it. */
  seen: boolean;
  binding: BindingView | null;
};

/** What would be sent for an exposure if the site were let act, in words. */
export type SiteWouldSend = {
  exposureId: string;
  clusterName: string;
  organization: { slug: string; name: string };
  /** VCD's short name. */
  vcdOrganization: string;
  steps: string[];
};

export type SiteDetail = {
  id: string;
  name: string;
  url: string;
  mode: "observe" | "act";
  credentialLabel: string;
  /** Null: the authorities that Node.js knows. */
  authority: AuthorityView[] | null;
  checkedAt: string | null;
  /** A check was asked for and not answered yet. */
  checking: boolean;
  check: SiteCheck | null;
  versions: SiteVersions | null;
  cseServer: CseServerSeen | null;
  takesApiTokens: boolean;
  organizations: SiteOrganizationView[];
  /** Tenants here that an organization can be bound to. */
  tenants: { slug: string; name: string }[];
  wouldSend: SiteWouldSend[];
  manage: Capability;
};
