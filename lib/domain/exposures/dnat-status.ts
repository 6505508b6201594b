import type { ClusterEntitySeen } from "../vcd/observed";
import { holdsAddress } from "./address-text";
import { type Finding, finding } from "./findings";
import {
  cseRulesOf,
  leadsToApiServer,
  makerOf,
  opensEveryPortRule,
  rivalsOf,
  ruleDifferences,
} from "./nat-rules";
import type { EdgeGatewaySeen, NatRuleSeen, NatTableSeen } from "./observed";
import { apiPort, type Way } from "./plan-types";
import { ourRuleName } from "./rule-names";

/** What is known of one cluster's way out, with or without an exposure of ours. Null: not read. */
export type DnatFacts = {
  installationId: string;
  cluster: { name: string; entityId: string | null };
  entity: ClusterEntitySeen | null;
  /** The entity was there and is gone, seen twice. */
  entityGone: boolean;
  /** Control plane's address inside; null if not known. */
  nodeAddress: string | null;
  edge: EdgeGatewaySeen | null;
  nat: NatTableSeen | null;
  /** Name of the right without which edge or rules cannot be read. */
  missingRight: string | null;
  /** An un-expose was asked for: by us, or by what the history says. */
  unexposedBefore: boolean;
  knownNodes: { address: string; clusterName: string }[] | null;
  exposure: {
    id: string;
    way: Way;
    wanted: boolean;
    address: string | null;
    internalAddress: string | null;
    seenBefore: boolean;
  } | null;
};

export const dnatCodes = [
  "not-exposed",
  "waiting",
  "configuring",
  "active",
  "success-nothing-exposed",
  "removing",
  "removed",
  "removal-incomplete",
  "half-made",
  "rule-missing",
  "rule-changed",
  "shadowed",
  "failed",
  "orphan",
  "hand-made",
  "unknown",
] as const;
export type DnatCode = (typeof dnatCodes)[number];

export type DnatStatus = {
  code: DnatCode;
  /** The rule it rests on, as seen on the edge. */
  rule: NatRuleSeen | null;
  madeBy: "cse" | "drawbridge" | "other-installation" | "somebody" | null;
  externalAddress: string | null;
  /** `6443`, a range, or null for every port; null too without a rule. */
  port: string | null;
  internalAddress: string | null;
  findings: Finding[];
};

/** What the edge's rules say of a cluster, held against what CSE and we say of it. The rules are right. */
export function examineDnat(facts: DnatFacts): DnatStatus {
  const { nat, edge, entity } = facts;
  if (!nat || !edge) {
    const right = facts.missingRight ?? "";
    return { ...none, code: "unknown", findings: [finding("not-readable", "warn", { right })] };
  }
  const rules = rulesOf(facts, nat.rules);
  const rule = chooseRule(facts, rules);
  const handMade = rule ? [] : handMadeRules(facts, nat.rules, rules);
  const findings = [
    ...duplicateFindings(rules),
    ...flagFindings(facts, rule),
    ...(rule ? ruleFindings(facts, rule, nat.rules) : []),
    ...handMade.map((one) =>
      finding("hand-made-rule", "warn", { name: one.name, address: one.externalAddresses }, one.id),
    ),
    ...edgeFindings(edge, nat),
  ];
  const shown = rule ?? handMade[0] ?? null;
  return {
    code: codeOf(facts, rule, handMade, findings, entity),
    rule: shown,
    madeBy: shown ? makerOf(shown, facts.installationId) : null,
    externalAddress: shown?.externalAddresses ?? null,
    port: shown?.externalPort ?? null,
    internalAddress: shown?.internalAddresses ?? null,
    findings,
  };
}

const none: Omit<DnatStatus, "code" | "findings"> = {
  rule: null,
  madeBy: null,
  externalAddress: null,
  port: null,
  internalAddress: null,
};

/** Rules by the exact names that CSE and we give, whatever any flag says. */
function rulesOf(facts: DnatFacts, rules: readonly NatRuleSeen[]): NatRuleSeen[] {
  const { exposure, installationId } = facts;
  const ours = exposure ? ourRuleName(installationId, exposure.id) : null;
  const byCse = cseRulesOf(rules, facts.cluster);
  const byUs = rules.filter((rule) => rule.name === ours);
  return exposure?.way === "rule" ? [...byUs, ...byCse] : [...byCse, ...byUs];
}

function chooseRule(facts: DnatFacts, rules: NatRuleSeen[]): NatRuleSeen | null {
  const wanted = wantedOf(facts);
  const fits = wanted ? rules.find((rule) => ruleDifferences(rule, wanted).length === 0) : undefined;
  return fits ?? rules[0] ?? null;
}

function wantedOf({ exposure }: DnatFacts) {
  if (!exposure || exposure.address === null || exposure.internalAddress === null) return null;
  return { externalAddress: exposure.address, internalAddress: exposure.internalAddress, port: apiPort };
}

function handMadeRules(facts: DnatFacts, all: readonly NatRuleSeen[], own: NatRuleSeen[]): NatRuleSeen[] {
  const { nodeAddress } = facts;
  if (nodeAddress === null) return [];
  return all.filter((rule) => !own.includes(rule) && leadsToApiServer(rule, nodeAddress));
}

function duplicateFindings(rules: NatRuleSeen[]): Finding[] {
  const names = new Map<string, NatRuleSeen[]>();
  for (const rule of rules) names.set(rule.name, [...(names.get(rule.name) ?? []), rule]);
  return [...names.values()]
    .filter((same) => same.length > 1)
    .map((same) =>
      finding(
        "duplicate-rules",
        "warn",
        { count: same.length, addresses: same.map((rule) => rule.externalAddresses) },
        same[0]?.id ?? null,
      ),
    );
}

/** Where CSE's word and the rules do not agree. CSE at work may still change both. */
function flagFindings(facts: DnatFacts, rule: NatRuleSeen | null): Finding[] {
  const { entity, exposure } = facts;
  if (facts.entityGone && rule) {
    return [finding("orphan-rule", "bad", ruleFacts(rule), rule.id)];
  }
  if (!entity || entity.dialect === "capvcd" || entity.phase?.status === "IN_PROGRESS") return [];
  const byCse = rule !== null && cseRulesOf([rule], facts.cluster).length > 0;
  const built = entity.phase?.operation !== "CREATE" || entity.phase.status === "SUCCEEDED";
  if (entity.saysExposed && !rule) {
    return [finding("says-exposed-no-rule", "bad", { address: entity.externalAddress ?? "" })];
  }
  if (byCse && !entity.saysExposed && rule.enabled) {
    const code = facts.unexposedBefore ? "unexposed-live-rule" : "half-made-rule";
    return [finding(code, "bad", ruleFacts(rule), rule.id)];
  }
  // After an un-expose CSE 3.0.x keeps the wish, so without a history the two look alike.
  const asked = exposure?.way === "cse" ? exposure.wanted && !exposure.seenBefore : !exposure;
  if (entity.wantsExpose && !entity.saysExposed && !rule && built && asked && !facts.unexposedBefore) {
    return [finding("success-nothing-exposed", "bad", { cluster: facts.cluster.name })];
  }
  return [];
}

function ruleFacts(rule: NatRuleSeen): Finding["facts"] {
  return {
    name: rule.name,
    address: rule.externalAddresses,
    internal: rule.internalAddresses,
    port: rule.externalPort ?? "",
  };
}

function ruleFindings(facts: DnatFacts, rule: NatRuleSeen, all: readonly NatRuleSeen[]): Finding[] {
  const { exposure, nodeAddress, knownNodes } = facts;
  const findings: Finding[] = [];
  if (opensEveryPortRule(rule)) findings.push(finding("every-port-open", "bad", ruleFacts(rule), rule.id));
  if (!rule.enabled) findings.push(finding("rule-disabled", "bad", ruleFacts(rule), rule.id));
  const wanted = wantedOf(facts);
  if (wanted && exposure?.wanted) {
    const changed = ruleDifferences(rule, wanted).filter(
      ({ what, seen }) => what !== "disabled" && !(what === "port" && seen === ""),
    );
    if (changed.length > 0) {
      const differences = changed.map(
        ({ what, seen, wanted: was }) => `${what} ${seen || "any"} (was ${was})`,
      );
      findings.push(finding("rule-changed", "bad", { ...ruleFacts(rule), differences }, rule.id));
    }
  }
  const owned =
    (nodeAddress !== null && holdsAddress(rule.internalAddresses, nodeAddress)) ||
    (knownNodes ?? []).some((node) => holdsAddress(rule.internalAddresses, node.address));
  if (knownNodes !== null && !owned && !facts.entityGone && rule.enabled) {
    findings.push(finding("rule-to-nowhere", "bad", ruleFacts(rule), rule.id));
  }
  if (
    nodeAddress !== null &&
    knownNodes !== null &&
    owned &&
    !holdsAddress(rule.internalAddresses, nodeAddress)
  ) {
    const other = knownNodes.find((node) => holdsAddress(rule.internalAddresses, node.address));
    const moved = { was: rule.internalAddresses, is: nodeAddress, leadsTo: other?.clusterName ?? "" };
    findings.push(finding("node-moved", "bad", moved, rule.id));
  }
  if (rule.enabled) {
    const { first, later } = rivalsOf(rule, all);
    for (const rival of first)
      findings.push(finding("shadowed", "bad", { ...ruleFacts(rule), by: rival.name }, rival.id));
    const others = later.filter((rival) => rival.name !== rule.name);
    for (const rival of others)
      findings.push(finding("address-shared", "warn", { ...ruleFacts(rule), by: rival.name }, rival.id));
  }
  return findings;
}

function edgeFindings(edge: EdgeGatewaySeen, nat: NatTableSeen): Finding[] {
  const failed = [edge.status, nat.status].includes("REALIZATION_FAILED");
  return failed ? [finding("edge-failed", "bad", { edge: edge.name })] : [];
}

function codeOf(
  facts: DnatFacts,
  rule: NatRuleSeen | null,
  handMade: NatRuleSeen[],
  findings: Finding[],
  entity: ClusterEntitySeen | null,
): DnatCode {
  const has = (...codes: Finding["code"][]): boolean => findings.some((one) => codes.includes(one.code));
  const working = entity?.phase?.status === "IN_PROGRESS" ? entity.phase.operation : null;
  const leaving = facts.exposure !== null && !facts.exposure.wanted;
  const moving = [facts.edge?.status, facts.nat?.status].some(
    (status) => status === "CONFIGURING" || status === "PENDING",
  );
  if (has("orphan-rule")) return "orphan";
  if (has("edge-failed")) return "failed";
  if (rule) {
    if (has("unexposed-live-rule")) return "removal-incomplete";
    if (has("half-made-rule") && !(facts.exposure?.wanted && facts.exposure.way === "cse"))
      return "half-made";
    if (leaving || (working === "UPDATE" && facts.unexposedBefore)) return "removing";
    if (has("rule-disabled", "rule-changed", "rule-to-nowhere", "node-moved")) return "rule-changed";
    if (has("shadowed")) return "shadowed";
    return working === "CREATE" || moving ? "configuring" : "active";
  }
  if (has("says-exposed-no-rule")) return "rule-missing";
  if (facts.exposure?.wanted && facts.exposure.seenBefore) return "rule-missing";
  if (working === "CREATE" && entity?.wantsExpose) return "waiting";
  if (has("success-nothing-exposed")) return "success-nothing-exposed";
  if (handMade.length > 0) return "hand-made";
  if (facts.exposure?.wanted) return moving ? "configuring" : "waiting";
  return facts.unexposedBefore ? "removed" : "not-exposed";
}

/**
 * What is wrong with the rules of an edge as a whole: rules of CSE's whose cluster is gone, rules of ours without a row,
 * rules that lead to no cluster, and rules that open every port. `clusters` must be all of the organization, else a
 * rule may look like an orphan and be none; null where they were not all read.
 */
export function surveyRules(
  rules: readonly NatRuleSeen[],
  known: {
    installationId: string;
    clusters: { name: string; entityId: string }[] | null;
    /** Exposures whose rule may be there. */
    exposureIds: readonly string[];
    nodes: { address: string; clusterName: string }[] | null;
  },
): Finding[] {
  return rules.flatMap((rule) => {
    const maker = makerOf(rule, known.installationId);
    if (maker === "somebody" || maker === "other-installation") return [];
    const findings: Finding[] = [];
    if (maker === "cse" && known.clusters) {
      const owner = known.clusters.find((cluster) => rule.name.includes(`_${cluster.entityId}_expose_dnat`));
      if (!owner) findings.push(finding("orphan-rule", "bad", ruleFacts(rule), rule.id));
    }
    if (
      maker === "drawbridge" &&
      !known.exposureIds.some((id) => rule.name === ourRuleName(known.installationId, id))
    ) {
      findings.push(finding("rule-without-row", "warn", ruleFacts(rule), rule.id));
    }
    const owned = (known.nodes ?? []).some((node) => holdsAddress(rule.internalAddresses, node.address));
    if (known.nodes && !owned && rule.enabled && findings.length === 0) {
      findings.push(finding("rule-to-nowhere", "bad", ruleFacts(rule), rule.id));
    }
    if (opensEveryPortRule(rule)) findings.push(finding("every-port-open", "bad", ruleFacts(rule), rule.id));
    return findings;
  });
}
