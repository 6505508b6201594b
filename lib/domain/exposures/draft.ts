import type { ProviderFault } from "../connections/observed";
import { describeVcdFault, vcdFaultKind, vcdRetryAt } from "../vcd/faults";
import type { Finding } from "./findings";
import {
  type AgreedLook,
  type Attempt,
  type Blocked,
  type Ending,
  type ExposureIntent,
  exposureStepKey,
  type Note,
  type Observed,
  type PlanMemory,
  type Step,
} from "./plan-types";
import type { ExposureState } from "./states";
import { secondLookMs } from "./timing";

/** A plan in the making: the parts of plan() fill it in, one after another. */
export type Draft = {
  intent: ExposureIntent;
  observed: Observed;
  now: Date;
  state: ExposureState;
  ending: Ending | null;
  entityId: string | null;
  address: string | null;
  internalAddress: string | null;
  controlPlaneVmId: string | null;
  attempts: Attempt[];
  memory: PlanMemory;
  /** Everything wanted now, and the part of it that no back-off delays. */
  wanted: Step[];
  sendable: Step[];
  blocked: Blocked | null;
  findings: Finding[];
  notes: Note[];
  settled: { stepKey: string; outcome: "done" | "refused" | "lost"; fault: ProviderFault | null }[];
  giveUpAddress: string | null;
  needsAddress: boolean;
  lookAgain: number | null;
};

export function startDraft(intent: ExposureIntent, observed: Observed, now: Date): Draft {
  return {
    intent,
    observed,
    now,
    state: intent.state,
    ending: intent.ending,
    entityId: intent.cluster.entityId,
    address: intent.address,
    internalAddress: intent.internalAddress,
    controlPlaneVmId: intent.controlPlaneVmId,
    attempts: intent.attempts.map((attempt) =>
      attempt.outcome === "open" && attempt.deadline.getTime() < now.getTime()
        ? { ...attempt, outcome: "unknown" }
        : attempt,
    ),
    memory: {
      ...intent.memory,
      lostLooks: { ...intent.memory.lostLooks },
      firstLooks: { ...intent.memory.firstLooks },
      gaveUp: [...(intent.memory.gaveUp ?? [])],
      carried: [...(intent.memory.carried ?? [])],
    },
    wanted: [],
    sendable: [],
    blocked: null,
    findings: [],
    notes: [],
    settled: [],
    giveUpAddress: null,
    needsAddress: false,
    lookAgain: null,
  };
}

/** Milliseconds of an ISO time kept in memory; null where there is none or it cannot be read. */
export function millis(iso: string | undefined | null): number | null {
  if (!iso) return null;
  const value = Date.parse(iso);
  return Number.isNaN(value) ? null : value;
}

/** Asks for a look at this time or earlier; a time that has passed means at once. */
export function lookAgainBy(draft: Draft, at: number): void {
  if (!Number.isFinite(at)) return;
  const time = Math.max(at, draft.now.getTime());
  draft.lookAgain = draft.lookAgain === null ? time : Math.min(draft.lookAgain, time);
}

export function say(draft: Draft, kind: Note["kind"], facts: Note["facts"] = {}): void {
  draft.notes.push({ kind, facts });
}

/** The first reason found stays: the parts of plan() run in order of weight. */
export function block(draft: Draft, blocked: Blocked): void {
  draft.blocked ??= blocked;
}

export function find(draft: Draft, found: Finding): void {
  draft.findings.push(found);
}

/** True where the edge is at rest and its rules were read: only then is a rule that is not listed not there. */
export function isQuiet(draft: Draft): boolean {
  const { edge, nat, edgeTasks } = draft.observed;
  return (
    edge !== null &&
    edge.status === "REALIZED" &&
    nat !== null &&
    nat.status === "REALIZED" &&
    edgeTasks !== null &&
    !edgeTasks.some((task) => task.endedAt === null && isRunning(task.status))
  );
}

export function isRunning(status: string): boolean {
  return status === "queued" || status === "preRunning" || status === "running";
}

export function isPending(attempt: Attempt): boolean {
  return attempt.outcome === "open" || attempt.outcome === "unknown" || attempt.outcome === "accepted";
}

/** The latest attempt of a step key. */
export function lastAttempt(draft: Draft, key: string): Attempt | null {
  let last: Attempt | null = null;
  for (const attempt of draft.attempts) {
    if (attempt.stepKey === key && (!last || attempt.startedAt.getTime() >= last.startedAt.getTime()))
      last = attempt;
  }
  return last;
}

export function pendingOf(draft: Draft, ...kinds: Step["kind"][]): Attempt | null {
  return (
    draft.attempts.find(
      (attempt) => isPending(attempt) && kinds.some((kind) => attempt.stepKey.split(":")[0] === kind),
    ) ?? null
  );
}

/** Records what this look says about the pending attempts of a key. */
export function settle(
  draft: Draft,
  key: string,
  outcome: "done" | "refused" | "lost",
  fault: ProviderFault | null = null,
): void {
  let any = false;
  draft.attempts = draft.attempts.map((attempt) => {
    if (attempt.stepKey !== key || !isPending(attempt)) return attempt;
    any = true;
    return { ...attempt, outcome, fault: fault ?? attempt.fault, finishedAt: draft.observed.at };
  });
  if (any) draft.settled.push({ stepKey: key, outcome, fault });
  if (draft.memory.lostLooks) delete draft.memory.lostLooks[key];
}

/**
 * True once two looks, at least ten seconds apart, said the same. The caller calls it only on looks that say so, and
 * `forget` on those that say otherwise.
 */
export function agreed(draft: Draft, what: AgreedLook): boolean {
  const looks = draft.memory.firstLooks ?? {};
  const first = millis(looks[what]);
  const at = draft.observed.at.getTime();
  if (first !== null && at - first >= secondLookMs) return true;
  if (first === null) draft.memory.firstLooks = { ...looks, [what]: draft.observed.at.toISOString() };
  lookAgainBy(draft, (first ?? at) + secondLookMs);
  return false;
}

export function forget(draft: Draft, ...what: AgreedLook[]): void {
  const looks = { ...draft.memory.firstLooks };
  for (const one of what) delete looks[one];
  draft.memory.firstLooks = looks;
}

/** Wants a step: it is sent unless an attempt of it is under way, too fresh to be seen, or a refusal makes it wait. */
export function want(draft: Draft, step: Step): "sent" | "pending" | "settling" | "delayed" {
  const key = exposureStepKey(step);
  const last = lastAttempt(draft, key);
  if (last && isPending(last)) {
    block(draft, { code: last.outcome === "accepted" ? "task-running" : "looking-for-lost-call" });
    lookAgainBy(draft, draft.now.getTime() + 3_000);
    return "pending";
  }
  if (last?.outcome === "done") {
    const visibleBy = (last.finishedAt ?? last.startedAt).getTime() + secondLookMs;
    if (draft.observed.at.getTime() < visibleBy) {
      lookAgainBy(draft, visibleBy);
      return "settling";
    }
  }
  draft.wanted.push(step);
  if (last?.outcome === "refused") {
    const again = vcdRetryAt(last.fault, last.finishedAt ?? last.startedAt, last.failures ?? 1);
    if (draft.now.getTime() < again.getTime() && !clickedAfter(draft, last.finishedAt ?? last.startedAt)) {
      block(draft, blockedByFault(last.fault, again));
      lookAgainBy(draft, again.getTime());
      return "delayed";
    }
  }
  draft.sendable.push(step);
  return "sent";
}

/** True where a person clicked after this time. */
export function clickedAfter(draft: Draft, at: Date | number | null): boolean {
  const clicked = draft.intent.clickedAt?.getTime();
  if (clicked === undefined || at === null) return false;
  return clicked > (typeof at === "number" ? at : at.getTime());
}

/** A refusal as the reason why nothing is sent. */
export function blockedByFault(fault: ProviderFault | null, again: Date | null): Blocked {
  if (!fault) return { code: "backing-off", ...(again ? { retryAt: again } : {}) };
  const retry = again ? { retryAt: again } : {};
  switch (vcdFaultKind(fault)) {
    case "busy":
      return { code: "edge-busy", fault, ...retry };
    case "rights":
      return { code: "refused-rights", fault, ...retry };
    case "signed-out":
      return { code: "signed-out", fault, ...retry };
    case "transient":
    case "changed":
      return { code: "backing-off", fault, ...retry };
    default:
      return { code: "refused", fault, ...retry };
  }
}

/** The provider's own words of a fault, with its request id. */
export function faultDetail(fault: ProviderFault | null): string | null {
  if (!fault) return null;
  const words = fault.message || describeVcdFault(fault).title;
  return fault.requestId ? `${words} (request ${fault.requestId})` : words;
}
