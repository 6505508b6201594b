import {
  agreed,
  block,
  blockedByFault,
  clickedAfter,
  type Draft,
  faultDetail,
  forget,
  isPending,
  isQuiet,
  isRunning,
  lastAttempt,
  lookAgainBy,
  millis,
  type pendingOf,
  say,
  want,
} from "./draft";
import type { NatRuleSeen } from "./observed";
import { cseRules } from "./plan-cse";
import { closeOpening } from "./plan-firewall";
import { carry, ourRules } from "./plan-rule";
import type { DeleteWhy } from "./plan-types";
import { cseCleanupMs, movingMs, secondLookMs } from "./timing";

/**
 * Takes the exposure back: the rule first, then an opening of the firewall. The row reaches its end only once nothing of
 * it is seen, in two looks at an edge at rest.
 */
export function planRemoval(draft: Draft): void {
  const { intent, memory } = draft;
  draft.state = "withdrawing";
  draft.ending ??=
    memory.ruleSeenAt === undefined && memory.closedAs === undefined
      ? { as: "withdrawn", reason: "withdrawn-here", detail: null }
      : { as: "off", reason: "unexposed-here", detail: null };
  const gone = intent.way === "rule" ? removeOurRule(draft) : removeCseRule(draft);
  if (!gone) return;
  if (closeOpening(draft)) finish(draft);
}

function finish(draft: Draft): void {
  if (!draft.ending) return;
  const { as, reason, detail } = draft.ending;
  draft.state = as;
  say(draft, "ended", { as, reason, detail });
}

function removeOurRule(draft: Draft): boolean {
  const neverSent =
    draft.memory.ruleSeenAt === undefined &&
    !draft.attempts.some((attempt) => attempt.stepKey.startsWith("create-nat-rule"));
  const rules = ourRules(draft);
  if (rules === null) {
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return false;
  }
  const [rule] = rules;
  if (rule) {
    forget(draft, "rule-gone");
    deleteRule(draft, rule, "removal");
    return false;
  }
  if (waitsForCalls(draft, "create-nat-rule", "change-nat-rule")) return false;
  if (neverSent) return true;
  return isGone(draft);
}

/** A call that may still take effect must be known first: what it makes would outlive the row. */
function waitsForCalls(draft: Draft, ...kinds: Parameters<typeof pendingOf>[1][]): boolean {
  const pending = draft.attempts.find(
    (attempt) => isPending(attempt) && kinds.some((kind) => attempt.stepKey.split(":")[0] === kind),
  );
  if (!pending) return false;
  block(draft, { code: pending.outcome === "accepted" ? "task-running" : "looking-for-lost-call" });
  lookAgainBy(draft, draft.now.getTime() + movingMs);
  return true;
}

function isGone(draft: Draft): boolean {
  if (isQuiet(draft)) return agreed(draft, "rule-gone");
  lookAgainBy(draft, draft.now.getTime() + movingMs);
  return false;
}

function deleteRule(draft: Draft, rule: NatRuleSeen, why: DeleteWhy): void {
  const { edge } = draft.observed;
  if (!edge) return;
  carry(draft, rule.externalAddresses);
  want(draft, { kind: "delete-nat-rule", edgeId: edge.id, ruleId: rule.id, name: rule.name, why });
}

function removeCseRule(draft: Draft): boolean {
  const { memory, observed, now } = draft;
  if (waitsForCalls(draft, "ask-cse-create")) return false;
  if (draft.entityId === null) return true;
  const rules = cseRules(draft);
  if (rules === null) {
    lookAgainBy(draft, now.getTime() + movingMs);
    return false;
  }
  const [rule] = rules;
  if (rule) forget(draft, "rule-gone");
  if (memory.entityGoneAt !== undefined) return rule ? removeOrphan(draft, rule) : isGone(draft);
  if (!observed.entity) {
    lookAgainBy(draft, now.getTime() + secondLookMs);
    return false;
  }
  if (observed.entity.phase?.status === "IN_PROGRESS") {
    block(draft, { code: "cse-working" });
    lookAgainBy(draft, now.getTime() + movingMs);
    return false;
  }
  if (waitsForCalls(draft, "ask-cse-unexpose", "change-nat-rule")) return false;
  if (!rule) return isGone(draft);
  carry(draft, rule.externalAddresses);
  if (draft.intent.removal === "rule") {
    deleteRule(draft, rule, "removal");
    return false;
  }
  if (observed.entity.saysExposed) askCse(draft);
  else if (isQuiet(draft)) {
    // CSE says un-exposed, and asking again would be refused: what it left is deleted directly.
    if (agreed(draft, "rule-left")) deleteRule(draft, rule, "left-by-cse");
  } else lookAgainBy(draft, now.getTime() + movingMs);
  return false;
}

function askCse(draft: Draft): void {
  const { intent, observed, now } = draft;
  forget(draft, "rule-left");
  const asked = lastAttempt(draft, "ask-cse-unexpose");
  const endedAt = asked?.finishedAt ?? null;
  // A refusal at the door is tried again as any other; what CSE began and did not do is not.
  const began = asked?.outcome === "done" || (asked?.outcome === "refused" && asked.taskId !== null);
  const saidNo = asked?.outcome === "refused" && blockedByFault(asked.fault, null).code === "refused";
  if (endedAt && (began || saidNo) && !clickedAfter(draft, endedAt)) {
    // The entity is written last: a look right after the task's end may still show the old flag.
    const seenBy = endedAt.getTime() + secondLookMs;
    if (observed.at.getTime() < seenBy) lookAgainBy(draft, seenBy);
    else block(draft, { code: "cse-did-not-unexpose", ...(asked?.fault ? { fault: asked.fault } : {}) });
    return;
  }
  const entity = observed.entity;
  if (!entity) return;
  if (entity.state !== "RESOLVED") {
    block(draft, { code: "cluster-not-ready", facts: { state: entity.state } });
    lookAgainBy(draft, now.getTime() + movingMs);
    return;
  }
  if (intent.token === "missing") block(draft, { code: "sign-in-needed" });
  want(draft, { kind: "ask-cse-unexpose", entityId: entity.id });
}

/** The cluster is gone; CSE deletes its rule last, so it has some time for that. Then what it left is deleted. */
function removeOrphan(draft: Draft, rule: NatRuleSeen): boolean {
  const { memory, observed, now } = draft;
  const gone = millis(memory.entityGoneAt) ?? observed.at.getTime();
  const working = observed.tasks.some((task) => isRunning(task.status));
  const ended = observed.tasks.some(
    (task) => task.step === "deleted" || task.step === "deleted-but-rule-left",
  );
  const until = gone + cseCleanupMs;
  if (working || (!ended && observed.at.getTime() < until)) {
    block(draft, { code: "waiting-cse-cleanup", retryAt: new Date(until) });
    lookAgainBy(draft, Math.min(until, now.getTime() + 30_000));
    return false;
  }
  if (isQuiet(draft) && agreed(draft, "rule-left")) deleteRule(draft, rule, "left-by-cse");
  else lookAgainBy(draft, now.getTime() + movingMs);
  return false;
}

/** Why a creation that left no cluster failed. */
export function endingOfGoneCluster(draft: Draft): NonNullable<Draft["ending"]> {
  const task = draft.observed.tasks.find((one) => one.fault !== null);
  if (draft.intent.way === "cse" && draft.memory.creation !== "succeeded") {
    return { as: "failed", reason: "create-failed", detail: faultDetail(task?.fault ?? null) };
  }
  return { as: "off", reason: "cluster-gone", detail: null };
}
