import { describe, expect, it } from "vitest";
import { describeFirewall, type FirewallFacts, type FirewallTarget, judgeFirewall } from "./firewall";
import {
  findOpening,
  holdsExactly,
  isSameFirewall,
  openingNames,
  withOpening,
  withoutOpening,
} from "./firewall-changes";
import type { FirewallGroupSeen, FirewallRuleSeen, FirewallSeen, PortProfileSeen } from "./observed";
import {
  attemptOf,
  external,
  faultOf,
  follow,
  inSeconds,
  installationId,
  intentOf,
  internal,
  kinds,
  lookOf,
  planAt,
  ruleOf,
  t0,
} from "./plan.fixtures";
import type { ExposureIntent, Observed } from "./plan-types";

const ref = (id: string) => ({ id, name: id });

function rule(change: Partial<FirewallRuleSeen> = {}): FirewallRuleSeen {
  const id = change.id ?? change.name ?? "rule";
  return {
    id,
    name: id,
    enabled: true,
    action: "ALLOW",
    direction: "IN_OUT",
    ipProtocol: "IPV4",
    sources: [],
    destinations: [],
    portProfiles: [],
    hasFurtherConditions: false,
    version: 1,
    wire: { id },
    ...change,
  };
}

const group = (id: string, ipAddresses: string[] | null): FirewallGroupSeen => ({
  id,
  name: id,
  type: "IP_SET",
  edgeGatewayId: null,
  ipAddresses,
});
const profile = (id: string, protocol: string, destinationPorts: string[]): PortProfileSeen => ({
  id,
  name: id,
  scope: "TENANT",
  ports: [{ protocol, destinationPorts }],
});

const groups = [
  group("office", ["203.0.113.0/24"]),
  group("part", ["203.0.113.7"]),
  group("nodes", ["192.168.0.0/24"]),
  group("others", ["192.168.9.1-192.168.9.9"]),
  group("hidden", null),
];
const profiles = [
  profile("https", "TCP", ["443"]),
  profile("api", "TCP", ["6443"]),
  profile("dns", "UDP", ["6443"]),
  profile("range", "TCP", ["6000-7000"]),
];

function facts(change: Partial<FirewallSeen>): FirewallFacts {
  const firewall = { status: "REALIZED", systemRules: [], userRules: [], defaultRules: [], ...change };
  return { firewall, groups, profiles };
}

const target: FirewallTarget = {
  internalAddress: internal,
  externalAddress: external,
  port: 6443,
  match: null,
};
const office = ["203.0.113.0/24"];
const drop = rule({ id: "default", action: "DROP" });

describe("the first rule that matches", () => {
  it.each<[string, FirewallRuleSeen[], string, string | null]>([
    ["nothing", [], "none", null],
    ["default drop", [drop], "drops", "default"],
    ["default allow", [rule({ id: "default" })], "allows", "default"],
    ["reject is no way in", [rule({ id: "r", action: "REJECT" })], "drops", "r"],
    ["allow before drop", [rule({ id: "a", sources: [ref("office")] }), drop], "allows", "a"],
    [
      "drop before allow",
      [rule({ id: "d", action: "DROP", sources: [ref("office")] }), rule()],
      "drops",
      "d",
    ],
    ["disabled", [rule({ enabled: false }), drop], "drops", "default"],
    ["outward only", [rule({ direction: "OUT" }), drop], "drops", "default"],
    ["inward", [rule({ id: "in", direction: "IN" }), drop], "allows", "in"],
    ["IPv6 only", [rule({ ipProtocol: "IPV6" }), drop], "drops", "default"],
    ["another destination", [rule({ destinations: [ref("others")] }), drop], "drops", "default"],
    ["our destination", [rule({ id: "n", destinations: [ref("nodes")] }), drop], "allows", "n"],
    [
      "one of two destinations",
      [rule({ id: "n", destinations: [ref("others"), ref("nodes")] }), drop],
      "allows",
      "n",
    ],
    ["another port", [rule({ portProfiles: [ref("https")] }), drop], "drops", "default"],
    ["another protocol", [rule({ portProfiles: [ref("dns")] }), drop], "drops", "default"],
    ["a range of ports", [rule({ id: "p", portProfiles: [ref("range")] }), drop], "allows", "p"],
    ["part of the clients", [rule({ id: "part", sources: [ref("part")] }), drop], "partly", "part"],
    ["part, and the rest the same", [rule({ id: "part", sources: [ref("part")] }), rule()], "allows", "part"],
    ["a hidden group", [rule({ id: "h", sources: [ref("hidden")] }), drop], "unreadable", "h"],
    ["a group that is not listed", [rule({ id: "h", sources: [ref("nowhere")] }), drop], "unreadable", "h"],
    [
      "a hidden group that does not matter",
      [rule({ id: "h", action: "DROP", sources: [ref("hidden")] }), drop],
      "drops",
      "h",
    ],
    ["an unknown port profile", [rule({ id: "h", portProfiles: [ref("nowhere")] }), drop], "unreadable", "h"],
    ["further conditions", [rule({ id: "f", hasFurtherConditions: true }), drop], "unreadable", "f"],
  ])("%s", (_name, userRules, verdict, id) => {
    const found = judgeFirewall(facts({ userRules }), target, office);
    expect(found.verdict).toBe(verdict);
    expect(found.rule?.id ?? null).toBe(id);
  });

  it("goes by system, user and default rules, in that order", () => {
    const given = {
      systemRules: [rule({ id: "s", action: "DROP" })],
      userRules: [rule({ id: "u" })],
      defaultRules: [rule({ id: "d" })],
    };
    expect(judgeFirewall(facts(given), target, office).rule).toMatchObject({ id: "s", where: "system" });
    expect(judgeFirewall(facts({ ...given, systemRules: [] }), target, office).rule).toMatchObject({
      id: "u",
      where: "user",
    });
  });

  it("judges each client, and says partly where they differ", () => {
    const userRules = [rule({ id: "a", sources: [ref("office")] }), drop];
    expect(judgeFirewall(facts({ userRules }), target, [...office, "198.51.100.0/24"]).verdict).toBe(
      "partly",
    );
    expect(judgeFirewall(facts({ userRules }), target, ["198.51.100.0/24"]).verdict).toBe("drops");
    expect(judgeFirewall(facts({ userRules }), target, []).verdict).toBe("partly");
  });

  it("looks at the address the rule says", () => {
    const userRules = [rule({ id: "n", destinations: [ref("nodes")] }), drop];
    expect(
      judgeFirewall(facts({ userRules }), { ...target, match: "MATCH_EXTERNAL_ADDRESS" }, office).verdict,
    ).toBe("drops");
    expect(judgeFirewall(facts({ userRules }), { ...target, match: "BYPASS" }, office).verdict).toBe(
      "bypassed",
    );
  });
});

describe("the firewall in words", () => {
  it("gives the exact rule to add, and where it must stand", () => {
    const userRules = [rule({ id: "web" }), rule({ id: "d", action: "DROP" })].slice(1);
    const words = describeFirewall(facts({ userRules }), target, office);
    expect(words.add).toEqual({
      name: `API server ${internal}`,
      sources: office,
      destination: internal,
      protocol: "TCP",
      port: 6443,
      action: "ALLOW",
      direction: "IN",
      ipProtocol: "IPV4",
      before: { id: "d", name: "d" },
    });
    expect(words.next).toBe(
      `Add a rule above "d": source 203.0.113.0/24, destination ${internal}, TCP 6443, allow.`,
    );
  });

  it("does not ask to change what is the provider's", () => {
    const words = describeFirewall(
      facts({ systemRules: [rule({ id: "s", action: "DROP" })] }),
      target,
      office,
    );
    expect(words).toMatchObject({ add: null, next: "Ask the provider: system rules are theirs." });
  });

  it("names the right without which nothing can be said", () => {
    const words = describeFirewall(
      { firewall: null, groups: [], profiles: [] },
      target,
      [],
      "Organization vDC Gateway: View Firewall",
    );
    expect(words.verdict.verdict).toBe("unreadable");
    expect(words.next).toContain("View Firewall");
  });

  it.each([
    ["allows", facts({ userRules: [rule()] }), null],
    ["none", facts({}), "rule"],
    ["partly", facts({ userRules: [rule({ sources: [ref("part")] }), drop] }), "rule"],
    ["group", facts({ userRules: [rule({ sources: [ref("hidden")] })] }), null],
    ["conditions", facts({ userRules: [rule({ hasFurtherConditions: true })] }), null],
  ])("%s: says what to do where something is to be done", (_name, given, add) => {
    const words = describeFirewall(given, target, office);
    expect(words.add === null).toBe(add === null);
    if (words.verdict.verdict !== "allows") expect(words.next).not.toBeNull();
  });
});

describe("writing the whole list", () => {
  const before: FirewallSeen = {
    status: "REALIZED",
    systemRules: [],
    userRules: [rule({ id: "a" }), rule({ id: "b" })],
    defaultRules: [],
  };
  const parts = { clients: ref("c"), node: ref("n"), profile: ref("p") };

  it.each([
    [null, ["opening", "a", "b"]],
    ["b", ["a", "opening", "b"]],
    ["gone", ["opening", "a", "b"]],
  ])("puts the opening above %s", (beforeId, order) => {
    const made = withOpening(before, { name: "opening", parts, beforeId });
    expect(made.map((one) => one.name)).toEqual(order);
  });

  it("replaces an opening of the same name, and takes it out again", () => {
    const open = { ...before, userRules: [rule({ id: "x", name: "opening" }), ...before.userRules] };
    expect(withOpening(open, { name: "opening", parts, beforeId: null })).toHaveLength(3);
    expect(withoutOpening(open, "opening")).toEqual(before.userRules);
    expect(findOpening(open, "opening")?.id).toBe("x");
  });

  it.each<[string, FirewallSeen, boolean]>([
    ["nothing", before, true],
    ["a version", { ...before, userRules: [rule({ id: "a", version: 2 }), rule({ id: "b" })] }, false],
    ["the order", { ...before, userRules: before.userRules.toReversed() }, false],
    ["a rule more", { ...before, userRules: [...before.userRules, rule({ id: "c" })] }, false],
    [
      "a field we do not know",
      { ...before, userRules: [rule({ id: "a", wire: { id: "a", comments: "x" } }), rule({ id: "b" })] },
      false,
    ],
    ["a default rule", { ...before, defaultRules: [rule()] }, true],
  ])("notices that somebody changed %s: same %s", (_name, after, same) => {
    expect(isSameFirewall(before, after)).toBe(same);
  });

  it("compares sets whatever their order", () => {
    expect(holdsExactly(group("g", ["10.0.0.1/32", "10.0.0.2"]), ["10.0.0.2", "10.0.0.1"])).toBe(true);
    expect(holdsExactly(group("g", ["10.0.0.1"]), ["10.0.0.2"])).toBe(false);
    expect(holdsExactly(group("g", null), [])).toBe(false);
  });
});

describe("opening the edge's firewall", () => {
  const names = openingNames({ installationId, id: intentOf().id });
  const clients = { ...group("g1", office), name: names.clients };
  const node = { ...group("g2", [internal]), name: names.node };
  const api = { ...profile("p1", "TCP", ["6443"]), name: names.profile };
  const opening = rule({ id: "o", name: names.rule });
  const firewallOf = (userRules: FirewallRuleSeen[]): FirewallSeen => ({
    status: "REALIZED",
    systemRules: [],
    userRules,
    defaultRules: [drop],
  });
  const look = (at: number, change: Partial<Observed> = {}) =>
    lookOf(inSeconds(at), [ruleOf()], { firewall: firewallOf([]), groups: [], profiles: [], ...change });
  const row = (change: Partial<ExposureIntent> = {}) =>
    intentOf({
      state: "exposed",
      internalAddress: internal,
      memory: { ruleSeenAt: t0.toISOString() },
      firewall: { clientCidrs: office, wanted: "open" },
      ...change,
    });
  const complete = { firewall: firewallOf([opening]), groups: [clients, node], profiles: [api] };

  it.each<[string, Partial<Observed>, string[]]>([
    ["nothing there", {}, ["create-ip-set"]],
    ["clients there", { groups: [clients] }, ["create-ip-set"]],
    ["both sets there", { groups: [clients, node] }, ["create-port-profile"]],
    ["all parts there", { groups: [clients, node], profiles: [api] }, ["write-firewall"]],
    ["all there", complete, []],
    ["sets whose addresses were not read", { groups: [{ ...clients, ipAddresses: null }] }, []],
    ["groups not read", { groups: null }, []],
  ])("goes step by step: %s", (_name, change, steps) => {
    expect(kinds(planAt(row(), look(0, change)))).toEqual(steps);
  });

  it("puts the rule above the one that keeps the clients out", () => {
    const blocking = rule({ id: "b", action: "DROP" });
    const made = planAt(
      row(),
      look(0, {
        groups: [clients, node, ...groups],
        profiles: [api],
        firewall: firewallOf([rule({ id: "x", destinations: [ref("others")] }), blocking]),
      }),
    );
    expect(made.steps).toMatchObject([{ kind: "write-firewall", change: "open", beforeId: "b" }]);
  });

  it("touches nothing where nobody asked for it", () => {
    expect(planAt(row({ firewall: null }), look(0)).steps).toEqual([]);
  });

  it("comes after the rule, never before it", () => {
    const made = planAt(
      row({ state: "programming", memory: {} }),
      lookOf(t0, [], { firewall: firewallOf([]), groups: [], profiles: [] }),
    );
    expect(kinds(made)).toEqual(["create-nat-rule"]);
  });

  it("does not open again what somebody closed, until a click", () => {
    const opened = follow(row(), planAt(row(), look(0, complete)));
    const closed = { groups: [clients, node], profiles: [api] };
    const first = planAt(opened, look(10, closed));
    const second = planAt(follow(opened, first), look(21, closed));
    expect([...first.steps, ...second.steps]).toEqual([]);
    expect(second.lights.firewall).toMatchObject({ value: "bad", code: "opening-closed" });
    const clicked = follow(opened, second, { clickedAt: inSeconds(30) });
    expect(kinds(planAt(clicked, look(31, closed)))).toEqual(["write-firewall"]);
  });

  it("is made anew for other clients that were approved", () => {
    const opened = follow(row(), planAt(row(), look(0, complete)));
    const other = { ...opened, firewall: { clientCidrs: ["198.51.100.0/24"], wanted: "open" as const } };
    expect(planAt(other, look(10, complete)).steps).toMatchObject([
      { kind: "write-firewall", change: "close" },
    ]);
    expect(planAt(other, look(10, { ...complete, firewall: firewallOf([]) })).steps).toMatchObject([
      { kind: "delete-ip-set", groupId: "g1" },
    ]);
  });

  it.each<[string, Partial<Observed>, string[]]>([
    ["all there", complete, ["write-firewall"]],
    ["rule gone", { groups: [clients, node], profiles: [api] }, ["delete-ip-set"]],
    ["sets gone", { profiles: [api] }, ["delete-port-profile"]],
    ["nothing left", {}, []],
  ])("is taken back step by step before the row ends: %s", (_name, change, steps) => {
    const gone = row({
      wanted: "gone",
      memory: { ruleSeenAt: t0.toISOString(), openingSeenAt: t0.toISOString() },
    });
    const world = { ...look(0, change), nat: { status: "REALIZED", rules: [] } };
    const first = planAt(gone, world);
    const second = planAt(follow(gone, first), { ...world, at: inSeconds(11) });
    expect(kinds(second)).toEqual(steps);
    expect(second.state).toBe(steps.length === 0 ? "off" : "withdrawing");
  });

  it("keeps the row while the firewall cannot be read", () => {
    const gone = row({ wanted: "gone", attempts: [attemptOf("write-firewall:open", "done", t0)] });
    const blind = {
      firewall: null,
      groups: null,
      profiles: null,
      firewallFault: faultOf("ACCESS_TO_RESOURCE_IS_FORBIDDEN"),
      nat: { status: "REALIZED", rules: [] },
    };
    const first = planAt(gone, look(0, blind));
    const second = planAt(follow(gone, first), look(11, blind));
    expect(second).toMatchObject({ state: "withdrawing", blocked: { code: "firewall-unreadable" } });
  });

  it("finds what a lost reply did", () => {
    const attempts = [attemptOf("write-firewall:open", "unknown", t0)];
    const made = planAt(row({ attempts }), look(20, complete));
    expect(made.settled).toMatchObject([{ stepKey: "write-firewall:open", outcome: "done" }]);
  });
});
