"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { changeRole } from "@/lib/services/people/change-role";
import { disablePerson } from "@/lib/services/people/disable-person";
import { enablePerson } from "@/lib/services/people/enable-person";
import { invite } from "@/lib/services/people/invite";
import { leaveOrganization } from "@/lib/services/people/leave-organization";
import { removeMember } from "@/lib/services/people/remove-member";
import { renewInvitation } from "@/lib/services/people/renew-invitation";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";
import { revokeInvitation } from "@/lib/services/people/revoke-invitation";
import { endMemberSessions } from "@/lib/services/sessions/end-member-sessions";

/** Used by a tenant's page of members, and by the provider's page of any organization: `slug` says whose they are. */
const text = (form: FormData, name: string) => String(form.get(name) ?? "");
const member = (form: FormData) => ({
  organization: text(form, "slug"),
  personId: text(form, "personId"),
});
const invitation = (form: FormData) => ({
  organization: text(form, "slug"),
  invitationId: text(form, "invitationId"),
});

export const inviteAction = defineAction(async ({ context, form }) => {
  const email = text(form, "email");
  const { path, mailed } = await invite(context, {
    organization: text(form, "slug"),
    email,
    role: text(form, "role"),
  });
  return { status: "done", message: `${email} is invited.`, made: { path, name: email, mailed } };
});

export const renewInvitationAction = defineAction(async ({ context, form }) => {
  const { email, path, mailed } = await renewInvitation(context, invitation(form));
  return { status: "done", message: `A new link for ${email}`, made: { path, name: email, mailed } };
});

export const revokeInvitationAction = defineAction(async ({ context, form }) => {
  const { email } = await revokeInvitation(context, invitation(form));
  return { status: "done", message: `The invitation of ${email} is revoked.` };
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

export const endMemberSessionsAction = defineAction(async ({ context, form }) => {
  const { name, ended } = await endMemberSessions(context, member(form));
  return {
    status: "done",
    message: ended === 0 ? `${name} was signed in nowhere.` : `${name} is signed out everywhere.`,
  };
});

export const disablePersonAction = defineAction(async ({ context, form }) => {
  const { name } = await disablePerson(context, member(form));
  return { status: "done", message: `${name} is disabled and signed out everywhere.` };
});

export const enablePersonAction = defineAction(async ({ context, form }) => {
  const { name } = await enablePerson(context, member(form));
  return { status: "done", message: `${name} may sign in again.` };
});

export const leaveOrganizationAction = defineAction(async ({ context }) => {
  await leaveOrganization(context, {});
  redirect(paths.home());
});
