"use server";

import { redirect } from "next/navigation";
import { clearSessionCookie, writeSessionCookie } from "@/lib/auth/session-cookie";
import { endSession, openSession, signInWithPassword } from "@/lib/auth/sign-in";
import { paths, safeNext } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { setPassword } from "@/lib/services/people/set-password";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const signInAction = defineAction(async ({ context, form }) => {
  const { db, address, now } = context;
  const email = text(form, "email");
  const password = text(form, "password");
  const result = await signInWithPassword(db, { email, password, address, now });
  if (!result.ok) {
    return {
      status: "refused",
      values: { email: [email] },
      ...(result.reason === "too-many"
        ? {
            message: "There were too many tries with this address or from this network.",
            next: "Wait fifteen minutes, then try again. If you forgot the password, ask your admin for a new link.",
          }
        : {
            message: "This e-mail address and password do not belong together.",
            next: "Check both. If you forgot the password, ask your admin for a new link.",
          }),
    };
  }
  await writeSessionCookie(result.sessionId);
  redirect(safeNext(text(form, "next")));
});

export const setPasswordAction = defineAction(async ({ context, form }) => {
  const { db, address, now } = context;
  const { personId } = await setPassword(db, {
    token: text(form, "token"),
    password: text(form, "password"),
    repeated: text(form, "repeated"),
    address,
    now,
  });
  // Whoever holds the link has just proved who they are.
  await writeSessionCookie(await openSession(db, personId, now));
  redirect(paths.home());
});

export const signOutAction = defineAction(async ({ context }) => {
  if (context.sessionId) await endSession(context.db, context.sessionId, context.now);
  await clearSessionCookie();
  redirect(paths.signIn());
});
