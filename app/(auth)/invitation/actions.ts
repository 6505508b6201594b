"use server";

import { redirect } from "next/navigation";
import { writeSessionCookie } from "@/lib/auth/session-cookie";
import { endSession, openSession } from "@/lib/auth/sessions";
import { defineAction } from "@/lib/services/define-action";
import { acceptInvitation, acceptWithNewAccount } from "@/lib/services/people/accept-invitation";
import { demandLocalAccounts } from "@/lib/services/people/demand-local-accounts";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const acceptInvitationAction = defineAction(async ({ context, form }) => {
  const { path } = await acceptInvitation(context, text(form, "token"));
  redirect(path);
});

export const acceptWithNewAccountAction = defineAction(async ({ context, form }) => {
  const { personId, path } = await acceptWithNewAccount(context, {
    token: text(form, "token"),
    name: text(form, "name"),
    password: text(form, "password"),
    repeated: text(form, "repeated"),
  });
  const { db, address, userAgent, requestId, sessionId: before, now } = context;
  const by = { personId, how: "password" as const, facts: { with: "an invitation" } };
  if (before) await endSession(db, { sessionId: before, address, requestId, now });
  const { id } = await openSession(db, { ...by, address, userAgent, requestId, now }, demandLocalAccounts);
  await writeSessionCookie(id);
  redirect(path);
});
