import { z } from "zod";
import { recordWithdrawal } from "@/lib/db/requests";
import * as can from "@/lib/domain/requests/can";
import { nameOfTerms } from "@/lib/domain/requests/requests";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";
import { settleRequest } from "./settle-request";

export const withdrawRequest = verb({
  name: "requests.withdraw",
  kind: "change",
  permission: "connection.withdraw",
  input: z.object({ requestId: z.uuid() }),
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const found = await loadRequestToChange(tx, actor, { requestId: input.requestId, now });
    const { request } = found;
    demand(can.withdrawRequest({ actor, request }));
    await recordWithdrawal(tx, request.id);
    const { subjectId } = await settleRequest(tx, found, "withdrawn", now);
    audit({
      subject: { kind: request.kind, id: request.subjectId },
      before: { request: request.state },
      after: { request: "withdrawn" },
      facts: { name: nameOfTerms(request.terms), requestId: request.id },
    });
    return { kind: request.kind, subjectId };
  },
});
