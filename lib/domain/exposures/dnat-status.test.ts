import { describe, expect, it } from "vitest";
import { type DnatCode, type DnatFacts, dnatCodes, examineDnat, surveyRules } from "./dnat-status";
import { type FindingCode, finding, findingCodes } from "./findings";
import {
  cseName,
  cseRuleOf,
  edgeOf,
  entityId,
  entityOf,
  exposedEntityOf,
  exposureId,
  external,
  inSeconds,
  installationId,
  internal,
  ruleOf,
  t0,
} from "./plan.fixtures";
import { cseRuleName, ourRuleName } from "./rule-names";
import { describeFinding } from "./words-findings";
import { summarizeDnatStatus } from "./words-states";

const exposure = {
  id: exposureId,
  way: "rule" as const,
  wanted: true,
  address: external,
  internalAddress: internal,
  seenBefore: true,
};

const facts = (change: Partial<DnatFacts> & { rules?: ReturnType<typeof ruleOf>[] } = {}): DnatFacts => ({
  installationId,
  cluster: { name: "tkg1", entityId },
  entity: entityOf(),
  entityGone: false,
  nodeAddress: internal,
  edge: edgeOf(),
  nat: { status: "REALIZED", rules: change.rules ?? [] },
  missingRight: null,
  unexposedBefore: false,
  knownNodes: [{ address: internal, clusterName: "tkg1" }],
  exposure: null,
  ...change,
});

const cse = cseRuleOf({ externalPort: "6443" });
const updating = { operation: "UPDATE" as const, status: "IN_PROGRESS" as const };
const beginning = { operation: "CREATE" as const, status: "IN_PROGRESS" as const };

describe("what the edge's rules say of a cluster", () => {
  it.each<[string, DnatFacts, DnatCode, FindingCode[]]>([
    ["nothing asked, nothing there", facts(), "not-exposed", []],
    ["CSE's rule in place", facts({ entity: exposedEntityOf(), rules: [cse] }), "active", []],
    ["our rule in place", facts({ exposure, rules: [ruleOf()] }), "active", []],
    [
      "CSE's rule without a port",
      facts({ entity: exposedEntityOf(), rules: [cseRuleOf()] }),
      "active",
      ["every-port-open"],
    ],
    [
      "CSE at work, no rule yet",
      facts({ entity: entityOf({ phase: beginning, wantsExpose: true }) }),
      "waiting",
      [],
    ],
    [
      "CSE at work, rule there",
      facts({ entity: entityOf({ phase: beginning, wantsExpose: true }), rules: [cse] }),
      "configuring",
      [],
    ],
    [
      "edge at work",
      facts({ entity: exposedEntityOf(), rules: [cse], edge: edgeOf({ status: "CONFIGURING" }) }),
      "configuring",
      [],
    ],
    [
      "success, nothing exposed",
      facts({ entity: entityOf({ wantsExpose: true }) }),
      "success-nothing-exposed",
      ["success-nothing-exposed"],
    ],
    [
      "the same after an un-expose is not a lie",
      facts({ entity: entityOf({ wantsExpose: true }), unexposedBefore: true }),
      "removed",
      [],
    ],
    [
      "un-exposed with a live rule",
      facts({ entity: entityOf({ wantsExpose: true }), unexposedBefore: true, rules: [cse] }),
      "removal-incomplete",
      ["unexposed-live-rule"],
    ],
    [
      "half-made rule",
      facts({ entity: entityOf({ wantsExpose: true }), rules: [cse] }),
      "half-made",
      ["half-made-rule"],
    ],
    [
      "called exposed, no rule",
      facts({ entity: exposedEntityOf() }),
      "rule-missing",
      ["says-exposed-no-rule"],
    ],
    [
      "CSE un-exposing",
      facts({ entity: exposedEntityOf({ phase: updating }), unexposedBefore: true, rules: [cse] }),
      "removing",
      [],
    ],
    [
      "our rule leaving",
      facts({ exposure: { ...exposure, wanted: false }, rules: [ruleOf()] }),
      "removing",
      [],
    ],
    ["our rule missing", facts({ exposure }), "rule-missing", []],
    ["our rule not there yet", facts({ exposure: { ...exposure, seenBefore: false } }), "waiting", []],
    ["disabled", facts({ exposure, rules: [ruleOf({ enabled: false })] }), "rule-changed", ["rule-disabled"]],
    [
      "pointed at another cluster",
      facts({
        exposure,
        rules: [ruleOf({ internalAddresses: "192.168.0.7" })],
        knownNodes: [
          { address: internal, clusterName: "tkg1" },
          { address: "192.168.0.7", clusterName: "tkg2" },
        ],
      }),
      "rule-changed",
      ["rule-changed", "node-moved"],
    ],
    [
      "pointed at nobody",
      facts({ exposure, rules: [ruleOf({ internalAddresses: "192.168.0.7" })] }),
      "rule-changed",
      ["rule-changed", "rule-to-nowhere"],
    ],
    [
      "CSE's rule, node moved",
      facts({
        entity: exposedEntityOf(),
        rules: [cse],
        nodeAddress: "192.168.0.9",
        knownNodes: [{ address: "192.168.0.9", clusterName: "tkg1" }],
      }),
      "rule-changed",
      ["rule-to-nowhere"],
    ],
    [
      "shadowed",
      facts({ exposure, rules: [ruleOf({ priority: 10 }), ruleOf({ id: "x", name: "web", priority: 1 })] }),
      "shadowed",
      ["shadowed"],
    ],
    [
      "shared",
      facts({ exposure, rules: [ruleOf(), ruleOf({ id: "x", name: "web" })] }),
      "active",
      ["address-shared"],
    ],
    [
      "twice",
      facts({ exposure, rules: [ruleOf({ id: "b", externalAddresses: "10.149.1.105" }), ruleOf()] }),
      "active",
      ["duplicate-rules"],
    ],
    [
      "edge failed",
      facts({ entity: exposedEntityOf(), rules: [cse], edge: edgeOf({ status: "REALIZATION_FAILED" }) }),
      "failed",
      ["edge-failed"],
    ],
    [
      "list failed",
      facts({ entity: exposedEntityOf(), nat: { status: "REALIZATION_FAILED", rules: [cse] } }),
      "failed",
      ["edge-failed"],
    ],
    ["cluster gone", facts({ entity: null, entityGone: true, rules: [cse] }), "orphan", ["orphan-rule"]],
    [
      "made by hand",
      facts({ rules: [ruleOf({ id: "h", name: "my-dnat" })] }),
      "hand-made",
      ["hand-made-rule"],
    ],
    [
      "made by hand to another port",
      facts({ rules: [ruleOf({ id: "h", name: "my-dnat", externalPort: "443" })] }),
      "not-exposed",
      [],
    ],
    [
      "not readable",
      facts({ nat: null, missingRight: "Organization vDC Gateway: View NAT" }),
      "unknown",
      ["not-readable"],
    ],
  ])("%s", (_name, given, code, findings) => {
    const status = examineDnat(given);
    expect(status.code).toBe(code);
    expect(status.findings.map((one) => one.code).sort()).toEqual([...findings].sort());
  });

  it("says who made the rule", () => {
    expect(examineDnat(facts({ entity: exposedEntityOf(), rules: [cse] })).madeBy).toBe("cse");
    expect(examineDnat(facts({ exposure, rules: [ruleOf()] })).madeBy).toBe("drawbridge");
    expect(examineDnat(facts({ rules: [ruleOf({ name: "my-dnat" })] })).madeBy).toBe("somebody");
    const elsewhere = ruleOf({ name: ourRuleName("other", exposureId) });
    expect(examineDnat(facts({ rules: [elsewhere] })).madeBy).toBe("other-installation");
  });

  it("is summed up in one sentence each, naming the cluster", () => {
    const seen = new Set<string>();
    for (const code of dnatCodes) {
      const status = { ...examineDnat(facts({ entity: exposedEntityOf(), rules: [cse] })), code };
      const sentence = summarizeDnatStatus(status, "tkg1", t0, inSeconds(8));
      expect(sentence).toContain("tkg1");
      expect(sentence).toContain("Seen 8 seconds ago.");
      seen.add(sentence);
    }
    expect(seen.size).toBe(dnatCodes.length);
  });

  it("says loudly that every port is open", () => {
    const status = examineDnat(facts({ entity: exposedEntityOf(), rules: [cseRuleOf()] }));
    expect(summarizeDnatStatus(status, "tkg1", null, t0)).toBe(
      "tkg1 is reachable at 10.149.1.102, every port, by CSE's rule. The rule has no port: SSH and every other port of the node answer there too.",
    );
  });
});

describe("the rules of an edge as a whole", () => {
  const known = {
    installationId,
    clusters: [{ name: "tkg1", entityId }],
    exposureIds: [exposureId],
    nodes: [{ address: internal, clusterName: "tkg1" }],
  };
  const orphan = cseRuleOf({
    id: "o",
    name: cseRuleName("tkg0", "urn:vcloud:entity:cse:nativeCluster:1.0.0:gone"),
    externalPort: "6443",
  });

  it.each<[string, ReturnType<typeof ruleOf>[], Parameters<typeof surveyRules>[1], FindingCode[]]>([
    ["nothing wrong", [ruleOf(), cse], known, []],
    ["an orphan", [orphan], known, ["orphan-rule"]],
    ["no orphan where clusters were not all read", [orphan], { ...known, clusters: null }, []],
    ["ours without a row", [ruleOf()], { ...known, exposureIds: [] }, ["rule-without-row"]],
    ["to nowhere", [ruleOf({ internalAddresses: "192.168.0.200" })], known, ["rule-to-nowhere"]],
    ["every port", [cseRuleOf()], known, ["every-port-open"]],
    ["another installation's", [ruleOf({ name: ourRuleName("other", "x") })], known, []],
    [
      "a tenant's own",
      [ruleOf({ name: "web", externalPort: null, internalAddresses: "192.168.0.9" })],
      known,
      [],
    ],
  ])("%s", (_name, rules, facts, codes) => {
    expect(surveyRules(rules, facts).map((one) => one.code)).toEqual(codes);
  });

  it("keeps names of clusters with underscores apart", () => {
    expect(cseName).toBe(`tkg1_${entityId}_expose_dnat`);
    const rule = cseRuleOf({ name: cseRuleName("a_b", entityId), externalPort: "6443" });
    expect(surveyRules([rule], known)).toEqual([]);
  });
});

describe("findings in words", () => {
  it.each(findingCodes)("%s says what, why and what to do", (code) => {
    const made = finding(code, "bad", {
      count: 2,
      addresses: [external],
      name: "r",
      address: external,
      internal,
      port: "6443",
      by: "web",
      was: "a",
      is: "b",
    });
    const { title, sentence, next } = describeFinding(made, "tkg1");
    for (const text of [title, sentence, next]) {
      expect(text).toMatch(/^\S.*\S$/s);
      expect(text).not.toMatch(/undefined|null|!|Oops|successfully/);
    }
    expect(sentence.endsWith(".")).toBe(true);
    expect(title.endsWith(".")).toBe(false);
  });
});
