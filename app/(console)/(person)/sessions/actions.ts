"use server";

import { redirect } from "next/navigation";
import { clearSessionCookie } from "@/lib/auth/session-cookie";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { changePassword } from "@/lib/services/sessions/change-password";
import { endOwnSession } from "@/lib/services/sessions/end-own-session";
import { endOwnSessions } from "@/lib/services/sessions/end-own-sessions";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const endSessionAction = defineAction(async ({ context, form }) => {
  const { current } = await endOwnSession(context, { id: text(form, "id") });
  if (current) await leave();
  return { status: "done", message: "That session is over." };
});

export const endOtherSessionsAction = defineAction(async ({ context }) => {
  const { ended } = await endOwnSessions(context, { andThis: false });
  return {
    status: "done",
    message: ended === 0 ? "There was no other session." : `You are signed out of ${count(ended)}.`,
  };
});

export const endAllSessionsAction = defineAction(async ({ context }) => {
  await endOwnSessions(context, { andThis: true });
  return leave();
});

/** Few tries: whoever finds a browser open must not find out the password in it. */
export const changePasswordAction = defineAction(
  async ({ context, form }) => {
    const { ended } = await changePassword(context, {
      present: text(form, "present"),
      password: text(form, "password"),
      repeated: text(form, "repeated"),
    });
    return {
      status: "done",
      message: "Your password is changed.",
      next: ended === 0 ? "You stay signed in here." : `You stay signed in here; ${count(ended)} ended.`,
    };
  },
  { limit: { name: "change-password", most: 5, windowMs: 15 * 60_000 } },
);

async function leave(): Promise<never> {
  await clearSessionCookie();
  redirect(paths.signIn());
}

function count(sessions: number): string {
  return sessions === 1 ? "one other session" : `${sessions} other sessions`;
}
