"use server";

import { redirect } from "next/navigation";
import type { NoticeKind } from "@/lib/domain/notifications/kinds";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { createWebhook } from "@/lib/services/webhooks/create-webhook";
import { deleteWebhook } from "@/lib/services/webhooks/delete-webhook";
import { finishWebhookRotation } from "@/lib/services/webhooks/finish-rotation";
import { redeliver } from "@/lib/services/webhooks/redeliver";
import { rotateWebhookSecret } from "@/lib/services/webhooks/rotate-secret";
import { switchWebhook } from "@/lib/services/webhooks/switch-webhook";
import { testWebhook } from "@/lib/services/webhooks/test-webhook";
import { updateWebhook } from "@/lib/services/webhooks/update-webhook";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");
/** What was sent is judged by the verb. */
const fieldsOf = (form: FormData) => ({
  name: text(form, "name"),
  url: text(form, "url"),
  kinds: form.getAll("kinds").map(String) as NoticeKind[],
});

export const createWebhookAction = defineAction(async ({ context, form }) => {
  const fields = fieldsOf(form);
  const { id, secret } = await createWebhook(context, fields);
  return { status: "done", secret: { id, text: secret, name: fields.name.trim() } };
});

export const updateWebhookAction = defineAction(async ({ context, form }) => {
  await updateWebhook(context, { id: text(form, "id"), ...fieldsOf(form) });
  return { status: "done", message: "Saved." };
});

export const switchWebhookAction = defineAction(async ({ context, form }) => {
  const on = text(form, "on") === "true";
  await switchWebhook(context, { id: text(form, "id"), on });
  return { status: "done", message: on ? "It is called again from now on." : "Paused." };
});

export const rotateSecretAction = defineAction(async ({ context, form }) => {
  const id = text(form, "id");
  const { secret } = await rotateWebhookSecret(context, { id });
  return { status: "done", secret: { id, text: secret, name: text(form, "name") } };
});

export const finishRotationAction = defineAction(async ({ context, form }) => {
  await finishWebhookRotation(context, { id: text(form, "id") });
  return { status: "done", message: "Only the new secret signs from now on." };
});

export const testWebhookAction = defineAction(async ({ context, form }) => {
  await testWebhook(context, { id: text(form, "id") });
  return { status: "done", message: "A test is on its way. What comes of it stands in the log below." };
});

export const redeliverAction = defineAction(async ({ context, form }) => {
  await redeliver(context, { id: text(form, "id"), deliveryId: text(form, "deliveryId") });
  return { status: "done", message: "On its way." };
});

export const deleteWebhookAction = defineAction(async ({ context, form }) => {
  await deleteWebhook(context, { id: text(form, "id") });
  redirect(paths.webhooks(context.organization ?? ""));
});
