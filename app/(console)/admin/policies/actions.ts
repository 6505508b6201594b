"use server";

import { redirect } from "next/navigation";
import { readRuleForm, type SentRule } from "@/lib/domain/policies/rule-form";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { changePolicy } from "@/lib/services/policies/change-policy";
import { createPolicy } from "@/lib/services/policies/create-policy";
import { deletePolicy } from "@/lib/services/policies/delete-policy";
import { movePolicy } from "@/lib/services/policies/move-policy";
import { switchPolicy } from "@/lib/services/policies/switch-policy";
import { tryPolicy } from "@/lib/services/policies/try-policy";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** What a form sends is checked by the verb: its texts may be anything. */
type Sent = Parameters<typeof createPolicy>[1];
const asInput = (sent: SentRule) => sent as unknown as Sent;

/** One form, several buttons: `save` keeps the rule, the others try it as it was typed. */
export const savePolicyAction = defineAction(async ({ context, form }) => {
  const sent = readRuleForm(form);
  const policyId = text(form, "policyId") || undefined;
  const button = text(form, "button");
  if (button === "try" || button === "try-differences") {
    const tried = await tryPolicy(context, {
      ...asInput({
        ...sent,
        // What a rule needs to be kept it does not need to be tried.
        name: sent.name.trim() || "This rule",
        words: sent.words.trim() || "No words yet.",
        confirmed: true,
      }),
      policyId,
      only: button === "try" ? "all" : "differences",
    });
    const values: Record<string, string[]> = {};
    for (const [name, value] of Object.entries(sent))
      values[name] = Array.isArray(value) ? value : [String(value)];
    values.confirmed = sent.confirmed ? ["on"] : [];
    return { status: "done", message: "Tried, as it stands in the form. Nothing was kept.", tried, values };
  }
  if (!policyId) {
    const made = await createPolicy(context, asInput(sent));
    redirect(paths.policy(made.policyId));
  }
  await changePolicy(context, { ...asInput(sent), policyId, version: text(form, "version") });
  redirect(paths.policy(policyId));
});

export const switchPolicyAction = defineAction(async ({ context, form }) => {
  const policyId = text(form, "policyId");
  await switchPolicy(context, { policyId, version: text(form, "version"), on: text(form, "on") });
  redirect(paths.policy(policyId));
});

export const movePolicyAction = defineAction(async ({ context, form }) => {
  const direction = text(form, "direction") === "up" ? "up" : "down";
  await movePolicy(context, { policyId: text(form, "policyId"), direction });
  redirect(paths.policies());
});

export const deletePolicyAction = defineAction(async ({ context, form }) => {
  await deletePolicy(context, { policyId: text(form, "policyId"), version: text(form, "version") });
  redirect(paths.policies());
});
