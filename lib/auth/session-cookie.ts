import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { readWebConfig } from "@/lib/config/web";
import { sessionMs } from "./sign-in";

function cookieSettings() {
  const config = readWebConfig();
  const secure = config.publicOrigin.startsWith("https:");
  return {
    secret: config.sessionSecret,
    secure,
    name: secure ? "__Secure-next-auth.session-token" : "next-auth.session-token",
  };
}

/** The session id in the request's cookie, if next-auth's signature on it is ours. Not yet proof of anything else. */
export async function readSessionId(): Promise<string | null> {
  const { name, secret } = cookieSettings();
  const value = (await cookies()).get(name)?.value;
  if (!value) return null;
  const token = await decode({ token: value, secret }).catch(() => null);
  const id = token?.sessionId;
  return typeof id === "string" && /^[0-9a-f-]{36}$/.test(id) ? id : null;
}

/**
 * Writes the cookie that next-auth itself would write after a credentials sign-in. A server action does it, so that
 * signing in works without JavaScript and keeps what was typed.
 */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const { name, secret, secure } = cookieSettings();
  const value = await encode({ token: { sessionId }, secret, maxAge: sessionMs / 1000 });
  (await cookies()).set(name, value, {
    httpOnly: true,
    sameSite: "lax",
    secure,
    path: "/",
    maxAge: sessionMs / 1000,
  });
}

export async function clearSessionCookie(): Promise<void> {
  (await cookies()).delete(cookieSettings().name);
}
