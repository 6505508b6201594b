import type { ProviderFault } from "../connections/observed";
import { vcdFaultKind } from "../vcd/faults";
import type { ClusterEntitySeen } from "../vcd/observed";
import { missingRights, rightNames } from "../vcd/rights";
import { type DnatCode, type DnatStatus, examineDnat } from "./dnat-status";
import type {
  DnatStatusView,
  ExposureLightView,
  FindingView,
  FirewallView,
  RepairView,
  RuleView,
} from "./dnat-status-views";
import type { Finding } from "./findings";
import { describeFirewall } from "./firewall";
import { makerOf, portWords } from "./nat-rules";
import type {
  EdgeGatewaySeen,
  FirewallGroupSeen,
  FirewallSeen,
  HandshakeSeen,
  NatRuleSeen,
  NatTableSeen,
  PortProfileSeen,
} from "./observed";
import { apiPort, type Ending, type Lights, lightNames, type PlanMemory, type Way } from "./plan-types";
import { actFor } from "./repairs";
import type { ExposureState } from "./states";
import { describeFinding } from "./words-findings";
import { describeExposureLight } from "./words-lights";
import { type ExposureStatus, summarizeDnatStatus } from "./words-states";

/** An edge gateway as last read, with the age of each part. */
export type EdgeSources = {
  edgeId: string;
  seen: EdgeGatewaySeen;
  seenAt: Date;
  nat: NatTableSeen | null;
  natAt: Date | null;
  edgeFault: ProviderFault | null;
  firewall: FirewallSeen | null;
  groups: FirewallGroupSeen[] | null;
  profiles: PortProfileSeen[] | null;
  firewallAt: Date | null;
  firewallFault: ProviderFault | null;
};

/** The live exposure of a cluster, as far as its DNAT status is told from it. */
export type LiveSources = {
  id: string;
  way: Way;
  state: ExposureState;
  wanted: "exposed" | "gone";
  ending: Ending | null;
  address: string | null;
  internalAddress: string | null;
  memory: PlanMemory;
  lights: Lights | null;
  firewall: { clientCidrs: string[]; wanted: "open" | "closed" } | null;
  handshake: HandshakeSeen | null;
};

/** Everything stored that the way out of one cluster is told from, with or without an exposure of ours. */
export type DnatSources = {
  installationId: string;
  cluster: { name: string; entityId: string | null };
  entity: ClusterEntitySeen | null;
  entityGone: boolean;
  nodeAddress: string | null;
  edge: EdgeSources | null;
  live: LiveSources | null;
  /** An exposure of it has ended before, by an un-expose. */
  unexposedBefore: boolean;
  /** Control planes and nodes of all clusters of the organization; null where they were not all read. */
  knownNodes: { address: string; clusterName: string }[] | null;
  /** Of whoever looks, by VCD's names; null where they cannot be read, and for local people. */
  rights: readonly string[] | null;
  /** What clicks can do for the live exposure, or for CSE's rule without one. */
  repairs: readonly RepairView[];
  /** A request for an opening of the firewall that waits. */
  waitingOpening: FirewallView["waiting"];
};

/** The edge's rules held against what CSE and we say of a cluster; what the person may not read is not read for them. */
export function dnatStatusOf(sources: DnatSources): DnatStatus {
  const { live, edge } = sources;
  const missingRight = missingRightOf(sources);
  return examineDnat({
    installationId: sources.installationId,
    cluster: sources.cluster,
    entity: sources.entity,
    entityGone: sources.entityGone,
    nodeAddress: sources.nodeAddress,
    edge: missingRight ? null : (edge?.seen ?? null),
    nat: missingRight ? null : (edge?.nat ?? null),
    missingRight,
    unexposedBefore: sources.unexposedBefore || live?.wanted === "gone",
    knownNodes: sources.knownNodes,
    exposure:
      live && live.state !== "awaiting-approval"
        ? {
            id: live.id,
            way: live.way,
            wanted: live.wanted === "exposed" && live.ending === null,
            address: live.address,
            internalAddress: live.internalAddress,
            seenBefore: live.memory.ruleSeenAt !== undefined,
          }
        : null,
  });
}

/** Name of the right that the person, or else the site's credential, lacks to read the rules; null where none does. */
function missingRightOf({ rights, edge }: DnatSources): string | null {
  const [own] = missingRights("see-dnat", rights) ?? [];
  if (own) return own;
  if (!edge?.edgeFault || edge.nat || vcdFaultKind(edge.edgeFault) !== "rights") return null;
  return rightNamed(edge.edgeFault) ?? rightNames.viewNat;
}

function rightNamed(fault: ProviderFault): string | null {
  return /following rights \[([^\],]*)/.exec(fault.message)?.[1] ?? null;
}

/** What pages and the API show of the way out of a cluster. */
export function viewDnat(sources: DnatSources, now: Date): DnatStatusView {
  const status = dnatStatusOf(sources);
  const missingRight = missingRightOf(sources);
  const edge = missingRight ? null : sources.edge;
  const everyPortOpen = status.findings.some((one) => one.code === "every-port-open");
  const handshake = sources.live?.handshake;
  return {
    code: status.code,
    sentence: sentenceOf(sources, status, missingRight, now),
    status: dnatStatus(status.code, everyPortOpen, sources.live?.state ?? null),
    externalAddress: status.externalAddress,
    port: status.port,
    internalAddress: status.internalAddress,
    rule: status.rule && viewRule(status.rule, sources.installationId),
    madeBy: status.madeBy && { code: status.madeBy, word: makerWords[status.madeBy] },
    everyPortOpen,
    findings: viewFindings(status.findings, sources),
    lights: lightsOf(sources, status, edge),
    certificateNames: handshake?.ok
      ? [...handshake.certificate.dnsNames, ...handshake.certificate.ipAddresses]
      : null,
    firewall: viewFirewall(sources, status),
    edge: edge && { id: edge.edgeId, name: edge.seen.name, status: edge.seen.status },
    observedAt: edge?.natAt?.toISOString() ?? null,
    missingRight,
  };
}

function sentenceOf(
  { cluster, live, edge, entity }: DnatSources,
  status: DnatStatus,
  missingRight: string | null,
  now: Date,
): string {
  if (entity?.dialect === "capvcd")
    return `${cluster.name} is reached through its own virtual service, not through a DNAT rule.`;
  if (missingRight)
    return `Whether ${cluster.name} is exposed cannot be told: it takes the right "${missingRight}".`;
  if (!edge?.natAt) {
    if (live?.state === "awaiting-approval")
      return `An exposure of ${cluster.name} waits for the provider's approval.`;
    return `The edge's rules have not been read yet, so it is not known whether ${cluster.name} is exposed.`;
  }
  // Its age stands beside it and ticks there; within the sentence it would be old the moment it is read.
  return summarizeDnatStatus(status, cluster.name, null, now);
}

const makerWords = {
  cse: "CSE",
  drawbridge: "Drawbridge",
  "other-installation": "another Drawbridge",
  somebody: "somebody, by hand",
} as const;

export function viewRule(rule: NatRuleSeen, installationId: string): RuleView {
  return {
    id: rule.id,
    name: rule.name,
    enabled: rule.enabled,
    externalAddress: rule.externalAddresses,
    internalAddress: rule.internalAddresses,
    port: rule.externalPort,
    portWords: portWords(rule.externalPort),
    madeBy: makerWords[makerOf(rule, installationId)],
    priority: rule.priority,
    firewallMatch: rule.firewallMatch,
  };
}

const statuses: Record<DnatCode, ExposureStatus> = {
  "not-exposed": { mark: "raised", tone: "neutral", word: "Inside only" },
  waiting: { mark: "lowering", tone: "working", word: "Waiting for its rule" },
  configuring: { mark: "lowering", tone: "working", word: "Being set up" },
  active: { mark: "down", tone: "good", word: "Reachable" },
  "success-nothing-exposed": { mark: "gap", tone: "bad", word: "Not exposed" },
  removing: { mark: "lowering", tone: "working", word: "Rule being removed" },
  removed: { mark: "outline", tone: "neutral", word: "Un-exposed" },
  "removal-incomplete": { mark: "gap", tone: "bad", word: "Still reachable" },
  "half-made": { mark: "gap", tone: "bad", word: "Reachable, unknown to CSE" },
  "rule-missing": { mark: "gap", tone: "bad", word: "Rule gone" },
  "rule-changed": { mark: "gap", tone: "bad", word: "Rule changed" },
  shadowed: { mark: "gap", tone: "bad", word: "Another rule comes first" },
  failed: { mark: "struck", tone: "bad", word: "Edge gateway failed" },
  orphan: { mark: "gap", tone: "bad", word: "Orphan rule" },
  "hand-made": { mark: "gap", tone: "waiting", word: "Rule made by hand" },
  unknown: { mark: "outline", tone: "neutral", word: "Not known" },
};

/** How a cluster's way out looks in a list. */
export function dnatStatus(
  code: DnatCode,
  everyPortOpen: boolean,
  live: ExposureState | null,
): ExposureStatus {
  if (everyPortOpen) return { mark: "gap", tone: "bad", word: "Every port open" };
  if (live === "awaiting-approval" && code === "not-exposed")
    return { mark: "raised", tone: "waiting", word: "Waiting for approval" };
  return statuses[code];
}

export function viewFindings(findings: readonly Finding[], sources: DnatSources): FindingView[] {
  const { live, cluster, repairs } = sources;
  const leaves = live?.state === "withdrawing" || live?.wanted === "gone";
  return findings.map((one) => ({
    code: one.code,
    level: one.level,
    ...describeFinding(one, cluster.name),
    act: leaves ? null : actFor(one, { repairs, mayDelete: true }),
    ruleId: one.ruleId,
  }));
}

/** An exposure's own lights; without one, what the edge alone tells. */
function lightsOf(sources: DnatSources, status: DnatStatus, edge: EdgeSources | null): ExposureLightView[] {
  const { live, cluster } = sources;
  const facts = {
    clusterName: cluster.name,
    edgeName: edge?.seen.name ?? null,
    address: live?.address ?? status.externalAddress,
  };
  const own = live && live.state !== "awaiting-approval" ? live.lights : null;
  const lights: Partial<Lights> = own ?? foundLights(status, edge);
  return lightNames.map((name) => {
    const light = lights[name];
    if (!light) return { name, ...notTried[name], value: "unknown", next: null, at: null };
    const { label, sentence, next } = describeExposureLight(name, light, facts);
    return { name, label, value: light.value, sentence, next: next ?? null, at: light.at };
  });
}

const untried = "Tried once Drawbridge looks after an exposure of this cluster.";
const notTried: Record<(typeof lightNames)[number], { label: string; sentence: string }> = {
  rule: { label: "DNAT rule", sentence: "There is no rule." },
  edge: { label: "Edge gateway", sentence: "Not read yet." },
  certificateNames: { label: "Names in the certificate", sentence: untried },
  serverCertificate: { label: "API server's certificate", sentence: untried },
  clientCertificate: {
    label: "Certificate in the kubeconfig",
    sentence: "Its end is known once a kubeconfig was fetched.",
  },
  answers: { label: "Answers from here", sentence: untried },
  firewall: { label: "Edge firewall", sentence: "Weighed once a rule leads to the cluster." },
};

function foundLights({ rule }: DnatStatus, edge: EdgeSources | null): Partial<Lights> {
  if (!edge) return {};
  const at = edge.natAt?.toISOString() ?? null;
  const facts = rule && {
    name: rule.name,
    address: rule.externalAddresses,
    internal: rule.internalAddresses,
    port: rule.externalPort ?? "",
  };
  const realized = edge.seen.status === "REALIZED";
  const moving = edge.seen.status === "CONFIGURING" || edge.seen.status === "PENDING";
  const value = realized ? "good" : moving ? "waiting" : "bad";
  const lights: Partial<Lights> = {
    edge: {
      value,
      code: realized ? "realized" : moving ? "changing" : "edge-status",
      facts: { edge: edge.seen.name, status: edge.seen.status },
      at: edge.seenAt.toISOString(),
    },
  };
  if (!rule || !facts) return lights;
  const wide = rule.externalPort === null && rule.portProfile === null;
  const code = !rule.enabled ? "rule-disabled" : wide ? "every-port-open" : "rule-in-place";
  return { ...lights, rule: { value: code === "rule-in-place" ? "good" : "bad", code, facts, at } };
}

function viewFirewall(sources: DnatSources, { rule }: DnatStatus): FirewallView | null {
  const { edge, live, nodeAddress, rights } = sources;
  const internalAddress = rule?.internalAddresses ?? live?.internalAddress ?? nodeAddress;
  if (!edge || !internalAddress) return null;
  const [own] = missingRights("see-firewall", rights) ?? [];
  const missing = own ?? faultRight(edge.firewallFault);
  const target = {
    internalAddress,
    externalAddress: rule?.externalAddresses ?? live?.address ?? internalAddress,
    port: apiPort,
    match: rule?.firewallMatch ?? null,
  };
  const known = {
    firewall: own ? null : edge.firewall,
    groups: edge.groups ?? [],
    profiles: edge.profiles ?? [],
  };
  const words = describeFirewall(known, target, live?.firewall?.clientCidrs ?? [], missing);
  const { verdict } = words;
  return {
    verdict: verdict.verdict,
    sentence: words.sentence,
    next: words.next,
    rule: verdict.rule && {
      name: verdict.rule.name,
      action: verdict.rule.action,
      where: verdict.rule.where,
    },
    add: words.add,
    clients: verdict.clients,
    at: own ? null : (edge.firewallAt?.toISOString() ?? null),
    opening: openingOf(live),
    waiting: sources.waitingOpening,
  };
}

function faultRight(fault: ProviderFault | null): string | null {
  if (!fault || vcdFaultKind(fault) !== "rights") return null;
  return rightNamed(fault) ?? rightNames.viewFirewall;
}

function openingOf(live: LiveSources | null): FirewallView["opening"] {
  if (!live?.firewall || live.state === "awaiting-approval") return null;
  const { clientCidrs, wanted } = live.firewall;
  const { openingSeenAt, openingClosedAt } = live.memory;
  if (wanted === "closed") return openingSeenAt ? { clientCidrs, state: "closing" } : null;
  if (openingClosedAt) return { clientCidrs, state: "closed-by-others" };
  return { clientCidrs, state: openingSeenAt ? "open" : "wanted" };
}
