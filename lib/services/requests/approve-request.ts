import { z } from "zod";
import type { Transaction } from "@/lib/db/pool";
import { type RequestWithNames, recordDecision } from "@/lib/db/requests";
import { wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/requests/can";
import { nameOfTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";
import { loadReview, refusalsOf } from "./review-request";
import { requireSameTerms, settleRequest } from "./settle-request";

export const approveRequest = verb({
  name: "requests.approve",
  kind: "change",
  permission: "request.decide",
  input: z.object({
    requestId: z.uuid(),
    termsDigest: z.string(),
    note: z.string().trim().max(500, "Keep the note to 500 characters.").optional(),
  }),
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const found = await loadRequestToChange(tx, actor, input.requestId);
    const { request } = found;
    demand(can.decideRequest({ actor, request }));
    requireSameTerms(found, input.termsDigest);
    await refuseWhatChecksRefuse(tx, found, now);

    const note = input.note || null;
    await recordDecision(tx, request.id, {
      state: "approved",
      decidedBy: actor.personId,
      decidedAt: now,
      note,
    });
    const { subjectId, placeId } = await settleRequest(tx, found, "approved", now);
    audit({
      organizationId: request.organizationId,
      subject: { kind: request.kind, id: request.subjectId },
      before: { request: request.state },
      after: { request: "approved" },
      facts: {
        name: nameOfTerms(request.terms),
        requestId: request.id,
        termsDigest: request.termsDigest,
        note,
      },
    });
    await wakePlace(tx, placeId, { fullSweep: true });
    return { kind: request.kind, subjectId };
  },
});

/** What could work when it was asked for may be in the way of something by now; approval never sends what cannot work. */
async function refuseWhatChecksRefuse(tx: Transaction, found: RequestWithNames, now: Date): Promise<void> {
  const refusals = refusalsOf(await loadReview(tx, found.request, now));
  if (refusals.length === 0) return;
  throw new ServiceError("precondition", refusals.join(" "), {
    next: "Deny the request and say this in the note, or mend the cause and approve then.",
  });
}
