"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { checkAccount } from "@/lib/services/accounts/check-account";
import { letAccountAct } from "@/lib/services/accounts/let-account-act";
import { registerAccount } from "@/lib/services/accounts/register-account";
import { stopAccountActing } from "@/lib/services/accounts/stop-account-acting";
import { defineAction } from "@/lib/services/define-action";
import { holdPlace } from "@/lib/services/places/hold-place";
import { releasePlace } from "@/lib/services/places/release-place";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const registerAccountAction = defineAction(async ({ context, form }) => {
  const { id } = await registerAccount(context, {
    accountId: text(form, "accountId"),
    name: text(form, "name"),
    regions: form.getAll("regions").map(String),
    roleArn: text(form, "roleArn"),
  });
  redirect(paths.account(id));
});

export const letAccountActAction = defineAction(async ({ context, form }) => {
  await letAccountAct(context, { id: text(form, "id") });
  return { status: "done", message: "From now on it acts." };
});

export const stopAccountActingAction = defineAction(async ({ context, form }) => {
  await stopAccountActing(context, { id: text(form, "id") });
  return { status: "done", message: "It is only observed from now on." };
});

export const checkAccountAction = defineAction(async ({ context, form }) => {
  await checkAccount(context, { id: text(form, "id") });
  return { status: "done", message: "Asked for." };
});

export const holdPlaceAction = defineAction(async ({ context, form }) => {
  await holdPlace(context, { placeId: text(form, "placeId"), reason: text(form, "reason") });
  return { status: "done", message: "On hold." };
});

export const releasePlaceAction = defineAction(async ({ context, form }) => {
  await releasePlace(context, { placeId: text(form, "placeId") });
  return { status: "done", message: "Released." };
});
