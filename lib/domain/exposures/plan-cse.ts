import {
  agreed,
  block,
  clickedAfter,
  type Draft,
  faultDetail,
  forget,
  isQuiet,
  isRunning,
  lastAttempt,
  lookAgainBy,
  millis,
  pendingOf,
  want,
} from "./draft";
import { cseRulesOf, ruleDifferences } from "./nat-rules";
import type { NatRuleSeen } from "./observed";
import { carry, planDrift, seeInPlace, stayExposed } from "./plan-rule";
import { apiPort } from "./plan-types";
import { movingMs } from "./timing";

/** Rules that carry CSE's name for this cluster, whatever its flag says; null where the list was not read. */
export function cseRules(draft: Draft): NatRuleSeen[] | null {
  const { nat } = draft.observed;
  if (!nat) return null;
  return cseRulesOf(nat.rules, { name: draft.intent.cluster.name, entityId: draft.entityId });
}

/** Follows what CSE does with an exposure that was asked for with the cluster: its rule, not its word, tells. */
export function planCse(draft: Draft): void {
  noteCreation(draft);
  if (draft.entityId === null) {
    askForCluster(draft);
    return;
  }
  const rules = cseRules(draft);
  if (rules === null) return;
  const rule = rules[0];
  if (rule) followRule(draft, rule);
  else followWithoutRule(draft);
}

/** What CSE made of the creation, from the entity's phase; once it has ended it is not revised. */
function noteCreation(draft: Draft): void {
  const { entity } = draft.observed;
  if (draft.memory.creation === "succeeded" || !entity) return;
  const phase = entity.phase;
  if (!phase || phase.operation === "UNKNOWN") return;
  if (phase.operation !== "CREATE") draft.memory.creation = "succeeded";
  else if (phase.status === "IN_PROGRESS") draft.memory.creation = "running";
  else if (phase.status === "SUCCEEDED") draft.memory.creation = "succeeded";
  else if (phase.status === "FAILED") draft.memory.creation = "failed";
}

function askForCluster(draft: Draft): void {
  const { observed, intent, now } = draft;
  if (pendingOf(draft, "ask-cse-create")) {
    block(draft, { code: "cse-working" });
    lookAgainBy(draft, now.getTime() + movingMs);
    return;
  }
  const asked = lastAttempt(draft, "ask-cse-create");
  if (asked?.outcome === "refused" && asked.taskId !== null) {
    draft.ending = { as: "failed", reason: "create-failed", detail: faultDetail(asked.fault) };
    return;
  }
  if (asked?.outcome === "done") {
    lookAgainBy(draft, now.getTime() + movingMs);
    return;
  }
  if (!observed.entitySearched) {
    lookAgainBy(draft, now.getTime() + movingMs);
    return;
  }
  if (intent.token === "missing") block(draft, { code: "sign-in-needed" });
  want(draft, { kind: "ask-cse-create" });
}

function followRule(draft: Draft, rule: NatRuleSeen): void {
  const { memory, observed } = draft;
  forget(draft, "rule-absent");
  carry(draft, rule.externalAddresses);
  draft.address ??= rule.externalAddresses;
  draft.internalAddress ??= rule.internalAddresses;
  const wanted = { externalAddress: draft.address, internalAddress: draft.internalAddress, port: apiPort };
  // A rule without a port is how CSE before 3.1.3 makes it: open too far and said so, and narrowed by a click.
  const all = ruleDifferences(rule, wanted).filter(({ what }) => what !== "internal-port");
  const differences = all.filter(({ what, seen }) => !(what === "port" && seen === ""));
  if (differences.length > 0 && (memory.ruleSeenAt !== undefined || memory.creation !== "running")) {
    planDrift(draft, rule, differences);
    return;
  }
  if (differences.length === 0) seeInPlace(draft, rule);
  if (memory.creation === "running" || !isQuiet(draft)) {
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  if (differences.length > 0) return;
  draft.state = "exposed";
  const clicked = draft.intent.clickedAt !== null && clickedAfter(draft, millis(memory.ruleSeenAt));
  if (all.length > 0 && clicked && observed.edge) {
    const at = { edgeId: observed.edge.id, ruleId: rule.id, name: rule.name, version: rule.version };
    want(draft, { kind: "change-nat-rule", ...at, change: { externalPort: String(apiPort) } });
  }
}

function followWithoutRule(draft: Draft): void {
  const { memory, observed, now } = draft;
  const wasThere = memory.ruleSeenAt !== undefined || memory.closedAs !== undefined;
  if (!wasThere && memory.creation !== "succeeded" && memory.creation !== "failed") {
    block(draft, { code: "cse-working" });
    lookAgainBy(draft, now.getTime() + movingMs);
    return;
  }
  if (wasThere) memory.ruleMissedAt ??= observed.at.toISOString();
  // While CSE works, its rule may come or go; its last word and two looks at an edge at rest decide.
  if (!observed.entity || observed.entity.phase?.status === "IN_PROGRESS" || !isQuiet(draft)) {
    lookAgainBy(draft, now.getTime() + movingMs);
    return;
  }
  if (!agreed(draft, "rule-absent")) return;
  if (!wasThere) {
    draft.ending =
      memory.creation === "failed"
        ? { as: "failed", reason: "create-failed", detail: creationFault(draft) }
        : { as: "failed", reason: "expose-ignored", detail: null };
    return;
  }
  if (!observed.entity.saysExposed) {
    draft.ending = { as: "off", reason: "unexposed-elsewhere", detail: null };
    return;
  }
  stayExposed(draft);
  if (memory.closedAs !== "missing") {
    memory.closedAs = "missing";
    memory.closedAt = observed.at.toISOString();
  }
}

/** What CSE's task of the creation says went wrong. */
export function creationFault(draft: Draft): string | null {
  const asked = lastAttempt(draft, "ask-cse-create");
  const id = asked?.taskId ?? draft.observed.entity?.taskId ?? null;
  const task = draft.observed.tasks.find((one) => one.id === id);
  return faultDetail(task?.fault ?? asked?.fault ?? null);
}

/**
 * Whether CSE may still pick an address and write its rule: the edge is kept for it from the call until its rule is seen
 * or its task has passed initialization (the rule is made at its start).
 */
export function cseHoldsEdge(facts: {
  wantsExpose: boolean;
  ruleSeen: boolean;
  phase: { operation: string; status: string } | null;
  task: { status: string; step: string | null } | null;
}): boolean {
  if (!facts.wantsExpose || facts.ruleSeen) return false;
  if (facts.phase && (facts.phase.operation !== "CREATE" || facts.phase.status !== "IN_PROGRESS"))
    return false;
  if (facts.task && !isRunning(facts.task.status)) return false;
  const before = ["accepted", "creating-vapp", "creating-control-plane", "initializing"];
  return facts.task?.step == null || before.includes(facts.task.step);
}
