import { nameOfTerms, type RequestState, type RequestTerms, requestTitle } from "../requests/requests";
import { describeRule, missingFrom } from "./describe-rule";
import { factsOf } from "./facts";
import { type Judgement, judge } from "./judge";
import type { PolicyNames } from "./matches";
import { namePolicy, type PolicyRule, type RuleInForce } from "./rule";
import type { DryLine, DryOutcome, DryRun } from "./views";

/** A request as it was, with what became of it. */
export type PastRequest = {
  id: string;
  organizationId: string;
  organizationName: string;
  terms: RequestTerms;
  state: RequestState;
  requestedAt: Date;
  approvalsNeeded: number;
  decidedByName: string | null;
  /** The rule that took part then, by its name then. */
  policy: { name: string; version: number } | null;
};

export type TriedRule = { policyId: string | null; name: string; rule: PolicyRule };

/** Stands for a rule that is not kept yet. */
const unsaved = "unsaved";

/**
 * What the rules in force would do to past requests, given newest first, with `tried` switched on in its own place, or
 * last where it is new. `order` holds the ids of all rules, those that are off too. Checks at approval are not run again: what they refuse
 * waits for a person all the same.
 */
export function dryRun(
  tried: TriedRule,
  { rules: rulesInForce, order }: { rules: readonly RuleInForce[]; order: readonly string[] },
  past: readonly PastRequest[],
  names: PolicyNames,
): Omit<DryRun, "only"> {
  const policyId = tried.policyId ?? unsaved;
  const own: RuleInForce = { policyId, version: 0, name: tried.name, rule: tried.rule };
  const rules = inPlace(own, rulesInForce, order);
  const lines = past.map((request) =>
    lineOf(request, judge(rules, factsOf(request.terms, request.organizationId), names), own),
  );
  const counted = (outcome: DryOutcome) =>
    lines.filter(({ would }) => would.byThis && would.outcome === outcome).length;
  return {
    name: tried.name,
    tried: lines.length,
    approves: counted("approve"),
    refuses: counted("refuse"),
    asksForTwo: counted("two-approvers"),
    differences: lines.filter(({ differs }) => differs).length,
    contradictions: lines.filter(({ contradicts }) => contradicts).length,
    missing: missingFrom(tried.rule.conditions, names),
    lines,
  };
}

/** Rules with one more, or another version of one, where it stands among all; one that is new stands last. */
function inPlace(
  own: RuleInForce,
  rulesInForce: readonly RuleInForce[],
  order: readonly string[],
): RuleInForce[] {
  const at = order.indexOf(own.policyId);
  const others = rulesInForce.filter(({ policyId }) => policyId !== own.policyId);
  const after = at < 0 ? [] : others.filter(({ policyId }) => order.indexOf(policyId) > at);
  return [...others.filter((each) => !after.includes(each)), own, ...after];
}

/** What a judgement comes to, as one word. */
export function outcomeOf({
  outcome,
  approvalsNeeded,
}: Pick<Judgement, "outcome" | "approvalsNeeded">): DryOutcome {
  if (outcome !== "wait") return outcome;
  return approvalsNeeded === 2 ? "two-approvers" : "person";
}

function lineOf(request: PastRequest, judgement: Judgement, own: RuleInForce): DryLine {
  const outcome = outcomeOf(judgement);
  const byThis = judgement.decidedBy?.policyId === own.policyId;
  const was = whatWas(request);
  const person = request.decidedByName !== null;
  return {
    requestId: request.id,
    kind: request.terms.kind,
    title: request.terms.kind === "connection" ? nameOfTerms(request.terms) : requestTitle(request.terms),
    organization: request.organizationName,
    requestedAt: request.requestedAt.toISOString(),
    was,
    would: { outcome, sentence: sayOutcome(outcome, judgement, byThis), byThis },
    differs: was.outcome !== outcome,
    contradicts:
      person &&
      ((request.state === "approved" && outcome === "refuse") ||
        (request.state === "denied" && outcome === "approve")),
    why: whyOf(judgement, own.policyId),
  };
}

function whyOf({ trace }: Judgement, policyId: string): string[] {
  const found = trace.find((each) => each.policyId === policyId);
  if (!found) return [];
  return found.conditions.length === 0
    ? ["The rule has no condition."]
    : found.conditions.map(({ sentence }) => sentence);
}

function whatWas(request: PastRequest): DryLine["was"] {
  const { state, policy, decidedByName, approvalsNeeded } = request;
  const decided = state === "approved" || state === "denied";
  const byRule = decided && decidedByName === null && policy !== null;
  const outcome: DryOutcome = byRule
    ? state === "approved"
      ? "approve"
      : "refuse"
    : approvalsNeeded > 1
      ? "two-approvers"
      : "person";
  const who = byRule && policy ? namePolicy(policy) : decidedByName;
  const words: Record<RequestState, string> = {
    approved: `Approved by ${who ?? "nobody known"}`,
    denied: `Denied by ${who ?? "nobody known"}`,
    waiting: outcome === "two-approvers" ? "Waits for two people" : "Waits for a person",
    withdrawn: "Withdrawn before anybody decided",
    expired: "Ended: nobody decided it in time",
  };
  return { state, outcome, sentence: words[state] };
}

/** Who decides, and how, by a judgement; `byThis`: the rule that is looked at itself. */
export function sayOutcome(outcome: DryOutcome, { decidedBy }: Judgement, byThis = false): string {
  const by = byThis ? "this rule" : decidedBy ? namePolicy(decidedBy) : null;
  switch (outcome) {
    case "approve":
      return `Approved by ${by}`;
    case "refuse":
      return `Refused by ${by}`;
    case "two-approvers":
      return `Two people, asked for by ${by}`;
    case "person":
      return "One person decides";
  }
}

/** Sentence of a rule's version and what it changed against another, for the list of versions. */
export function diffRules(
  before: { name: string; rule: PolicyRule },
  after: { name: string; rule: PolicyRule },
  names: PolicyNames,
): { what: string; before: string; after: string }[] {
  const lines = (each: { name: string; rule: PolicyRule }) => ({
    Name: each.name,
    Rule: describeRule({ ...each.rule, words: "" }, names),
    Words: each.rule.words || "none",
  });
  const [one, other] = [lines(before), lines(after)];
  return (Object.keys(one) as (keyof typeof one)[])
    .filter((what) => one[what] !== other[what])
    .map((what) => ({ what, before: one[what], after: other[what] }));
}
