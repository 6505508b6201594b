import { decode, encode, type JWT } from "next-auth/jwt";
import type { WebConfig } from "@/lib/config/web";

type Secrets = Pick<WebConfig, "sessionSecret" | "formerSessionSecret">;

/** Signs and encrypts what the session cookie carries, with the present secret; `maxAge` in seconds. */
export function sealSessionToken(token: JWT, maxAge: number, secrets: Secrets): Promise<string> {
  return encode({ token, secret: secrets.sessionSecret, maxAge });
}

/**
 * What a session cookie carries, or null if no secret of ours made it or its time is over. The former secret counts
 * until the moment that was given for it, so that a change of secret signs nobody out.
 */
export async function openSessionToken(value: string, secrets: Secrets, now: Date): Promise<JWT | null> {
  const former = secrets.formerSessionSecret;
  const accepted = [secrets.sessionSecret, ...(former && now < former.until ? [former.secret] : [])];
  for (const secret of accepted) {
    const token = await decode({ token: value, secret }).catch(() => null);
    if (token) return token;
  }
  return null;
}
