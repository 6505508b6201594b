import { z } from "zod";
import { tellDecided } from "@/lib/db/request-notices";
import { recordDecision } from "@/lib/db/requests";
import * as can from "@/lib/domain/requests/can";
import { nameOfTerms } from "@/lib/domain/requests/requests";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";
import { requireSameTerms, settleRequest } from "./settle-request";

/** Denies a request, however many approvals it has: one person is enough. */
export const denyRequest = verb({
  name: "requests.deny",
  kind: "change",
  permission: "request.decide",
  input: z.object({
    requestId: z.uuid(),
    termsDigest: z.string(),
    note: z
      .string()
      .trim()
      .min(1, "Say why, so that the people who asked know what to change.")
      .max(500, "Keep the note to 500 characters."),
  }),
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const found = await loadRequestToChange(tx, actor, { requestId: input.requestId, now });
    const { request } = found;
    const { note } = input;
    demand(can.decideRequest({ actor, request }));
    requireSameTerms(found, input.termsDigest);
    await recordDecision(tx, request.id, {
      state: "denied",
      decidedBy: actor.personId,
      decidedAt: now,
      note,
    });
    const { subjectId } = await settleRequest(tx, found, "denied", now);
    const by = { personId: actor.personId, name: actor.personName };
    await tellDecided(tx, request, { as: "denied", by, note, now });
    audit({
      organizationId: request.organizationId,
      subject: { kind: request.kind, id: request.subjectId },
      before: { request: request.state },
      after: { request: "denied" },
      facts: {
        name: nameOfTerms(request.terms),
        requestId: request.id,
        termsDigest: request.termsDigest,
        note,
      },
    });
    return { kind: request.kind, subjectId };
  },
});
