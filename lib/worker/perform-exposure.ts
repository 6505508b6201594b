import type { EdgeKey } from "@/lib/db/edge-locks";
import {
  type ExposureAttemptResult,
  finishExposureAttempt,
  startExposureAttempt,
} from "@/lib/db/exposure-attempts";
import { recordExposureBlocked } from "@/lib/db/exposure-records";
import type { PlaceClaim } from "@/lib/db/places";
import { exposureStepKey, type Step } from "@/lib/domain/exposures/plan-types";
import { log } from "@/lib/log";
import { cseTimeoutMs, vcdMutationTimeoutMs } from "@/lib/providers/vcd/client";
import { silentError, vcdCodes } from "@/lib/providers/vcd/faults";
import { leaseMs, type WorkerContext } from "./context";
import type { ExposureSweep, ExposureUnit } from "./exposure-facts";
import { noteRefusedToken, openPersonSession } from "./person-session";
import { type Prepared, prepareStep, type ReadyStep } from "./send-exposure";

/** A planned exposure whose step may be sent now. */
export type ExposureWork = {
  unit: ExposureUnit;
  step: Step;
  edge: EdgeKey | null;
  /** As recorded with the plan; a higher one means that a person changed the row since. */
  revision: number;
};

export type Sent = {
  sent: number;
  /** Calls that got no answer. */
  unanswered: number;
  /** The step was left for the next look: the world is not as it was planned for. */
  rest: boolean;
};

export function nothingSent(): Sent {
  return { sent: 0, unanswered: 0, rest: false };
}

/** Between the attempt and the call this much may pass; a process that slept longer does not send any more. */
const sendWithinMs = 5_000;

function timeoutOf(step: Step): number {
  return isAskToCse(step) ? cseTimeoutMs : vcdMutationTimeoutMs;
}

export function isAskToCse(step: Step): boolean {
  return step.kind === "ask-cse-create" || step.kind === "ask-cse-unexpose";
}

/**
 * Sends the step of one exposure, once, with an attempt committed before it. What would do harm on an old look is
 * looked at again first.
 */
export async function performExposureStep(
  context: WorkerContext,
  claim: PlaceClaim,
  sweep: ExposureSweep,
  work: ExposureWork,
): Promise<Sent> {
  const { db, clock, stopping } = context;
  const { step, unit } = work;
  const rest = { ...nothingSent(), rest: true };
  if (stopping.aborted) return rest;
  const ready = await prepare(context, sweep, work);
  if (!ready.ok) {
    if (ready.blocked) {
      const { exposure } = unit.row;
      const subject = { ...exposure, revision: work.revision };
      await recordExposureBlocked(db, claim, subject, ready.blocked, ready.again ? clock() : null);
    }
    return { ...rest, rest: ready.again };
  }
  const now = clock();
  // What passes before sending, here and in the client, and some time to spare.
  const deadline = new Date(now.getTime() + ready.readsForMs + 3 * sendWithinMs + timeoutOf(step));
  const attemptId = await startExposureAttempt(db, claim, subjectOf(work), step, {
    now,
    deadline,
    leaseMs,
    failures: failuresOf(unit, step) + 1,
  });
  if (attemptId === null) return rest;
  const result = await send(context, work, ready, now);
  await finishExposureAttempt(db, claim, attemptId, result, clock());
  return { sent: 1, unanswered: result.outcome === "unknown" ? 1 : 0, rest: false };
}

function subjectOf({ unit, step, edge, revision }: ExposureWork) {
  const { id, organizationId } = unit.row.exposure;
  return { id, organizationId, revision, edge, vcdSessionId: isAskToCse(step) ? unit.vcdSessionId : null };
}

/** Refusals in a row of this step before. */
function failuresOf({ attempts }: ExposureUnit, step: Step): number {
  const last = attempts.find(({ stepKey }) => stepKey === exposureStepKey(step));
  return last?.outcome === "refused" ? last.failures : 0;
}

/** Reads what must be known right before, and opens the person's session where the call goes in their name. */
async function prepare(context: WorkerContext, sweep: ExposureSweep, work: ExposureWork): Promise<Prepared> {
  const { step, unit } = work;
  try {
    if (!isAskToCse(step)) return await prepareStep(sweep, unit, step, sweep.session);
    if (unit.vcdSessionId === null) return { ok: false, blocked: { code: "sign-in-needed" }, again: false };
    const person = await openPersonSession(context, unit.vcdSessionId, step.kind);
    if (!person.ok) return { ok: false, blocked: { code: "sign-in-needed" }, again: false };
    return await prepareStep(sweep, unit, step, person.session);
  } catch (error) {
    log.warn({ err: error, exposureId: unit.intent.id, step: step.kind }, "A step could not be prepared");
    return { ok: false, blocked: null, again: true };
  }
}

async function send(
  context: WorkerContext,
  { step, unit }: ExposureWork,
  ready: ReadyStep,
  startedAt: Date,
): Promise<ExposureAttemptResult> {
  if (context.clock().getTime() - startedAt.getTime() > sendWithinMs) {
    const message = "The process was held up before sending; nothing was sent.";
    const fault = { code: vcdCodes.notSent, message, requestId: null, action: step.kind };
    return { outcome: "lost", fault };
  }
  try {
    const { taskId, requestId, entityId = null } = await ready.send();
    return taskId === null
      ? { outcome: "done", requestId, entityId }
      : { outcome: "accepted", taskId, requestId, entityId };
  } catch (error) {
    const failure = silentError(error, step.kind);
    const { fault } = failure;
    if (failure.outcomeUnknown) return { outcome: "unknown", fault };
    if (isAskToCse(step) && fault.code === vcdCodes.sessionEnded && unit.vcdSessionId !== null) {
      // Nothing was begun, and the step waits for the person's next sign-in instead of for a back-off.
      await noteRefusedToken(context, unit.vcdSessionId, failure);
      return { outcome: "lost", fault };
    }
    return { outcome: "refused", fault };
  }
}
