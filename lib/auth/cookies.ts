import type { CookiesOptions } from "next-auth";

const uses = {
  sessionToken: { name: "session" },
  callbackUrl: { name: "callback-url" },
  csrfToken: { name: "csrf-token" },
  pkceCodeVerifier: { name: "pkce-code-verifier", maxAge: 900 },
  state: { name: "state", maxAge: 900 },
  nonce: { name: "nonce", maxAge: 900 },
} as const satisfies Record<keyof CookiesOptions, { name: string; maxAge?: number }>;

/** Whether browsers come over https. Taken from what is configured: a request's own headers could claim anything. */
export function comesOverHttps(publicOrigin: string): boolean {
  return publicOrigin.startsWith("https:");
}

/**
 * Names and attributes of every cookie that signing in uses; lifetimes in seconds. Over https each is `__Host-`: the
 * browser takes it from this very host alone, for all paths, by https, so that a neighbouring subdomain cannot plant
 * one. Over plain http, which is for loopback, a browser would refuse that name.
 */
export function authCookies(publicOrigin: string): CookiesOptions {
  const secure = comesOverHttps(publicOrigin);
  const prefix = secure ? "__Host-" : "";
  const make = ({ name, maxAge }: { name: string; maxAge?: number }) => ({
    name: `${prefix}drawbridge.${name}`,
    options: {
      httpOnly: true,
      sameSite: "lax" as const,
      path: "/",
      secure,
      ...(maxAge === undefined ? {} : { maxAge }),
    },
  });
  return {
    sessionToken: make(uses.sessionToken),
    callbackUrl: make(uses.callbackUrl),
    csrfToken: make(uses.csrfToken),
    pkceCodeVerifier: make(uses.pkceCodeVerifier),
    state: make(uses.state),
    nonce: make(uses.nonce),
  };
}
