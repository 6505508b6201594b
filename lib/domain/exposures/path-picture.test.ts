import { expect, test } from "vitest";
import { dnatCodes } from "./dnat-status";
import type { FirewallView, RuleView } from "./dnat-status-views";
import { drawPath, type PathFacts } from "./path-picture";

const rule: RuleView = {
  id: "r1",
  name: "shop_urn:vcloud:entity:cse:nativeCluster:1_expose_dnat",
  enabled: true,
  externalAddress: "203.0.113.10",
  internalAddress: "10.0.0.5",
  port: "6443",
  portWords: "port 6443",
  madeBy: "CSE",
  priority: null,
  firewallMatch: null,
};
const firewall: FirewallView = {
  verdict: "allows",
  sentence: "",
  next: null,
  rule: { name: "office", action: "ALLOW", where: "user" },
  add: null,
  clients: ["0.0.0.0/0"],
  at: null,
  opening: null,
  waiting: null,
};

function facts(dnat: Partial<PathFacts["dnat"]> = {}, more: Partial<PathFacts> = {}): PathFacts {
  return {
    clusterName: "shop",
    networkName: "apps",
    controlPlane: { name: "mstr-1", address: "10.0.0.5" },
    edgeName: "edge-1",
    reserved: null,
    dnat: {
      code: "active",
      externalAddress: "203.0.113.10",
      port: "6443",
      internalAddress: "10.0.0.5",
      rule,
      everyPortOpen: false,
      madeBy: { code: "cse", word: "CSE" },
      firewall,
      ...dnat,
    },
    ...more,
  };
}
const none = { code: "not-exposed", rule: null, externalAddress: null, port: null } as const;

test("an exposed cluster: address and port outside, the rule, the node inside", () => {
  const path = drawPath(facts());
  expect(path.edge.address).toBe("203.0.113.10:6443");
  expect(path.rule).toMatchObject({ tone: "good", line: "solid", detail: "made by CSE" });
  expect(path.firewall).toMatchObject({ tone: "good", detail: '"office"' });
  expect(path.node).toMatchObject({ title: "mstr-1", address: "10.0.0.5:6443", note: "in apps" });
  expect(path.twin).toHaveLength(4);
});

test("a rule without a port is bad, and the picture says every port", () => {
  const path = drawPath(facts({ everyPortOpen: true, port: null, rule: { ...rule, port: null } }));
  expect(path.rule).toMatchObject({ word: "every port forwards", tone: "bad" });
  expect(path.edge).toMatchObject({ address: "203.0.113.10", note: "every port, not only 6443" });
});

test("a rule that leads elsewhere says where", () => {
  const path = drawPath(
    facts({
      code: "rule-changed",
      rule: { ...rule, internalAddress: "10.0.0.9" },
      internalAddress: "10.0.0.9",
    }),
  );
  expect(path.rule.detail).toBe("leads to 10.0.0.9");
  expect(path.node.address).toBe("10.0.0.5:6443");
});

test("without a rule no address is claimed, unless one is held for it", () => {
  expect(drawPath(facts(none)).edge).toMatchObject({ address: null, note: "no external address" });
  expect(drawPath(facts(none, { reserved: "203.0.113.20" })).edge).toMatchObject({
    address: "203.0.113.20",
    note: "held for this cluster",
  });
});

test("without a rule an open firewall is no good news, a shut one still is bad news", () => {
  expect(drawPath(facts(none)).firewall.tone).toBe("neutral");
  const shut = drawPath(facts({ ...none, firewall: { ...firewall, verdict: "drops" } }));
  expect(shut.firewall.tone).toBe("bad");
});

test("before its control plane is seen a cluster stands for it", () => {
  const path = drawPath(facts({ ...none, internalAddress: null }, { controlPlane: null }));
  expect(path.node).toMatchObject({ title: "shop", address: null, note: "address not seen yet" });
});

test.each(dnatCodes)("%s has words", (code) => {
  expect(drawPath(facts({ code })).rule.word).not.toBe("");
});
