import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RequestFacts } from "./facts";
import { judge } from "./judge";
import { matches } from "./matches";
import { noConditions, type PolicyConditions, type PolicyEffect, type RuleInForce } from "./rule";

const connection: RequestFacts = {
  kind: "connection",
  act: null,
  organizationId: "acme",
  clusterId: "orders",
  accountId: "123456789012",
  region: "eu-central-1",
  cidrs: ["10.20.0.0/16", "10.21.0.0/16"],
  clients: [],
};
const exposure: RequestFacts = {
  kind: "exposure",
  act: "expose",
  organizationId: "acme",
  clusterId: "web",
  accountId: null,
  region: null,
  cidrs: [],
  clients: [],
};
const opening: RequestFacts = { ...exposure, act: "open-firewall", clients: ["198.51.100.0/24"] };

const meets = (conditions: Partial<PolicyConditions>, facts: RequestFacts) =>
  matches({ conditions: { ...noConditions, ...conditions } }, facts).matched;

describe("one condition", () => {
  test.each<[string, Partial<PolicyConditions>, RequestFacts, boolean]>([
    ["none at all", {}, connection, true],
    ["its kind", { kinds: ["connection"] }, connection, true],
    ["the other kind", { kinds: ["exposure"] }, connection, false],
    ["both kinds", { kinds: ["connection", "exposure"] }, exposure, true],
    ["its act", { acts: ["expose"] }, exposure, true],
    ["another act", { acts: ["create", "open-firewall"] }, exposure, false],
    ["an act, of a connection", { acts: ["create", "expose", "open-firewall"] }, connection, false],
    ["its organization", { organizationIds: ["globex", "acme"] }, connection, true],
    ["another organization", { organizationIds: ["globex"] }, connection, false],
    ["its cluster", { clusterIds: ["web"] }, exposure, true],
    ["its account", { accountIds: ["123456789012"] }, connection, true],
    ["another account", { accountIds: ["999999999999"] }, connection, false],
    ["an account, of an exposure", { accountIds: ["123456789012"] }, exposure, false],
    ["its Region", { regions: ["eu-central-1"] }, connection, true],
    ["a Region, of an exposure", { regions: ["eu-central-1"] }, opening, false],
    ["a block around all", { cidrsWithin: ["10.0.0.0/8"] }, connection, true],
    ["a block around one of two", { cidrsWithin: ["10.20.0.0/16"] }, connection, false],
    ["a block for each", { cidrsWithin: ["10.20.0.0/16", "10.21.0.0/16"] }, connection, true],
    ["the blocks themselves, of an exposure", { cidrsWithin: ["0.0.0.0/0"] }, opening, false],
    ["an IPv6 block around IPv4", { cidrsWithin: ["::/0"] }, connection, false],
    [
      "IPv6 within IPv6",
      { cidrsWithin: ["2001:db8::/32"] },
      { ...connection, cidrs: ["2001:db8:1::/48"] },
      true,
    ],
    ["IPv6 outside", { cidrsWithin: ["2001:db8::/32"] }, { ...connection, cidrs: ["2001:db9::/48"] }, false],
    ["an overlap with one", { cidrsOverlapping: ["10.21.4.0/24"] }, connection, true],
    ["an overlap by a wider one", { cidrsOverlapping: ["0.0.0.0/0"] }, connection, true],
    ["no overlap", { cidrsOverlapping: ["10.22.0.0/16"] }, connection, false],
    ["an overlap, of an exposure", { cidrsOverlapping: ["0.0.0.0/0"] }, opening, false],
    ["clients within", { clientsWithin: ["198.51.0.0/16"] }, opening, true],
    ["clients outside", { clientsWithin: ["203.0.113.0/24"] }, opening, false],
    ["no clients: nobody is let in", { clientsWithin: ["203.0.113.0/24"] }, exposure, true],
    ["clients, of a connection", { clientsWithin: ["0.0.0.0/0"] }, connection, false],
    ["clients overlapping", { clientsOverlapping: ["0.0.0.0/0"] }, opening, true],
    ["clients overlapping, where none are asked for", { clientsOverlapping: ["0.0.0.0/0"] }, exposure, false],
    ["clients overlapping, of a connection", { clientsOverlapping: ["0.0.0.0/0"] }, connection, false],
    ["all that hold", { kinds: ["connection"], regions: ["eu-central-1"] }, connection, true],
    ["one that does not", { kinds: ["connection"], regions: ["eu-west-1"] }, connection, false],
  ])("%s", (_, conditions, facts, expected) => {
    expect(meets(conditions, facts)).toBe(expected);
  });
});

const rule = (
  effect: PolicyEffect,
  conditions: Partial<PolicyConditions> = {},
  policyId: string = effect,
): RuleInForce => ({
  policyId,
  version: 3,
  name: policyId,
  rule: { effect, conditions: { ...noConditions, ...conditions }, words: `words of ${policyId}` },
});

describe("several rules", () => {
  test("a refusal wins over what stands before it", () => {
    const judged = judge([rule("approve"), rule("two-approvers"), rule("refuse")], connection);
    expect(judged).toMatchObject({ outcome: "refuse", decidedBy: { policyId: "refuse", version: 3 } });
    expect(judged.trace.map(({ matched }) => matched)).toEqual([true, true, true]);
  });

  test("two approvers win over an approval", () => {
    expect(judge([rule("approve"), rule("two-approvers")], connection)).toMatchObject({
      outcome: "wait",
      approvalsNeeded: 2,
      decidedBy: { policyId: "two-approvers", words: "words of two-approvers" },
    });
  });

  test("of the same effect the first is named", () => {
    const rules = [
      rule("approve", { regions: ["eu-west-1"] }, "none"),
      rule("approve", {}, "one"),
      rule("approve", {}, "two"),
    ];
    expect(judge(rules, connection).decidedBy?.policyId).toBe("one");
  });

  test("where none matches one person decides, and it says why none did", () => {
    const judged = judge([rule("approve", { accountIds: ["999999999999"] })], connection);
    expect(judged).toMatchObject({ outcome: "wait", approvalsNeeded: 1, decidedBy: null });
    expect(judged.trace[0]?.conditions).toEqual([
      {
        condition: "accountIds",
        holds: false,
        sentence: "The AWS account is 123456789012, not 999999999999.",
      },
    ]);
  });
});

const octet = fc.integer({ min: 0, max: 255 });
const block = fc
  .tuple(octet, octet, fc.constantFrom(8, 12, 16, 24))
  .map(([a, b, bits]) =>
    bits === 8 ? `${a}.0.0.0/8` : bits === 12 ? `${a}.${b & 0xf0}.0.0/12` : `${a}.${b}.0.0/${bits}`,
  );
const some = <T>(each: fc.Arbitrary<T>) =>
  fc.oneof(fc.constant([] as T[]), fc.array(each, { minLength: 1, maxLength: 3 }));
const oneOf = (...values: string[]) => fc.constantFrom(...values);
const conditionsOf: fc.Arbitrary<PolicyConditions> = fc.record({
  kinds: some(fc.constantFrom("connection" as const, "exposure" as const)),
  acts: some(fc.constantFrom("create" as const, "expose" as const, "open-firewall" as const)),
  organizationIds: some(oneOf("acme", "globex")),
  clusterIds: some(oneOf("orders", "web")),
  accountIds: some(oneOf("123456789012", "999999999999")),
  regions: some(oneOf("eu-central-1", "eu-west-1")),
  cidrsWithin: some(block),
  cidrsOverlapping: some(block),
  clientsWithin: some(block),
  clientsOverlapping: some(block),
});
const factsArbitrary = fc.oneof(
  fc.record<RequestFacts>({
    kind: fc.constant("connection" as const),
    act: fc.constant(null),
    organizationId: oneOf("acme", "globex"),
    clusterId: oneOf("orders", "web"),
    accountId: oneOf("123456789012", "999999999999"),
    region: oneOf("eu-central-1", "eu-west-1"),
    cidrs: fc.array(block, { minLength: 1, maxLength: 3 }),
    clients: fc.constant<string[]>([]),
  }),
  fc.record<RequestFacts>({
    kind: fc.constant("exposure" as const),
    act: fc.constantFrom("create" as const, "expose" as const, "open-firewall" as const),
    organizationId: oneOf("acme", "globex"),
    clusterId: oneOf("orders", "web"),
    accountId: fc.constant(null),
    region: fc.constant(null),
    cidrs: fc.constant([]),
    clients: fc.array(block, { maxLength: 3 }),
  }),
);
const rulesOf = fc.array(
  fc
    .tuple(fc.constantFrom<PolicyEffect>("approve", "refuse", "two-approvers"), conditionsOf)
    .map(([effect, conditions]) => ({ effect, conditions })),
  { maxLength: 6 },
);
const inForce = (rules: { effect: PolicyEffect; conditions: PolicyConditions }[]): RuleInForce[] =>
  rules.map(({ effect, conditions }, index) => rule(effect, conditions, `rule ${index}`));

describe("whatever the rules", () => {
  test("a refusal can never be outvoted, wherever it stands", () => {
    fc.assert(
      fc.property(rulesOf, rulesOf, factsArbitrary, (before, after, facts) => {
        const judged = judge([...inForce(before), rule("refuse"), ...inForce(after)], facts);
        expect(judged.outcome).toBe("refuse");
        expect(judged.approvalsNeeded).toBe(1);
      }),
    );
  });

  test("what asks for two people is never approved by a rule", () => {
    fc.assert(
      fc.property(rulesOf, factsArbitrary, (rules, facts) => {
        expect(judge([...inForce(rules), rule("two-approvers")], facts).outcome).not.toBe("approve");
      }),
    );
  });

  test("the order changes who is named, never the outcome", () => {
    fc.assert(
      fc.property(rulesOf, factsArbitrary, (rules, facts) => {
        const one = judge(inForce(rules), facts);
        const other = judge(inForce(rules).reverse(), facts);
        expect([other.outcome, other.approvalsNeeded]).toEqual([one.outcome, one.approvalsNeeded]);
      }),
    );
  });

  test("another condition never widens a rule", () => {
    const names = Object.keys(noConditions) as (keyof PolicyConditions)[];
    fc.assert(
      fc.property(
        conditionsOf,
        conditionsOf,
        fc.constantFrom(...names),
        factsArbitrary,
        (less, more, name, facts) => {
          const narrower = { ...less, [name]: less[name].length > 0 ? less[name] : more[name] };
          if (meets(narrower, facts)) expect(meets(less, facts)).toBe(true);
        },
      ),
    );
  });

  test("what approves matched, condition by condition, and no rule that matched refuses", () => {
    fc.assert(
      fc.property(rulesOf, factsArbitrary, (rules, facts) => {
        const judged = judge(inForce(rules), facts);
        for (const each of judged.trace)
          expect(each.matched).toBe(each.conditions.every(({ holds }) => holds));
        if (judged.outcome !== "approve") return;
        const matched = judged.trace.filter((each) => each.matched);
        expect(new Set(matched.map(({ effect }) => effect))).toEqual(new Set(["approve"]));
      }),
    );
  });
});
