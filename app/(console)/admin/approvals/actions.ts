"use server";

import { defineAction } from "@/lib/services/define-action";
import { ServiceError } from "@/lib/services/errors";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { denyRequest } from "@/lib/services/requests/deny-request";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** Which of the two buttons was pressed travels in `decision`. */
export const decideRequestAction = defineAction(async ({ context, form }) => {
  const decision = {
    requestId: text(form, "requestId"),
    termsDigest: text(form, "termsDigest"),
    note: text(form, "note"),
  };
  if (text(form, "decision") === "approve") await approveRequest(context, decision);
  else if (text(form, "decision") === "deny") await denyRequest(context, decision);
  else throw new ServiceError("invalid-input", "Neither Approve nor Deny was chosen.");
  return { status: "done", message: "Decided." };
});
