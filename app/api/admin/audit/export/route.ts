import { answerExport } from "@/lib/services/audit/answer-export";
import { defineRoute, readForm } from "@/lib/services/define-route";

/** A copy of what the provider's audit page shows, as a file. */
export const POST = defineRoute(async ({ context, request }) =>
  answerExport(context, await readForm(request), () => new Date()),
);
