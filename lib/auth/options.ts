import { randomUUID } from "node:crypto";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { readWebConfig } from "@/lib/config/web";
import { webDatabase } from "@/lib/db/pool";
import { sessionCookieSeconds } from "@/lib/domain/sessions/limits";
import { readClientAddress } from "./client-address";
import { authCookies, comesOverHttps } from "./cookies";
import { attemptLogger } from "./oidc-attempt";
import { admitByOidc, oidcProvider } from "./oidc-provider";
import { openSessionToken, sealSessionToken } from "./session-token";
import { endSession } from "./sessions";
import { signInWithPassword } from "./sign-in";

declare module "next-auth" {
  interface User {
    sessionId: string;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    sessionId?: string;
  }
}

/**
 * What next-auth works by, read per request: the configuration is not there yet when this file is loaded. The cookie
 * carries a session id and nothing else; who that is, is read from the database per request.
 */
export function readAuthOptions(): NextAuthOptions {
  const config = readWebConfig();
  return {
    secret: config.sessionSecret,
    cookies: authCookies(config.publicOrigin),
    useSecureCookies: comesOverHttps(config.publicOrigin),
    jwt: {
      encode: ({ token, maxAge }) => sealSessionToken(token ?? {}, maxAge ?? sessionCookieSeconds, config),
      decode: ({ token }) => (token ? openSessionToken(token, config, new Date()) : Promise.resolve(null)),
    },
    ...withoutConfiguration,
    providers: [...withoutConfiguration.providers, ...(config.oidc ? [oidcProvider(config.oidc)] : [])],
  };
}

const withoutConfiguration: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: sessionCookieSeconds },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  logger: attemptLogger,
  providers: [
    CredentialsProvider({
      id: "local",
      name: "Local account",
      credentials: { email: { type: "email" }, password: { type: "password" } },
      async authorize(credentials, request) {
        const forwarded: unknown = request.headers?.["x-forwarded-for"];
        const userAgent: unknown = request.headers?.["user-agent"];
        const result = await signInWithPassword(webDatabase(), {
          email: credentials?.email ?? "",
          password: credentials?.password ?? "",
          address: readClientAddress(
            typeof forwarded === "string" ? forwarded : null,
            readWebConfig().trustedProxies,
          ),
          userAgent: typeof userAgent === "string" ? userAgent : null,
          requestId: randomUUID(),
          now: new Date(),
        });
        return result.ok ? { id: result.personId, sessionId: result.sessionId } : null;
      },
    }),
  ],
  callbacks: {
    signIn: admitByOidc,
    jwt({ token, user }) {
      return user ? { sessionId: user.sessionId } : { sessionId: token.sessionId };
    },
    session({ session }) {
      // The browser has no use for it: pages get what they may know from verbs.
      return { expires: session.expires };
    },
  },
  events: {
    async signOut({ token }) {
      if (!token?.sessionId) return;
      await endSession(webDatabase(), {
        sessionId: token.sessionId,
        address: null,
        requestId: randomUUID(),
        now: new Date(),
      });
    },
  },
};
