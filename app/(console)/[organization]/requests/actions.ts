"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { commentOnRequest } from "@/lib/services/requests/comment-on-request";
import { editRequest } from "@/lib/services/requests/edit-request";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");
/** A field that the form does not have stays as it is. */
const maybe = (form: FormData, name: string) => (form.has(name) ? text(form, name) : undefined);

export const commentAction = defineAction(async ({ context, form }) => {
  await commentOnRequest(context, { requestId: text(form, "requestId"), comment: text(form, "comment") });
  return { status: "done", message: "Added." };
});

export const withdrawAction = defineAction(async ({ context, form }) => {
  await withdrawRequest(context, { requestId: text(form, "requestId") });
  return { status: "done", message: "Withdrawn." };
});

/** An unchecked box is not sent: of a connection, it stands for no. */
export const editConnectionAction = defineAction(async ({ context, form }) => {
  const { requestId } = await editRequest(context, {
    requestId: text(form, "requestId"),
    termsDigest: text(form, "termsDigest"),
    accountId: maybe(form, "accountId"),
    vpcId: maybe(form, "vpcId"),
    cidrs: form.getAll("cidrs").map(String),
    region: maybe(form, "region"),
    dnsResolution: text(form, "dnsResolution"),
    name: maybe(form, "name"),
    reason: text(form, "reason"),
  });
  redirect(paths.request(context.organization ?? "", requestId));
});

export const editExposureAction = defineAction(async ({ context, form }) => {
  const { requestId } = await editRequest(context, {
    requestId: text(form, "requestId"),
    termsDigest: text(form, "termsDigest"),
    clientCidrs: text(form, "clientCidrs"),
    reason: text(form, "reason"),
  });
  redirect(paths.request(context.organization ?? "", requestId));
});
