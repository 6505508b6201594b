import { z } from "zod";
import type { Transaction } from "@/lib/db/pool";
import { listPresentApprovers, recordApproval } from "@/lib/db/request-approvals";
import { tellDecided, tellWaiting } from "@/lib/db/request-notices";
import { type RequestWithNames, recordDecision } from "@/lib/db/requests";
import { announceChange, wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/requests/can";
import { nameOfTerms } from "@/lib/domain/requests/requests";
import { isGraver, type RiskLevel, riskLevels } from "@/lib/domain/requests/risk";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";
import { assessRisk, loadReview, refusalsOf } from "./review-request";
import { requireSameTerms, settleRequest } from "./settle-request";

/**
 * Approves a request as it stands. Where more than one person must, the approval is kept, and the one that completes
 * the number decides.
 */
export const approveRequest = verb({
  name: "requests.approve",
  kind: "change",
  permission: "request.decide",
  input: z.object({
    requestId: z.uuid(),
    termsDigest: z.string(),
    note: z.string().trim().max(500, "Keep the note to 500 characters.").optional(),
    /** Where several were looked at together as being of one level: refused if it is another by now. */
    risk: z.enum(riskLevels).optional(),
  }),
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const found = await loadRequestToChange(tx, actor, { requestId: input.requestId, now });
    const { request } = found;
    const approvedBy = await listPresentApprovers(tx, request);
    demand(can.approveRequest({ actor, request, approvedBy }));
    requireSameTerms(found, input.termsDigest);
    await refuseWhatChecksRefuse(tx, found, now, input.risk);

    const note = input.note || null;
    const by = { personId: actor.personId, name: actor.personName };
    await recordApproval(tx, request, { personId: actor.personId, note, at: now });
    const approvals = approvedBy.length + 1;
    const decides = approvals >= request.approvalsNeeded;
    audit({
      organizationId: request.organizationId,
      subject: { kind: request.kind, id: request.subjectId },
      ...(decides
        ? { before: { request: request.state }, after: { request: "approved" } }
        : { before: { approvals: approvedBy.length }, after: { approvals } }),
      facts: {
        name: nameOfTerms(request.terms),
        requestId: request.id,
        termsDigest: request.termsDigest,
        note,
        ...(request.approvalsNeeded > 1 && { approvals, approvalsNeeded: request.approvalsNeeded }),
      },
    });
    if (!decides) {
      await tellWaiting(tx, request, now, { approvedBy: by, approvals });
      await announceChange(tx, {
        organizationId: request.organizationId,
        kind: "requests",
        id: request.id,
      });
      return { kind: request.kind, subjectId: request.subjectId, state: "waiting" as const };
    }
    await recordDecision(tx, request.id, {
      state: "approved",
      decidedBy: actor.personId,
      decidedAt: now,
      note,
    });
    const { subjectId, placeId } = await settleRequest(tx, found, "approved", now);
    await tellDecided(tx, request, { as: "approved", by, note, now });
    await wakePlace(tx, placeId, { fullSweep: true });
    return { kind: request.kind, subjectId, state: "approved" as const };
  },
});

/** What could work when it was asked for may be in the way of something by now; approval never sends what cannot work. */
async function refuseWhatChecksRefuse(
  tx: Transaction,
  { request }: RequestWithNames,
  now: Date,
  shownRisk: RiskLevel | undefined,
): Promise<void> {
  const loaded = await loadReview(tx, request, now);
  const refusals = refusalsOf(loaded);
  if (refusals.length > 0) {
    throw new ServiceError("precondition", refusals.join(" "), {
      next: "Deny the request and say this in the note, or mend the cause and approve then.",
    });
  }
  if (shownRisk === undefined) return;
  const risk = await assessRisk(tx, request, loaded);
  // Less of a risk than was agreed to is no reason to ask again: one approval makes the next of its kind routine.
  if (!isGraver(risk.level, shownRisk)) return;
  throw new ServiceError("stale", `This request is ${risk.level} by now, not ${shownRisk} as shown.`, {
    next: "Open it, read why, and decide it by itself.",
  });
}
