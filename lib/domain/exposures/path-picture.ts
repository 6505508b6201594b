import type { DnatCode } from "./dnat-status";
import type { DnatStatusView, FirewallView } from "./dnat-status-views";
import { apiPort } from "./plan-types";
import type { ExposureStatus } from "./words-states";

/** One of the three things that a connection to an API server passes. */
export type PathStop = {
  title: string;
  subtitle: string;
  /** `127.149.1.110:6443`; null where there is none. */
  address: string | null;
  /** Said in place of an address, or beneath it. */
  note: string | null;
};

export type PathLink = {
  word: string;
  detail: string | null;
  tone: ExposureStatus["tone"];
  /** `solid`: lets through; `dashed`: under way, or not known; `dotted`: does not let through. */
  line: "solid" | "dashed" | "dotted";
};

/** The way from a client to a cluster's API server: client, edge gateway, control plane, and what joins them. */
export type PathPicture = {
  clients: PathStop;
  firewall: PathLink;
  edge: PathStop;
  rule: PathLink;
  node: PathStop;
  /** The same in sentences, for those who cannot see it. */
  twin: string[];
};

export type PathFacts = {
  clusterName: string;
  networkName: string | null;
  controlPlane: { name: string; address: string | null } | null;
  edgeName: string | null;
  /** Address that is held for an exposure whose rule is not there yet. */
  reserved: string | null;
  dnat: Pick<
    DnatStatusView,
    "code" | "externalAddress" | "port" | "internalAddress" | "rule" | "everyPortOpen" | "madeBy" | "firewall"
  >;
};

/** What a page draws of the way to a cluster's API server. The edge's rules decide, not what CSE says. */
export function drawPath(facts: PathFacts): PathPicture {
  const { dnat, clusterName, controlPlane } = facts;
  const edgeName = facts.edgeName ?? "Edge gateway";
  const outside = dnat.rule ? withPort(dnat.externalAddress, dnat.everyPortOpen ? null : dnat.port) : null;
  const nodeAddress = controlPlane?.address ?? dnat.internalAddress;
  const firewall = firewallLink(dnat.firewall, dnat.rule !== null);
  const rule = ruleLink(facts, nodeAddress);
  const clients: PathStop = {
    title: "Clients",
    subtitle: "kubectl, Helm, Argo CD",
    address: null,
    note: whoComesIn(dnat.firewall),
  };
  const edge: PathStop = {
    title: edgeName,
    subtitle: "edge gateway",
    address: outside ?? facts.reserved,
    note: outside
      ? dnat.everyPortOpen
        ? "every port, not only 6443"
        : null
      : facts.reserved
        ? "held for this cluster"
        : dnat.code === "unknown"
          ? "its rules cannot be read"
          : "no external address",
  };
  const node: PathStop = {
    title: controlPlane?.name ?? clusterName,
    subtitle: controlPlane ? `control plane of ${clusterName}` : "control plane",
    address: nodeAddress ? withPort(nodeAddress, String(apiPort)) : null,
    note: nodeAddress ? (facts.networkName ? `in ${facts.networkName}` : null) : "address not seen yet",
  };
  const twin = [
    `Clients come to ${edge.address ?? "no external address"} on ${edgeName}${edge.note ? `: ${edge.note}` : ""}.`,
    `The edge's firewall: ${firewall.word}${firewall.detail ? `, ${firewall.detail}` : ""}.`,
    `From there to the control plane: ${rule.word}${rule.detail ? `, ${rule.detail}` : ""}.`,
    `Control plane ${node.title}: ${node.address ?? node.note ?? "not known"}.`,
  ];
  return { clients, firewall, edge, rule, node, twin };
}

function withPort(address: string | null, port: string | null): string | null {
  return address === null ? null : port === null ? address : `${address}:${port}`;
}

function whoComesIn(firewall: FirewallView | null): string | null {
  if (!firewall) return "from outside the org VDC";
  return firewall.clients.includes("0.0.0.0/0") ? "from anywhere" : `from ${firewall.clients.join(", ")}`;
}

const firewallWords: Record<FirewallView["verdict"], Omit<PathLink, "detail">> = {
  allows: { word: "firewall lets in", tone: "good", line: "solid" },
  bypassed: { word: "firewall is bypassed", tone: "good", line: "solid" },
  drops: { word: "firewall keeps out", tone: "bad", line: "dotted" },
  partly: { word: "firewall lets some in", tone: "waiting", line: "dashed" },
  none: { word: "no firewall rule", tone: "neutral", line: "dashed" },
  unreadable: { word: "firewall not known", tone: "neutral", line: "dashed" },
};

function firewallLink(firewall: FirewallView | null, hasRule: boolean): PathLink {
  if (!firewall) return { word: "firewall not read", detail: null, tone: "neutral", line: "dashed" };
  const link = {
    ...firewallWords[firewall.verdict],
    detail: firewall.rule && firewallRuleWord(firewall.rule.name),
  };
  // Without a rule nothing comes in whatever the firewall would do.
  return hasRule || link.tone === "bad" ? link : { ...link, tone: "neutral" };
}

/** Names of our own openings are ids: nothing to be read in a picture. */
function firewallRuleWord(name: string): string {
  return /^drawbridge_.+_opening$/.test(name) ? "by Drawbridge's opening" : `"${name}"`;
}

const ruleWords: Record<DnatCode, Omit<PathLink, "detail">> = {
  active: { word: "DNAT rule forwards", tone: "good", line: "solid" },
  configuring: { word: "rule is being realized", tone: "working", line: "dashed" },
  waiting: { word: "rule comes soon", tone: "working", line: "dotted" },
  removing: { word: "rule is being taken away", tone: "working", line: "dashed" },
  "not-exposed": { word: "no rule", tone: "neutral", line: "dotted" },
  removed: { word: "no rule any more", tone: "neutral", line: "dotted" },
  "success-nothing-exposed": { word: "no rule, although CSE says so", tone: "bad", line: "dotted" },
  "removal-incomplete": { word: "rule still forwards", tone: "bad", line: "solid" },
  "half-made": { word: "a forgotten rule forwards", tone: "bad", line: "solid" },
  "rule-missing": { word: "rule is gone", tone: "bad", line: "dotted" },
  "rule-changed": { word: "rule was changed", tone: "bad", line: "dashed" },
  shadowed: { word: "another rule comes first", tone: "bad", line: "dashed" },
  failed: { word: "edge failed", tone: "bad", line: "dashed" },
  orphan: { word: "rule is left over", tone: "bad", line: "solid" },
  "hand-made": { word: "a hand-made rule forwards", tone: "waiting", line: "solid" },
  unknown: { word: "rule not known", tone: "neutral", line: "dashed" },
};

function ruleLink({ dnat }: PathFacts, nodeAddress: string | null): PathLink {
  const link = ruleWords[dnat.code];
  if (!dnat.rule) return { ...link, detail: null };
  const elsewhere = nodeAddress !== null && dnat.rule.internalAddress !== nodeAddress;
  const detail = elsewhere ? `leads to ${dnat.rule.internalAddress}` : `made by ${dnat.rule.madeBy}`;
  if (dnat.everyPortOpen && link.tone === "good") {
    return { word: "every port forwards", tone: "bad", line: "solid", detail };
  }
  return { ...link, detail: dnat.rule.enabled ? detail : "switched off" };
}
