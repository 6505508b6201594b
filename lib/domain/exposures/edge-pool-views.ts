import type { PoolLayout, PoolStretch } from "./addresses";
import type { FindingView, RuleView } from "./dnat-status-views";

/** What pages and the API show of edge gateways. Plain JSON; times are ISO strings. */

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
