import type { RequestFacts } from "./facts";
import { type JudgedCondition, matches, type PolicyNames } from "./matches";
import { type NamedPolicy, noConditions, type PolicyEffect, type RuleInForce } from "./rule";

/** How one rule looked at a request, matched or not. */
export type RuleTrace = {
  policyId: string;
  version: number;
  name: string;
  effect: PolicyEffect;
  matched: boolean;
  conditions: JudgedCondition[];
};

export type Judgement = {
  /** `wait`: people decide, as many as `approvalsNeeded` says. */
  outcome: "approve" | "refuse" | "wait";
  approvalsNeeded: 1 | 2;
  /** The rule that decides, or that asks for two people; null where none matched. */
  decidedBy: NamedPolicy | null;
  trace: RuleTrace[];
};

/** The strongest first: it wins wherever the rules stand. */
const strongestFirst: PolicyEffect[] = ["refuse", "two-approvers", "approve"];

/**
 * Judges a request by the rules in force, given in their order. Any rule that refuses and matches refuses; else any that
 * asks for two people does; else any that approves does; else one person decides. Of several with the same effect the
 * first in order is named.
 */
export function judge(
  rulesInForce: readonly RuleInForce[],
  facts: RequestFacts,
  names?: PolicyNames,
): Judgement {
  const trace = rulesInForce.map(({ policyId, version, name, rule }) => {
    // A version written before a condition was known does not restrict by it.
    const conditions = { ...noConditions, ...rule.conditions };
    return { policyId, version, name, effect: rule.effect, ...matches({ conditions }, facts, names) };
  });
  for (const effect of strongestFirst) {
    const index = trace.findIndex((each) => each.matched && each.effect === effect);
    const found = rulesInForce[index];
    if (!found) continue;
    const { policyId, version, name, rule } = found;
    return {
      outcome: effect === "two-approvers" ? "wait" : effect,
      approvalsNeeded: effect === "two-approvers" ? 2 : 1,
      decidedBy: { policyId, version, name, words: rule.words },
      trace,
    };
  }
  return { outcome: "wait", approvalsNeeded: 1, decidedBy: null, trace };
}
