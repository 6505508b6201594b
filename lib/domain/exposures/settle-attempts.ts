import { type Draft, isPending, isQuiet, isRunning, lookAgainBy, millis, settle } from "./draft";
import { findOpening, openingNames } from "./firewall-changes";
import { type Attempt, apiPort } from "./plan-types";
import { cseRuleName, ourRuleName } from "./rule-names";
import { movingMs, secondLookMs } from "./timing";

/**
 * Says of every call under way what became of it. What was accepted is told by its task, and by what is seen where the
 * task ended in an error or is not shown any more. What had no answer is told by what is seen alone, and counts as lost
 * only after two looks past its deadline at an edge that is realized and has no task running.
 */
export function settleAttempts(draft: Draft): void {
  for (const attempt of draft.attempts.filter(isPending)) {
    const effect = effectOf(draft, attempt);
    if (attempt.outcome === "accepted") settleAccepted(draft, attempt, effect);
    else settleSilent(draft, attempt, effect);
  }
}

type Effect = "seen" | "absent" | "unread";

function settleAccepted(draft: Draft, attempt: Attempt, effect: Effect): void {
  const { stepKey, taskId } = attempt;
  const task = taskId === null ? null : (draft.observed.tasks.find((one) => one.id === taskId) ?? null);
  if (task && isRunning(task.status)) {
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  if (task?.status === "success") {
    settle(draft, stepKey, "done");
    return;
  }
  if (effect === "seen") {
    settle(draft, stepKey, "done");
    return;
  }
  // A task that failed, or that VCD has forgotten: two looks at an edge at rest must agree that nothing came of it.
  if (absentTwice(draft, attempt, effect, attempt.startedAt.getTime())) {
    if (task) settle(draft, stepKey, "refused", task.fault);
    else settle(draft, stepKey, "lost");
  }
}

function settleSilent(draft: Draft, attempt: Attempt, effect: Effect): void {
  const deadline = attempt.deadline.getTime();
  if (effect === "seen") {
    settle(draft, attempt.stepKey, "done");
    return;
  }
  if (draft.observed.at.getTime() <= deadline) {
    lookAgainBy(draft, deadline + 1);
    return;
  }
  if (absentTwice(draft, attempt, effect, deadline)) settle(draft, attempt.stepKey, "lost");
}

function absentTwice(draft: Draft, attempt: Attempt, effect: Effect, after: number): boolean {
  const looks = (draft.memory.lostLooks?.[attempt.stepKey] ?? []).filter(
    (look) => (millis(look) ?? 0) > after,
  );
  const at = draft.observed.at.getTime();
  const first = millis(looks[0]);
  const counts =
    effect === "absent" && at > after && (isQuiet(draft) || attempt.stepKey.startsWith("ask-cse"));
  if (!counts) {
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return false;
  }
  if (first !== null && at - first >= secondLookMs) return true;
  draft.memory.lostLooks = {
    ...draft.memory.lostLooks,
    [attempt.stepKey]: first === null ? [draft.observed.at.toISOString()] : looks,
  };
  lookAgainBy(draft, (first ?? at) + secondLookMs);
  return false;
}

function effectOf(draft: Draft, attempt: Attempt): Effect {
  const { observed, intent } = draft;
  const [kind, ...rest] = attempt.stepKey.split(":");
  const subject = rest.join(":");
  const seen = (is: boolean): Effect => (is ? "seen" : "absent");
  switch (kind) {
    case "create-nat-rule": {
      if (!observed.nat) return "unread";
      const name = ourRuleName(intent.installationId, intent.id);
      return seen(
        observed.nat.rules.some((rule) => rule.name === name && rule.externalAddresses === subject),
      );
    }
    case "delete-nat-rule": {
      if (!observed.nat) return "unread";
      // Only two looks at rest show that a rule is gone; "absent" is then that it is still there.
      return seen(isQuiet(draft) && !observed.nat.rules.some((rule) => rule.id === subject));
    }
    case "change-nat-rule": {
      if (!observed.nat) return "unread";
      const rule = observed.nat.rules.find((one) => one.id === subject);
      if (!rule) return "absent";
      return seen(rule.enabled && rule.externalPort === String(apiPort));
    }
    case "create-ip-set":
      return observed.groups ? seen(observed.groups.some((group) => group.name === subject)) : "unread";
    case "delete-ip-set":
      return observed.groups ? seen(!observed.groups.some((group) => group.name === subject)) : "unread";
    case "create-port-profile":
      return observed.profiles
        ? seen(observed.profiles.some((one) => one.name === openingNames(intent).profile))
        : "unread";
    case "delete-port-profile":
      return observed.profiles
        ? seen(!observed.profiles.some((one) => one.name === openingNames(intent).profile))
        : "unread";
    case "write-firewall": {
      if (!observed.firewall) return "unread";
      const there = findOpening(observed.firewall, openingNames(intent).rule) !== null;
      return seen(subject === "open" ? there : !there);
    }
    case "ask-cse-create":
      return observed.entitySearched ? seen(observed.entity !== null) : "unread";
    case "ask-cse-unexpose": {
      const { entity } = observed;
      if (!observed.entitySearched || !observed.nat) return "unread";
      if (!entity) return "seen";
      const name = cseRuleName(intent.cluster.name, entity.id);
      const gone = isQuiet(draft) && !observed.nat.rules.some((rule) => rule.name === name);
      const working = entity.phase?.status === "IN_PROGRESS";
      return working ? "unread" : seen(!entity.saysExposed || gone);
    }
    default:
      return "unread";
  }
}
