"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { createOrganization } from "@/lib/services/organizations/create-organization";
import { updateOrganization } from "@/lib/services/organizations/update-organization";
import { addMember } from "@/lib/services/people/add-member";
import { changeRole } from "@/lib/services/people/change-role";
import { removeMember } from "@/lib/services/people/remove-member";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");
const member = (form: FormData) => ({
  organization: text(form, "slug"),
  personId: text(form, "personId"),
});

export const createOrganizationAction = defineAction(async ({ context, form }) => {
  const { slug } = await createOrganization(context, { slug: text(form, "slug"), name: text(form, "name") });
  redirect(paths.organization(slug));
});

export const updateOrganizationAction = defineAction(async ({ context, form }) => {
  await updateOrganization(context, {
    organization: text(form, "slug"),
    name: text(form, "name"),
    invitationLimit: text(form, "invitationLimit"),
    withdrawAfterHours: text(form, "withdrawAfterHours"),
  });
  return { status: "done", message: "Saved." };
});

export const addMemberAction = defineAction(async ({ context, form }) => {
  const name = text(form, "name");
  const { path } = await addMember(context, {
    organization: text(form, "slug"),
    email: text(form, "email"),
    name,
    role: text(form, "role"),
  });
  return path
    ? { status: "done", message: `${name} was added.`, made: { path, name } }
    : { status: "done", message: `${name} was added; they sign in with the password they have.` };
});

export const changeRoleAction = defineAction(async ({ context, form }) => {
  await changeRole(context, { ...member(form), role: text(form, "role") });
  return { status: "done", message: "The role is changed; it holds from now on." };
});

export const removeMemberAction = defineAction(async ({ context, form }) => {
  const { name } = await removeMember(context, member(form));
  return { status: "done", message: `${name} is removed.` };
});

export const renewPasswordLinkAction = defineAction(async ({ context, form }) => {
  const made = await renewPasswordLink(context, member(form));
  return { status: "done", message: `A new link for ${made.name}`, made };
});
