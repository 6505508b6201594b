import { describe, expect, it } from "vitest";
import { coverage, holdsAddress, holdsPort } from "./address-text";
import {
  afterUse,
  countPool,
  edgeRanges,
  isHeld,
  layoutPool,
  nextForCse,
  type PoolFacts,
  pickAddress,
  quarantineMs,
  type Reservation,
  reserve,
  usedElsewhere,
} from "./addresses";
import { cseName, edgeOf, exposureId, inSeconds, installationId, ourName, t0 } from "./plan.fixtures";
import { cseRuleName, ourRuleName, parseCseRuleName, parseOurRuleName } from "./rule-names";

const address = (last: number) => `10.149.1.${last}`;

const pool = (change: Partial<PoolFacts> = {}): PoolFacts => ({
  ranges: [{ first: address(101), last: address(110) }],
  used: [{ address: address(101), category: "PRIMARY_IP", networkId: null }],
  rules: [],
  reservations: [],
  ...change,
});

const held = (last: number, change: Partial<Reservation> = {}): Reservation => ({
  address: address(last),
  exposureId: "other",
  clusterId: "other",
  state: "reserved",
  since: t0,
  until: null,
  ...change,
});

const resting = (last: number, clusterId: string, until: Date): Reservation =>
  held(last, { clusterId, state: "quarantined", until });

const pick = (facts: PoolFacts, avoid: string[] = []) =>
  pickAddress(facts, { clusterId: "mine", avoid, now: t0 });

describe("picking an address", () => {
  it.each<[string, PoolFacts, string[], string]>([
    ["the highest", pool(), [], address(110)],
    ["not a reserved one", pool({ reservations: [held(110)] }), [], address(109)],
    ["not one that rests", pool({ reservations: [resting(110, "other", inSeconds(60))] }), [], address(109)],
    [
      "one whose rest is over",
      pool({ reservations: [resting(110, "other", inSeconds(-1))] }),
      [],
      address(110),
    ],
    [
      "not one in use",
      pool({ used: [{ address: address(110), category: "Load_Balancer", networkId: null }] }),
      [],
      address(109),
    ],
    [
      "not one that a rule names, used or not",
      pool({ rules: [{ name: "web", externalAddresses: address(110), type: "DNAT" }] }),
      [],
      address(109),
    ],
    [
      "not one in a rule's block",
      pool({ rules: [{ name: "snat", externalAddresses: "10.149.1.108/30", type: "SNAT" }] }),
      [],
      address(107),
    ],
    ["not one that was given up", pool(), [address(110), address(109)], address(108)],
    [
      "of the last range",
      pool({
        ranges: [
          { first: "10.149.2.5", last: "10.149.2.6" },
          { first: address(101), last: address(110) },
        ],
      }),
      [],
      "10.149.2.6",
    ],
    ["the last free one", pool({ ranges: [{ first: address(101), last: address(102) }] }), [], address(102)],
  ])("%s", (_name, facts, avoid, expected) => {
    expect(pick(facts, avoid)).toEqual({ ok: true, address: expected });
  });

  it("takes the cluster's own resting address before it gives up", () => {
    const ranges = [{ first: address(109), last: address(110) }];
    const reservations = [resting(110, "other", inSeconds(60)), resting(109, "mine", inSeconds(90))];
    expect(pick(pool({ ranges, reservations }))).toEqual({ ok: true, address: address(109) });
  });

  it("says when one becomes free", () => {
    const ranges = [{ first: address(110), last: address(110) }];
    expect(pick(pool({ ranges, reservations: [held(110)] }))).toEqual({
      ok: false,
      reason: "full",
      freeAt: null,
    });
    const reservations = [resting(110, "other", inSeconds(60))];
    expect(pick(pool({ ranges, reservations }))).toEqual({
      ok: false,
      reason: "full",
      freeAt: inSeconds(60),
    });
    expect(pick(pool({ ranges: [] }))).toEqual({ ok: false, reason: "no-ranges", freeAt: null });
  });

  it("leaves the lowest to CSE, which reserves nothing", () => {
    expect(nextForCse(pool())).toBe(address(102));
    expect(nextForCse(pool({ ranges: [{ first: address(101), last: address(101) }] }))).toBeNull();
  });

  it("knows that CSE looks at the first uplink only, and nobody at IP Spaces", () => {
    const [uplink] = edgeOf().uplinks;
    if (!uplink) throw new Error("no uplink");
    const other = {
      ...uplink,
      id: "2",
      subnets: uplink.subnets.map((one) => ({ ...one, ranges: [{ first: "10.9.9.1", last: "10.9.9.2" }] })),
    };
    const edge = edgeOf({ uplinks: [uplink, other, { ...uplink, usesIpSpaces: true }] });
    expect(edgeRanges(edge, "cse")).toHaveLength(1);
    expect(edgeRanges(edge, "drawbridge")).toHaveLength(2);
    expect(edgeRanges(edgeOf({ uplinks: [{ ...uplink, usesIpSpaces: true }] }), "cse")).toEqual([]);
  });
});

describe("the life of a reservation", () => {
  const owner = { exposureId: "e", clusterId: "c" };

  it("rests after a rule was on it, and goes at once where none was", () => {
    const row = reserve(address(110), owner, t0);
    expect(isHeld(row, inSeconds(1e6))).toBe(true);
    expect(afterUse(row, { carriedRule: false, now: t0 })).toBeNull();
    const rest = afterUse(row, { carriedRule: true, now: t0 });
    expect(rest).toMatchObject({ state: "quarantined", until: new Date(t0.getTime() + quarantineMs) });
    if (!rest) throw new Error("does not rest");
    expect(isHeld(rest, inSeconds(quarantineMs / 1000 - 1))).toBe(true);
    expect(isHeld(rest, inSeconds(quarantineMs / 1000))).toBe(false);
  });
});

describe("who else uses an address", () => {
  const rule = (name: string) => ({ name, externalAddresses: address(110), type: "DNAT" });
  it.each<[string, Partial<PoolFacts>, string[]]>([
    ["nobody", {}, []],
    [
      "only our rule, and the use that comes of it",
      { rules: [rule(ourName)], used: [{ address: address(110), category: "DNAT", networkId: null }] },
      [],
    ],
    ["CSE", { rules: [rule(cseName)] }, ["CSE's rule for tkg1"]],
    ["a web server beside us", { rules: [rule(ourName), rule("web")] }, ["rule web"]],
    [
      "a load balancer",
      { used: [{ address: address(110), category: "Load_Balancer", networkId: null }] },
      ["a load balancer"],
    ],
    [
      "a rule that is not listed yet",
      { used: [{ address: address(110), category: "DNAT", networkId: null }] },
      ["a DNAT rule"],
    ],
    ["something new", { used: [{ address: address(110), category: "Rocket", networkId: null }] }, ["Rocket"]],
  ])("%s", (_name, change, by) => {
    expect(usedElsewhere(address(110), pool(change), [ourName]).map((one) => one.by)).toEqual(by);
  });
});

describe("the picture of a pool", () => {
  it("shows who has which, what is free, and who would take which next", () => {
    const facts = pool({
      rules: [{ name: cseName, externalAddresses: address(102), type: "DNAT" }],
      used: [
        { address: address(101), category: "PRIMARY_IP", networkId: null },
        { address: address(102), category: "DNAT", networkId: null },
      ],
      reservations: [held(110, { exposureId: "e1" }), resting(109, "c2", inSeconds(60))],
    });
    const { stretches, counts } = layoutPool(facts, { exposures: new Map([["e1", "tkg9"]]) }, t0);
    expect(counts).toEqual({ free: 6, reserved: 1, quarantined: 1, used: 2, total: 10 });
    expect(stretches.map(({ first, last, role, owner, next }) => [first, last, role, owner, next])).toEqual([
      [address(101), address(101), "used", "the edge gateway itself", null],
      [address(102), address(102), "used", "CSE's rule for tkg1", null],
      [address(103), address(103), "free", null, "cse"],
      [address(104), address(107), "free", null, null],
      [address(108), address(108), "free", null, "drawbridge"],
      [address(109), address(109), "quarantined", "an exposure", null],
      [address(110), address(110), "reserved", "tkg9", null],
    ]);
    expect(stretches[0]?.left).toBe(0);
    const last = stretches.at(-1);
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(1, 10);
    expect(countPool(facts, t0)).toEqual({ free: counts.free, total: counts.total });
  });

  it("says where both would take the same", () => {
    const ranges = [{ first: address(110), last: address(110) }];
    expect(layoutPool(pool({ ranges }), { exposures: new Map() }, t0).stretches[0]?.next).toBe("both");
  });

  it("draws nothing of no ranges, and stays small for large ones", () => {
    expect(layoutPool(pool({ ranges: [] }), { exposures: new Map() }, t0).stretches).toEqual([]);
    const large = pool({ ranges: [{ first: "10.0.0.1", last: "10.0.255.254" }] });
    expect(layoutPool(large, { exposures: new Map() }, t0).stretches.length).toBeLessThan(6);
  });
});

describe("text of addresses and ports", () => {
  it.each([
    ["10.0.0.0/24", "10.0.0.255", true],
    ["10.0.0.1-10.0.0.9", "10.0.0.9", true],
    ["10.0.0.1", "10.0.0.2", false],
    ["10.0.0.9-10.0.0.1", "10.0.0.5", false],
    ["", "10.0.0.5", false],
    ["10.0.0.1", "x", false],
  ])("%s holds %s: %s", (text, one, holds) => {
    expect(holdsAddress(text, one)).toBe(holds);
  });

  it.each([
    ["0.0.0.0/0", "10.0.0.0/8", "all"],
    ["10.0.0.0/24", "10.0.0.0/16", "part"],
    ["10.0.0.0/24", "10.0.1.0/24", "none"],
    ["2001:db8::/32", "10.0.0.0/8", "none"],
  ])("%s covers %s: %s", (outer, inner, how) => {
    expect(coverage(outer, inner)).toBe(how);
  });

  it.each([
    [null, true],
    ["", true],
    ["Any", true],
    ["6443", true],
    ["6000-7000", true],
    ["22,6443", true],
    ["443", false],
    ["http", false],
  ])("port %j holds 6443: %s", (ports, holds) => {
    expect(holdsPort(ports, 6443)).toBe(holds);
  });
});

describe("names of rules", () => {
  it("come back as they were made", () => {
    expect(parseOurRuleName(ourRuleName(installationId, exposureId))).toEqual({ installationId, exposureId });
    const entity = "urn:vcloud:entity:cse:nativeCluster:11b2";
    expect(parseCseRuleName(cseRuleName("my_old_cluster", entity))).toEqual({
      clusterName: "my_old_cluster",
      entityId: entity,
    });
  });

  it.each(["web", "drawbridge_a", "drawbridge_a_b_c", "tkg1_expose_dnat", "x_urn:vcloud:vm:1_expose_dnat"])(
    "%s is nobody's",
    (name) => {
      expect(parseOurRuleName(name)).toBeNull();
      expect(parseCseRuleName(name)).toBeNull();
    },
  );
});
