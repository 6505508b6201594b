"use server";

import { redirect } from "next/navigation";
import { clearSessionCookie, writeSessionCookie } from "@/lib/auth/session-cookie";
import { endSession, openSession } from "@/lib/auth/sessions";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { signInWithVcd } from "@/lib/auth/vcd-sign-in";
import { readWebConfig } from "@/lib/config/web";
import { describePasswordRefusal } from "@/lib/domain/sign-on/password-refusals";
import { readVcdSignIn } from "@/lib/domain/vcd/sign-in";
import { describeSignInRefusal } from "@/lib/domain/vcd/words-sign-in";
import { paths, safeNext } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { demandLocalAccounts } from "@/lib/services/people/demand-local-accounts";
import { setPassword } from "@/lib/services/people/set-password";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const signInAction = defineAction(async ({ context, form }) => {
  const { db, address, userAgent, requestId, sessionId: before, now } = context;
  const email = text(form, "email");
  const password = text(form, "password");
  const result = await signInWithPassword(db, { email, password, address, userAgent, requestId, now });
  if (!result.ok) {
    return {
      status: "refused",
      values: { email: [email] },
      ...describePasswordRefusal(result, now),
    };
  }
  if (before) await endSession(db, { sessionId: before, address, requestId, now });
  await writeSessionCookie(result.sessionId);
  redirect(safeNext(text(form, "next")));
});

/** Ends the session that a browser had before, so that nobody stays signed in as two people. */
export const signInVcdAction = defineAction(async ({ context, form }) => {
  const { db, address, userAgent, now, requestId, sessionId: before } = context;
  const read = readVcdSignIn({
    with: text(form, "with"),
    siteId: text(form, "siteId"),
    organization: text(form, "organization"),
    user: text(form, "user"),
    password: text(form, "password"),
    token: text(form, "token"),
  });
  const values = {
    siteId: [text(form, "siteId")],
    organization: [text(form, "organization")],
    user: [text(form, "user")],
  };
  if (!read.ok) {
    return {
      status: "refused",
      message: "Some of what was entered needs care.",
      fields: read.fields,
      values,
    };
  }
  const { sealingPublicKey } = readWebConfig();
  const result = await signInWithVcd(db, {
    request: read.request,
    sealingPublicKey,
    address,
    userAgent,
    requestId,
    now,
  });
  if (!result.ok) return { status: "refused", values, ...describeSignInRefusal(result, now) };
  if (before) await endSession(db, { sessionId: before, address, requestId, now });
  await writeSessionCookie(result.sessionId);
  const next = safeNext(text(form, "next"));
  redirect(next === paths.home() ? paths.overview(result.slug) : next);
});

export const setPasswordAction = defineAction(async ({ context, form }) => {
  const { db, address, userAgent, requestId, sessionId: before, now } = context;
  const { personId } = await setPassword(db, {
    token: text(form, "token"),
    password: text(form, "password"),
    repeated: text(form, "repeated"),
    address,
    requestId,
    now,
  });
  // Whoever holds the link has just proved who they are.
  const by = { personId, how: "password" as const, facts: { with: "a password link" } };
  if (before) await endSession(db, { sessionId: before, address, requestId, now });
  const { id } = await openSession(db, { ...by, address, userAgent, requestId, now }, demandLocalAccounts);
  await writeSessionCookie(id);
  redirect(paths.home());
});

export const signOutAction = defineAction(async ({ context }) => {
  const { db, sessionId, address, requestId, now } = context;
  if (sessionId) await endSession(db, { sessionId, address, requestId, now });
  await clearSessionCookie();
  redirect(paths.signIn());
});
