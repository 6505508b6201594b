import { faultKind, retryAt } from "./fault-kinds";
import type { PeeringSeen } from "./observed";
import {
  type Attempt,
  type Blocked,
  type ConnectionIntent,
  type Ending,
  type Lights,
  type Note,
  type Observed,
  type PlanMemory,
  type Step,
  stepKey,
  tagKeys,
} from "./plan-types";
import type { ConnectionState } from "./states";

/** A plan in the making: the parts of plan() fill it in, one after another. */
export type Draft = {
  intent: ConnectionIntent;
  observed: Observed;
  now: Date;
  state: ConnectionState;
  ending: Ending | null;
  peeringId: string | null;
  expirationTime: Date | null;
  /** Attempts with outcomes as they are known after this look; open past its deadline reads as unknown. */
  attempts: Attempt[];
  memory: PlanMemory;
  /** Everything wanted now, and the part of it that no back-off delays. */
  wanted: Step[];
  sendable: Step[];
  blocked: Blocked | null;
  lights: Partial<Lights>;
  notes: Note[];
  settled: { stepKey: string; outcome: "done" | "lost" }[];
  /** Earliest wishes for a look, and for one that searches pairs and reads route tables; ms. */
  lookAgain: number | null;
  fullLook: number | null;
};

export function startDraft(intent: ConnectionIntent, observed: Observed, now: Date): Draft {
  return {
    intent,
    observed,
    now,
    state: intent.state,
    ending: intent.ending,
    peeringId: intent.peeringId,
    expirationTime: intent.expirationTime,
    attempts: intent.attempts.map((attempt) =>
      attempt.outcome === "open" && attempt.deadline.getTime() < now.getTime()
        ? { ...attempt, outcome: "unknown" }
        : attempt,
    ),
    memory: {
      ...intent.memory,
      routesMissedAt: { ...intent.memory.routesMissedAt },
      routesSeen: [...(intent.memory.routesSeen ?? [])],
    },
    wanted: [],
    sendable: [],
    blocked: null,
    lights: {},
    notes: [],
    settled: [],
    lookAgain: null,
    fullLook: null,
  };
}

export function carriesOurTags(peering: PeeringSeen, intent: ConnectionIntent): boolean {
  return (
    peering.tags[tagKeys.connection] === intent.id &&
    peering.tags[tagKeys.installation] === intent.installationId
  );
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

/** Asks for a look that searches pairs and reads route tables. */
export function fullLookBy(draft: Draft, at: number): void {
  if (!Number.isFinite(at)) return;
  lookAgainBy(draft, at);
  const time = Math.max(at, draft.now.getTime());
  draft.fullLook = draft.fullLook === null ? time : Math.min(draft.fullLook, time);
}

/** A look by id shows the effect of these; all others need a full one. */
export function lookForStepBy(draft: Draft, step: Step, at: number): void {
  if (step.kind === "set-dns" || step.kind === "delete-peering") lookAgainBy(draft, at);
  else fullLookBy(draft, at);
}

export function say(draft: Draft, kind: Note["kind"], facts: Note["facts"] = {}): void {
  draft.notes.push({ kind, facts });
}

/** The first reason found stays: the parts of plan() run in order of weight. */
export function block(draft: Draft, blocked: Blocked): void {
  draft.blocked ??= blocked;
}

export function isPending(attempt: Attempt): boolean {
  return attempt.outcome === "open" || attempt.outcome === "unknown";
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

/** Records what this look says about attempts of a key whose outcome was open or unknown. */
export function settle(draft: Draft, key: string, outcome: "done" | "lost"): void {
  let any = false;
  draft.attempts = draft.attempts.map((attempt) => {
    if (attempt.stepKey !== key || !isPending(attempt)) return attempt;
    any = true;
    return { ...attempt, outcome, finishedAt: attempt.finishedAt ?? draft.observed.at };
  });
  if (any) draft.settled.push({ stepKey: key, outcome });
}

/** True where a pending attempt of this key can no longer take effect after this look was made. */
export function isOverdue(draft: Draft, attempt: Attempt): boolean {
  return draft.observed.at.getTime() > attempt.deadline.getTime();
}

/**
 * Wants a step: it is sent unless an attempt of it is still open, its effect is not visible yet, or a refusal makes
 * it wait. `visibleMs` is how long an effect may stay unseen after AWS confirmed it.
 */
export function want(
  draft: Draft,
  step: Step,
  visibleMs: number,
): "sent" | "pending" | "settling" | "delayed" {
  const key = stepKey(step);
  const last = lastAttempt(draft, key);
  if (last && isPending(last)) {
    lookForStepBy(draft, step, last.deadline.getTime() + 1);
    return "pending";
  }
  if (last?.outcome === "done") {
    const visibleBy = (last.finishedAt ?? last.startedAt).getTime() + visibleMs;
    if (draft.observed.at.getTime() < visibleBy) {
      lookForStepBy(draft, step, visibleBy);
      return "settling";
    }
  }
  draft.wanted.push(step);
  if (last?.outcome === "refused" && last.fault) {
    const again = retryAt(last);
    if (draft.now.getTime() < again.getTime()) {
      blockByFault(draft, last, again);
      if (step.kind === "set-dns") lookAgainBy(draft, again.getTime());
      else fullLookBy(draft, again.getTime());
      return "delayed";
    }
  }
  draft.sendable.push(step);
  return "sent";
}

function blockByFault(draft: Draft, attempt: Attempt, again: Date): void {
  if (!attempt.fault) return;
  const facts = { fault: attempt.fault, retryAt: again };
  switch (faultKind(attempt.fault)) {
    case "quota":
    case "route-limit":
      block(draft, { code: "quota", ...facts });
      return;
    case "rights":
      block(draft, { code: "refused-rights", ...facts });
      return;
    case "transient":
    case "look-again":
    case "young":
      block(draft, { code: "backing-off", ...facts });
      return;
    default:
      block(draft, { code: "aws-refused", ...facts });
  }
}

const forward: ConnectionState[] = ["queued", "sending", "awaiting-acceptance", "connecting", "active"];

/** Moves the state on, never back: a late read must not undo what was already seen. */
export function advance(draft: Draft, state: ConnectionState): void {
  if (forward.indexOf(state) > forward.indexOf(draft.state)) draft.state = state;
}
