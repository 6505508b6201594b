import { z } from "zod";
import { insertComment } from "@/lib/db/request-comments";
import { tellComment } from "@/lib/db/request-notices";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/requests/can";
import { nameOfTerms } from "@/lib/domain/requests/requests";
import { demand, verb } from "../verb";
import { loadRequestToChange } from "./load-request";

/** Longest comment, in characters. */
export const longestComment = 2000;

/** Writes into the thread of a request; the other side is told. */
export const commentOnRequest = verb({
  name: "requests.comment",
  kind: "change",
  permission: "request.comment",
  input: z.object({
    requestId: z.uuid(),
    comment: z
      .string()
      .transform((text) => text.replaceAll("\r\n", "\n").trim())
      .pipe(
        z
          .string()
          .min(1, "Write the comment first.")
          .max(longestComment, `Keep a comment to ${longestComment} characters.`),
      ),
  }),
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { request } = await loadRequestToChange(tx, actor, { requestId: input.requestId, now });
    demand(can.commentOnRequest(actor));
    const { organizationId } = request;
    const id = await insertComment(tx, {
      organizationId,
      requestId: request.id,
      personId: actor.personId,
      role: actor.role,
      text: input.comment,
      at: now,
    });
    const by = { personId: actor.personId, name: actor.personName };
    await tellComment(tx, request, { id, by, text: input.comment, now });
    audit({
      organizationId,
      subject: { kind: "request", id: request.id },
      facts: { name: nameOfTerms(request.terms), requestId: request.id, comment: input.comment },
    });
    await announceChange(tx, { organizationId, kind: "requests", id: request.id });
    return { commentId: id };
  },
});
