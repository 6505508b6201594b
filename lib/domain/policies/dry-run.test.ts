import { describe, expect, test } from "vitest";
import type { ConnectionTerms } from "../requests/requests";
import { dryRun, type PastRequest } from "./dry-run";
import { noConditions, type PolicyRule, type RuleInForce } from "./rule";

const rule: PolicyRule = { effect: "approve", conditions: noConditions, words: "" };
const inForce = (policyId: string): RuleInForce => ({ policyId, version: 1, name: policyId, rule });
const past: PastRequest = {
  id: "request",
  organizationId: "acme",
  organizationName: "Acme",
  terms: { kind: "connection", name: "database", cidrs: ["10.20.0.0/16"] } as ConnectionTerms,
  state: "waiting",
  requestedAt: new Date("2026-11-01T09:00:00Z"),
  approvalsNeeded: 1,
  decidedByName: null,
  policy: null,
};
const names = { organizations: {}, clusters: {} };

describe("a rule that is tried", () => {
  const named = (policyId: string | null, order: string[], on: string[]) => {
    const rules = on.map(inForce);
    const { approves, lines } = dryRun({ policyId, name: "tried", rule }, { rules, order }, [past], names);
    return { approves, sentence: lines[0]?.would.sentence };
  };

  test("that is off is tried in the place it has, not after all others", () => {
    const order = ["first", "off", "last"];
    expect(named("off", order, ["last"])).toEqual({ approves: 1, sentence: "Approved by this rule" });
    expect(named("off", order, ["first", "last"])).toMatchObject({ approves: 0 });
  });

  test("that is on stays in its place, and one that is new comes last", () => {
    expect(named("last", ["first", "last"], ["first", "last"])).toMatchObject({ approves: 0 });
    expect(named("first", ["first", "last"], ["first", "last"])).toMatchObject({ approves: 1 });
    expect(named(null, ["first"], ["first"])).toMatchObject({ approves: 0 });
    expect(named(null, [], [])).toMatchObject({ approves: 1 });
  });
});
