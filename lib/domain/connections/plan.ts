import {
  advance,
  block,
  type Draft,
  fullLookBy,
  lastAttempt,
  lookAgainBy,
  lookForStepBy,
  say,
  startDraft,
  want,
} from "./draft";
import { faultKind, retryAt } from "./fault-kinds";
import { claimLight, completeLights, peeringLight } from "./lights";
import type { PeeringSeen } from "./observed";
import { planDns, settleDns } from "./plan-dns";
import { endingOfGone, endingOfStatus, findPeering, type PeeringFinding } from "./plan-peering";
import { planRemoval, settleDelete } from "./plan-removal";
import { followClaim, planRoutes, settleRoutes } from "./plan-routes";
import type { ConnectionIntent, Observed, Plan } from "./plan-types";
import { isEnded } from "./states";
import { answerMs, movingMs, readBackMs, secondLookMs } from "./timing";

/**
 * What one look at AWS means for one connection, and what to send next. Pure and total: the same arguments give the
 * same plan, and no observation makes it throw. The caller records the plan (state, ending, memory, peering id,
 * settled attempts) before it sends any step, and writes an attempt before each call.
 */
export function plan(intent: ConnectionIntent, observed: Observed, now: Date): Plan {
  const draft = startDraft(intent, observed, now);
  if (intent.state === "awaiting-approval" || isEnded(intent.state)) return rest(draft);

  const finding = findPeering(draft);
  settleRoutes(draft);
  settleDns(draft, finding.stale ? null : finding.mine);
  settleDelete(draft, finding);

  draft.ending ??= endingSeen(draft, finding);
  const leaving = intent.wanted === "gone" || intent.state === "removing";
  if (!leaving && draft.ending === null) {
    if (finding.mine) followPeering(draft, finding, finding.mine);
    else if (draft.peeringId === null) createPeering(draft, finding);
  }
  if (leaving || draft.ending !== null) planRemoval(draft, finding);
  draft.lights.peering = peeringLight(draft, finding);
  return finish(draft);
}

/** An end that this look shows: AWS says so, the peering is gone, or Create was refused for good. */
function endingSeen(draft: Draft, finding: PeeringFinding): Draft["ending"] {
  if (draft.intent.wanted === "gone") return null;
  const { mine, stale, gone } = finding;
  if (gone) return endingOfGone(draft);
  if (mine && !stale) return endingOfStatus(draft.intent, mine, draft.memory.accepted === true);
  const create = lastAttempt(draft, "create-peering");
  if (draft.peeringId === null && create?.outcome === "refused" && create.fault) {
    if (faultKind(create.fault) === "bad-input") {
      const detail = `${create.fault.code}: ${create.fault.message}`;
      return { as: "failed", reason: "refused", byAccountId: null, detail };
    }
  }
  return null;
}

/** Before there is a peering of ours: find before create, one Create at a time, and only when it is our turn. */
function createPeering(draft: Draft, finding: PeeringFinding): void {
  const { intent, observed, memory } = draft;
  const { other, answered, pendingCreate } = finding;
  if (other) {
    const { peering, reversed } = other;
    if (peering.id === intent.adoptPeeringId && !reversed && !pendingCreate) {
      want(draft, { kind: "tag-peering", peeringId: peering.id }, secondLookMs);
      return;
    }
    block(draft, { code: reversed ? "reversed-pair" : "pair-already-connected", peeringId: peering.id });
    if (memory.pairConflict !== peering.id) {
      say(draft, "pair-conflict", { peeringId: peering.id, reversed: reversed ? 1 : 0 });
      memory.pairConflict = peering.id;
    }
    return;
  }
  if (observed.pairSearched) memory.pairConflict = undefined;
  if (pendingCreate) {
    advance(draft, "sending");
    if (pendingCreate.outcome === "unknown") {
      block(draft, { code: "looking-for-lost-request", retryAt: new Date(draft.lookAgain ?? draft.now) });
    }
    return;
  }
  if (answered) {
    advance(draft, "sending");
    if (!answered.seenUntagged) fullLookBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  if (!observed.pairSearched) {
    const last = lastAttempt(draft, "create-peering");
    const again = last?.outcome === "refused" ? retryAt(last).getTime() : 0;
    if (intent.turn.now && !intent.held && intent.mode === "act") fullLookBy(draft, again);
    return;
  }
  want(draft, { kind: "create-peering" }, secondLookMs);
  if (!intent.turn.now) {
    block(draft, { code: "waiting-turn", position: intent.turn.position, of: intent.turn.of });
    draft.sendable = [];
  }
}

/** A peering of ours that lives: wait for the answer, then for AWS, then make our side agree. */
function followPeering(draft: Draft, finding: PeeringFinding, mine: PeeringSeen): void {
  const now = draft.now.getTime();
  if (finding.stale) {
    lookAgainBy(draft, now + movingMs);
    return;
  }
  switch (mine.status) {
    case "initiating-request":
      advance(draft, "sending");
      lookAgainBy(draft, now + movingMs);
      return;
    case "pending-acceptance":
      awaitAnswer(draft, mine);
      return;
    case "provisioning":
      advance(draft, "connecting");
      lookAgainBy(draft, now + movingMs);
      return;
    case "active": {
      advance(draft, "connecting");
      const claim = followClaim(draft, mine);
      draft.lights.claim = claimLight(draft, claim);
      const { complete } = planRoutes(draft, mine, claim);
      planDns(draft, mine);
      if (complete && claim.absent.length === 0 && claim.actual) advance(draft, "active");
      return;
    }
    default:
      // A status that AWS did not have when this was written: wait for one that says something.
      lookAgainBy(draft, now + answerMs);
  }
}

/** An unanswered invitation keeps new blocks from the cluster's VPC, so it is withdrawn in time, after a reminder. */
function awaitAnswer(draft: Draft, mine: PeeringSeen): void {
  const { intent, memory } = draft;
  const now = draft.now.getTime();
  const since = intent.state === "awaiting-acceptance" ? intent.stateSince : draft.now;
  const asked = (intent.sentAt ?? since).getTime();
  const withdrawAt = asked + intent.withdrawAfterMs;
  const remindAt = withdrawAt - intent.remindBeforeMs;
  advance(draft, "awaiting-acceptance");

  if (now >= withdrawAt) {
    // A decision of ours, so it waits while nothing may be sent: a hold must not end a connection.
    if (intent.held === null && intent.mode === "act") {
      draft.ending = { as: "withdrawn", reason: "unanswered", byAccountId: null, detail: null };
    } else {
      want(draft, { kind: "delete-peering", peeringId: mine.id }, secondLookMs);
    }
    return;
  }
  if (now >= remindAt && memory.remindedAt === undefined) {
    memory.remindedAt = draft.now.toISOString();
    say(draft, "reminder", {
      withdrawAt: new Date(withdrawAt).toISOString(),
      expiresAt: draft.expirationTime?.toISOString() ?? null,
    });
  }
  if (now < remindAt) lookAgainBy(draft, remindAt);
  lookAgainBy(draft, Math.min(withdrawAt, now + answerMs));
}

/** Holds back what may not be sent, and puts the plan together. */
function finish(draft: Draft): Plan {
  const { intent } = draft;
  const idle = draft.wanted.length === 0;
  const conflict =
    draft.blocked?.code === "pair-already-connected" || draft.blocked?.code === "reversed-pair";
  if (!idle && !conflict) {
    if (intent.held) draft.blocked = { code: "held", heldBy: intent.held.by };
    else if (intent.mode === "observe") draft.blocked = { code: "observe-only" };
  }
  const steps = intent.held || intent.mode === "observe" ? [] : draft.sendable;
  if (steps.some((step) => step.kind === "create-peering" || step.kind === "tag-peering"))
    advance(draft, "sending");
  for (const step of steps) lookForStepBy(draft, step, draft.now.getTime() + readBackMs);
  if (draft.state !== intent.state) say(draft, "state-changed", { from: intent.state, to: draft.state });
  const lights = completeLights(draft, draft.memory.accepted === true);
  return {
    ...shared(draft),
    blocked: draft.blocked,
    steps,
    wouldSend: draft.wanted,
    lights,
    memory: prune({ ...draft.memory, lights }),
  };
}

/** A row that is not planned: it waits for a person, or is history. */
function rest(draft: Draft): Plan {
  const lights = completeLights(draft, false);
  return { ...shared(draft), blocked: null, steps: [], wouldSend: [], lights, memory: draft.intent.memory };
}

function shared(draft: Draft) {
  return {
    state: draft.state,
    ending: draft.ending,
    peeringId: draft.peeringId,
    expirationTime: draft.expirationTime,
    notes: draft.notes,
    settled: draft.settled,
    fullLookAt: asDate(draft.fullLook, draft),
    lookAgainAt: asDate(draft.lookAgain, draft),
  };
}

function asDate(at: number | null, draft: Draft): Date | null {
  return at === null || isEnded(draft.state) ? null : new Date(at);
}

/** Memory without empty entries, so that an unchanged row stays byte for byte the same. */
function prune(memory: Plan["memory"]): Plan["memory"] {
  return Object.fromEntries(
    Object.entries(memory).filter(([, value]) => {
      if (value === undefined) return false;
      if (Array.isArray(value)) return value.length > 0;
      return typeof value !== "object" || Object.keys(value).length > 0;
    }),
  );
}
