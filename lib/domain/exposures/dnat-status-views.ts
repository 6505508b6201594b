import type { DnatCode } from "./dnat-status";
import type { FindingCode } from "./findings";
import type { FirewallOpening, FirewallVerdict, RuleWhere } from "./firewall";
import type { LightName } from "./plan-types";
import type { ExposureStatus } from "./words-states";

/** What pages and the API show of a cluster's way out: rules, firewall, lights. Plain JSON; times are ISO strings. */

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
