import { z } from "zod";
import { type Environment, httpUrl, readEnvironment } from "./environment";

/** Whether an address is of this very machine: there alone plain http is not overheard. */
export function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(url.hostname);
}

const schema = z.object({
  OIDC_ISSUER: httpUrl
    .refine((text) => {
      const url = new URL(text);
      return url.protocol === "https:" || isLoopback(url);
    }, "must be https, unless it is on loopback")
    .refine((text) => {
      const { search, hash, username } = new URL(text);
      return `${search}${hash}${username}` === "";
    }, "must be an address without a question mark, a fragment or a user")
    .describe(
      "Issuer of the OpenID provider that people sign in with, exactly as its discovery document says it: https://login.example.com/realms/acme",
    ),
  OIDC_CLIENT_ID: z.string().describe("Drawbridge's client ID at the OpenID provider"),
  OIDC_CLIENT_SECRET: z.string().describe("The secret that belongs to OIDC_CLIENT_ID"),
  OIDC_NAME: z
    .string()
    .trim()
    .max(40, "must be at most 40 characters long")
    .default("single sign-on")
    .describe("What the sign-in button calls the provider: Sign in with …"),
  OIDC_SCOPES: z
    .string()
    .transform((text) => text.trim().split(/\s+/))
    .refine((scopes) => scopes.includes("openid"), "must name openid among the scopes")
    .refine(
      (scopes) => scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)),
      "must be scopes with spaces between",
    )
    .default(["openid", "profile", "email"])
    .describe("What is asked for; openid profile email when unset. Some providers want groups among them"),
  OIDC_GROUPS_CLAIM: z
    .string()
    .trim()
    .default("groups")
    .describe("The claim that holds a person's groups; groups when unset"),
});

export type OidcConfig = {
  /** As it stands in tokens, to the letter. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
  scopes: string[];
  groupsClaim: string;
};

/** The OpenID provider; null where nothing of it is set. Throws a ConfigurationError that names what is missing. */
export function readOidc(env: Environment): OidcConfig | null {
  if (Object.keys(schema.shape).every((name) => !env[name])) return null;
  const read = readEnvironment(schema, env);
  return {
    issuer: read.OIDC_ISSUER,
    clientId: read.OIDC_CLIENT_ID,
    clientSecret: read.OIDC_CLIENT_SECRET,
    name: read.OIDC_NAME,
    scopes: read.OIDC_SCOPES,
    groupsClaim: read.OIDC_GROUPS_CLAIM,
  };
}
