import { z } from "zod";
import { loadRequestWorld } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/pool";
import { type RequestWithNames, recordDecision } from "@/lib/db/requests";
import { wakePlace } from "@/lib/db/signals";
import * as can from "@/lib/domain/requests/can";
import { reviewRequest } from "@/lib/domain/requests/review";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";
import { requireSameTerms, settleConnection } from "./settle-request";

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
    const { placeId } = await settleConnection(tx, found, {
      state: "queued",
      stateSince: now,
      approvedAt: now,
    });
    audit({
      organizationId: request.organizationId,
      subject: { kind: request.kind, id: request.subjectId },
      facts: { requestId: request.id, termsDigest: request.termsDigest, note },
    });
    await wakePlace(tx, placeId, { fullSweep: true });
    return { connectionId: request.subjectId };
  },
});

/** What was free of clashes when it was asked for may clash by now; approval never sends what cannot work. */
async function refuseWhatChecksRefuse(tx: Transaction, found: RequestWithNames, now: Date): Promise<void> {
  const { terms, reason, organizationId } = found.request;
  const world = await loadRequestWorld(tx, { organizationId, clusterIds: [terms.clusterId], now });
  const refusals = reviewRequest(terms, reason, world).findings.filter(
    (finding) => finding.level === "refuse",
  );
  if (refusals.length === 0) return;
  throw new ServiceError("precondition", refusals.map((finding) => finding.message).join(" "), {
    next: "Deny the request and say this in the note, or mend the cause and approve then.",
  });
}
