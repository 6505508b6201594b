"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { endDelegation } from "@/lib/services/delegations/end-delegation";
import { setDelegation } from "@/lib/services/delegations/set-delegation";
import { ServiceError } from "@/lib/services/errors";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { approveSeveral } from "@/lib/services/requests/approve-several";
import { commentOnRequest } from "@/lib/services/requests/comment-on-request";
import { denyRequest } from "@/lib/services/requests/deny-request";
import { takeBackApproval } from "@/lib/services/requests/take-back-approval";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** Which of the two buttons was pressed travels in `decision`. */
export const decideRequestAction = defineAction(async ({ context, form }) => {
  const decision = {
    requestId: text(form, "requestId"),
    termsDigest: text(form, "termsDigest"),
    note: text(form, "note"),
  };
  if (text(form, "decision") === "approve") {
    const { state } = await approveRequest(context, decision);
    if (state === "waiting") {
      return { status: "done", message: "Your approval is kept. Another person's is needed now." };
    }
  } else if (text(form, "decision") === "deny") await denyRequest(context, decision);
  else throw new ServiceError("invalid-input", "Neither Approve nor Deny was chosen.");
  return { status: "done", message: "Decided." };
});

/** Each request is named by its id and the digest of the terms that were shown: `id.digest`. */
export const approveSeveralAction = defineAction(async ({ context, form }) => {
  const results = await approveSeveral(context, {
    requests: form.getAll("request").map(String),
    risk: text(form, "risk"),
    note: text(form, "note"),
  });
  const approved = results.filter(({ outcome }) => outcome === "approved").length;
  const told = results.map(({ title, words }) => `${title}: ${words}`);
  const all = approved === results.length;
  return {
    status: all ? "done" : "refused",
    message: `${approved} of ${results.length} approved.`,
    next: told.join("\n"),
  };
});

export const takeBackApprovalAction = defineAction(async ({ context, form }) => {
  await takeBackApproval(context, { requestId: text(form, "requestId") });
  return { status: "done", message: "Taken back." };
});

export const commentAction = defineAction(async ({ context, form }) => {
  await commentOnRequest(context, { requestId: text(form, "requestId"), comment: text(form, "comment") });
  return { status: "done", message: "Added." };
});

export const setDelegationAction = defineAction(async ({ context, form }) => {
  await setDelegation(context, {
    delegateId: text(form, "delegateId"),
    from: text(form, "from"),
    until: text(form, "until"),
  });
  redirect(paths.absences());
});

export const endDelegationAction = defineAction(async ({ context, form }) => {
  await endDelegation(context, { id: text(form, "id") });
  redirect(paths.absences());
});
