import { answerExport } from "@/lib/services/audit/answer-export";
import { defineRoute, readForm } from "@/lib/services/define-route";

/** A copy of what an organization's audit page shows, as a file. */
export const POST = defineRoute(async ({ context, request, params: { organization = "" } }) =>
  answerExport(context, { ...(await readForm(request)), organization }, () => new Date()),
);
