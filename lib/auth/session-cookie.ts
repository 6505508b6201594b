import { cookies } from "next/headers";
import { readWebConfig } from "@/lib/config/web";
import { sessionCookieSeconds as maxAge } from "@/lib/domain/sessions/limits";
import { authCookies } from "./cookies";
import { openSessionToken, sealSessionToken } from "./session-token";

const sessionCookie = () => authCookies(readWebConfig().publicOrigin).sessionToken;

/** The session id in the request's cookie, if its signature is ours. Not yet proof of anything else. */
export async function readSessionId(): Promise<string | null> {
  const value = (await cookies()).get(sessionCookie().name)?.value;
  if (!value) return null;
  const token = await openSessionToken(value, readWebConfig(), new Date());
  const id = token?.sessionId;
  return typeof id === "string" && /^[0-9a-f-]{36}$/.test(id) ? id : null;
}

/**
 * Writes the cookie that next-auth itself would write after a credentials sign-in. A server action does it, so that
 * signing in works without JavaScript and keeps what was typed.
 */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const { name, options } = sessionCookie();
  const value = await sealSessionToken({ sessionId }, maxAge, readWebConfig());
  (await cookies()).set(name, value, { ...options, maxAge });
}

/** Takes the cookie back with the attributes it was given with: a browser ignores a `__Host-` cookie without them. */
export async function clearSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
