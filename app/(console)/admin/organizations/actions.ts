"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { createOrganization } from "@/lib/services/organizations/create-organization";
import { updateOrganization } from "@/lib/services/organizations/update-organization";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const createOrganizationAction = defineAction(async ({ context, form }) => {
  const { slug } = await createOrganization(context, { slug: text(form, "slug"), name: text(form, "name") });
  redirect(paths.organization(slug));
});

export const updateOrganizationAction = defineAction(async ({ context, form }) => {
  const { lowered } = await updateOrganization(context, {
    organization: text(form, "slug"),
    name: text(form, "name"),
    connectionLimit: text(form, "connectionLimit"),
    exposureLimit: text(form, "exposureLimit"),
    invitationLimit: text(form, "invitationLimit"),
    withdrawAfterHours: text(form, "withdrawAfterHours"),
  });
  return { status: "done", message: "Saved.", next: lowered.join(" ") || undefined };
});
