import { z } from "zod";
import { listPresentApprovers, recordTakenBack } from "@/lib/db/request-approvals";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/requests/can";
import { nameOfTerms } from "@/lib/domain/requests/requests";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";

/** Takes back one's own approval of a request that still waits for somebody else's. */
export const takeBackApproval = verb({
  name: "requests.take-back-approval",
  kind: "change",
  permission: "request.decide",
  input: z.object({ requestId: z.uuid() }),
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { request } = await loadRequestToChange(tx, actor, { requestId: input.requestId, now });
    const approvedBy = await listPresentApprovers(tx, request);
    demand(can.takeBackApproval({ actor, request, approvedBy }));
    await recordTakenBack(tx, request, { personId: actor.personId, at: now });
    audit({
      organizationId: request.organizationId,
      subject: { kind: request.kind, id: request.subjectId },
      before: { approvals: approvedBy.length },
      after: { approvals: approvedBy.length - 1 },
      facts: { name: nameOfTerms(request.terms), requestId: request.id },
    });
    await announceChange(tx, { organizationId: request.organizationId, kind: "requests", id: request.id });
    return { requestId: request.id };
  },
});
