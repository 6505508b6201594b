"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { changeMapping } from "@/lib/services/sign-on/change-mapping";
import { changeSettings } from "@/lib/services/sign-on/change-settings";
import { mapGroup } from "@/lib/services/sign-on/map-group";
import { switchLocalAccounts } from "@/lib/services/sign-on/switch-local-accounts";
import { unmapGroup } from "@/lib/services/sign-on/unmap-group";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const mapGroupAction = defineAction(async ({ context, form }) => {
  const made = await mapGroup(context, {
    group: text(form, "group"),
    organization: text(form, "of"),
    role: text(form, "role"),
  });
  const message = `${made.group} gives ${made.role} in ${made.organization} from the next sign-in on.`;
  return { status: "done", message };
});

export const changeMappingAction = defineAction(async ({ context, form }) => {
  await changeMapping(context, { id: text(form, "id"), role: text(form, "role") });
  redirect(paths.signOn());
});

export const unmapGroupAction = defineAction(async ({ context, form }) => {
  await unmapGroup(context, { id: text(form, "id") });
  redirect(paths.signOn());
});

export const changeSettingsAction = defineAction(async ({ context, form }) => {
  await changeSettings(context, {
    sessionIdleMinutes: text(form, "sessionIdleMinutes"),
    sessionHours: text(form, "sessionHours"),
    requestDays: text(form, "requestDays"),
  });
  return { status: "done", message: "Saved. It holds for what begins from now on." };
});

export const switchLocalAccountsAction = defineAction(async ({ context, form }) => {
  const to = text(form, "to") === "on" ? "on" : "off";
  const { ended } = await switchLocalAccounts(context, { to });
  if (to === "on") return { status: "done", message: "Local accounts are on: passwords work again." };
  const sessions = ended === 1 ? "1 session" : `${ended} sessions`;
  return { status: "done", message: `Local accounts are off. ${sessions} that a password had opened ended.` };
});
