import type { Capability } from "../capability";
import type { ConnectionSummary, TimelineEntryView } from "../connections/views";
import type { ClusterLine } from "../exposures/cluster-views";
import type { ExposureFilter, ExposureLine } from "../exposures/views";
import type { Quotas } from "../organizations/can";
import type { ClusterListView } from "./cluster-list";

/** What an organization's people see first. */
export type OverviewView = {
  clusters: ClusterLine[];
  vcdOrganizations: ClusterListView["vcdOrganizations"];
  create: Capability;
  /** Of connections. */
  counts: { current: number; attention: number; active: number };
  /** Connections that somebody must act on, the oldest first. */
  attention: ConnectionSummary[];
  exposures: { counts: Record<ExposureFilter, number>; attention: ExposureLine[] };
  recent: (TimelineEntryView & { about: { kind: "connection" | "exposure"; id: string; name: string } })[];
  mayRequest: Capability;
  /** How much of what the organization may have is in use. */
  quotas: Quotas;
};
