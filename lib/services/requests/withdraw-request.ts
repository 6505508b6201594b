import { z } from "zod";
import { recordWithdrawal } from "@/lib/db/requests";
import * as can from "@/lib/domain/requests/can";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";
import { settleConnection } from "./settle-request";

export const withdrawRequest = verb({
  name: "requests.withdraw",
  kind: "change",
  permission: "connection.withdraw",
  input: z.object({ requestId: z.uuid() }),
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const found = await loadRequestToChange(tx, actor, input.requestId);
    const { request } = found;
    demand(can.withdrawRequest({ actor, request }));
    await recordWithdrawal(tx, request.id);
    await settleConnection(tx, found, {
      state: "withdrawn",
      stateSince: now,
      endedAt: now,
      ending: { as: "withdrawn", reason: "withdrawn-here", byAccountId: null, detail: null },
    });
    audit({ subject: { kind: request.kind, id: request.subjectId }, facts: { requestId: request.id } });
    return { connectionId: request.subjectId };
  },
});
