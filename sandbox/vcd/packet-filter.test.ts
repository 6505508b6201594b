import { beforeEach, describe, expect, it } from "vitest";
import { exampleWorld } from "./example-world";
import { makeFirewallRule, makeNatRule } from "./merge-rules";
import { mergeWorld } from "./merge-world";
import { judge } from "./packet-filter";
import type { EdgeGateway } from "./records";
import { VcdSandbox } from "./state";
import { type WorldFirewallRule, type WorldNatRule, worldSchema } from "./world";

let sandbox: VcdSandbox;
let edge: EdgeGateway;
const destination = "127.149.1.123";

const packet = (change: { source?: string; port?: number } = {}) => ({
  source: "127.9.0.1",
  destination,
  port: 6443,
  ...change,
});

const addNat = (change: Partial<WorldNatRule> = {}) =>
  sandbox.store.natRules.put(
    makeNatRule(edge, {
      name: "rule",
      externalAddresses: destination,
      internalAddresses: "127.168.2.100",
      dnatExternalPort: "6443",
      ...change,
    }),
  );

const setFirewall = (...rules: WorldFirewallRule[]) => {
  edge.firewall.userDefinedRules = rules.map((rule) => makeFirewallRule(sandbox, edge, rule));
};

beforeEach(async () => {
  sandbox = new VcdSandbox("manual", {});
  await mergeWorld(sandbox, worldSchema.parse(exampleWorld()));
  const found = sandbox.store.edgeGateways.find((each) => each.name === "tenant2-edge");
  if (!found) throw new Error("The example has no tenant2-edge.");
  edge = found;
});

describe("the edge's verdict on a connection", () => {
  it("knows no way without a rule for the address and the port", () => {
    expect(judge(sandbox, packet()).kind).toBe("no-rule");
    addNat();
    expect(judge(sandbox, packet({ port: 22 })).kind).toBe("no-rule");
    addNat({ name: "off", dnatExternalPort: "22", enabled: false });
    expect(judge(sandbox, packet({ port: 22 })).kind).toBe("no-rule");
  });

  it("drops by the default rule, though the DNAT rule is there", () => {
    addNat();
    expect(judge(sandbox, packet())).toMatchObject({ kind: "drop", firewallRule: { name: "default_rule" } });
  });

  it("takes the first firewall rule that matches source, destination and port", () => {
    addNat();
    setFirewall({ name: "office", action: "ALLOW", sources: ["127.9.0.0/16"], tcpPorts: ["6443"] });
    expect(judge(sandbox, packet()).kind).toBe("forward");
    expect(judge(sandbox, packet({ source: "127.8.0.1" })).kind).toBe("drop");
    setFirewall(
      { name: "nobody", action: "REJECT", destinations: ["127.168.2.0/24"] },
      { name: "office", action: "ALLOW", sources: ["127.9.0.0/16"] },
    );
    expect(judge(sandbox, packet()).kind).toBe("reject");
    setFirewall(
      { name: "off", action: "REJECT", enabled: false },
      { name: "outbound", action: "REJECT", direction: "OUT" },
      { name: "range", action: "ALLOW", sources: ["127.9.0.1-127.9.0.9"], tcpPorts: ["6000-7000"] },
    );
    expect(judge(sandbox, packet())).toMatchObject({ kind: "forward", firewallRule: { name: "range" } });
  });

  it("shows the firewall the internal address, or the external one where the rule says so", () => {
    setFirewall({ name: "external", action: "ALLOW", destinations: [destination] });
    const rule = addNat();
    expect(judge(sandbox, packet()).kind).toBe("drop");
    sandbox.store.natRules.put({ ...rule, firewallMatch: "MATCH_EXTERNAL_ADDRESS" });
    expect(judge(sandbox, packet()).kind).toBe("forward");
  });

  it("maps ports: one to one, a range, any, and through a profile", () => {
    setFirewall({ name: "all", action: "ALLOW" });
    const rule = addNat({ dnatExternalPort: "16443", internalPort: "6443" });
    const to = (port: number) => {
      const verdict = judge(sandbox, packet({ port }));
      return verdict.kind === "forward" ? verdict.to : verdict.kind;
    };
    expect(to(16443)).toEqual({ host: "127.168.2.100", port: 6443 });
    sandbox.store.natRules.put({ ...rule, dnatExternalPort: "8000-8010", internalPort: null });
    expect([to(8005), to(8011)]).toEqual([{ host: "127.168.2.100", port: 8005 }, "no-rule"]);
    sandbox.store.natRules.put({ ...rule, dnatExternalPort: null, internalPort: null });
    expect(to(22)).toEqual({ host: "127.168.2.100", port: 22 });
    const https = sandbox.store.portProfiles.find((profile) => profile.name === "HTTPS");
    const applicationPortProfile = { id: `urn:vcloud:applicationPortProfile:${https?.id}`, name: "HTTPS" };
    sandbox.store.natRules.put({
      ...rule,
      internalPort: null,
      dnatExternalPort: "6443",
      applicationPortProfile,
    });
    expect(to(6443)).toEqual({ host: "127.168.2.100", port: 443 });
  });

  it("tries the lower priority first", () => {
    setFirewall({ name: "all", action: "ALLOW" });
    addNat({ priority: 10 });
    addNat({ name: "first", priority: 1, internalAddresses: "127.168.2.101" });
    expect(judge(sandbox, packet())).toMatchObject({ kind: "forward", rule: { name: "first" } });
  });
});
