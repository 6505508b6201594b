import { z } from "zod";
import { isLoopback, type OidcConfig } from "@/lib/config/oidc";
import type { OidcProblem } from "@/lib/domain/sign-on/problems";
import { OidcFailure, problemOf } from "./oidc-failures";

/** Also how long any other answer of the provider may take. */
export const oidcTimeoutMs = 10_000;
const longestDocument = 256 * 1024;

const address = z.url({ protocol: /^https?$/ });
const document = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  userinfo_endpoint: address.optional(),
  scopes_supported: z.array(z.string()).optional(),
  claims_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
});

/** What an OpenID provider says about itself. */
export type Discovered = {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  keysAddress: string;
  userinfoEndpoint: string | null;
  /** What it lists; null where it lists nothing, which it may. */
  scopes: string[] | null;
  claims: string[] | null;
  pkceMethods: string[] | null;
  signatures: string[] | null;
};

/** Where a provider of this issuer keeps its discovery document (OpenID Connect Discovery 1.0, 4). */
export function discoveryAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

/**
 * Reads the provider's discovery document and holds it against what is configured. Throws an OidcFailure: nothing of a
 * provider that is not whom we were told, or that wants secrets by plain http, is used.
 */
export async function discover({ issuer }: Pick<OidcConfig, "issuer">): Promise<Discovered> {
  const read = document.safeParse(await readJson(discoveryAddress(issuer)));
  if (!read.success) {
    const names = read.error.issues.map(({ path }) => path.join(".") || "the document");
    throw new OidcFailure("endpoints", `discovery lacks, or has a wrong ${names.join(", ")}`);
  }
  const found = read.data;
  if (found.issuer !== issuer) {
    throw new OidcFailure("issuer", `discovery says ${found.issuer.slice(0, 300)}`);
  }
  const addresses = [
    found.authorization_endpoint,
    found.token_endpoint,
    found.jwks_uri,
    found.userinfo_endpoint,
  ];
  const local = isLoopback(new URL(issuer));
  const plain = addresses.find((each) => each && !isSafe(new URL(each), local));
  if (plain) throw new OidcFailure("endpoints", `${plain.slice(0, 300)} is not https`);
  return {
    issuer: found.issuer,
    authorizationEndpoint: found.authorization_endpoint,
    tokenEndpoint: found.token_endpoint,
    keysAddress: found.jwks_uri,
    userinfoEndpoint: found.userinfo_endpoint ?? null,
    scopes: found.scopes_supported ?? null,
    claims: found.claims_supported ?? null,
    pkceMethods: found.code_challenge_methods_supported ?? null,
    signatures: found.id_token_signing_alg_values_supported ?? null,
  };
}

/** How many keys the provider publishes that RS256 signatures are checked with. Throws an OidcFailure. */
export async function countSigningKeys({ keysAddress }: Pick<Discovered, "keysAddress">): Promise<number> {
  const key = z.object({ kty: z.string(), use: z.string().optional() });
  const read = z.object({ keys: z.array(key) }).safeParse(await readJson(keysAddress));
  if (!read.success) throw new OidcFailure("endpoints", "the key set is none");
  return read.data.keys.filter(({ kty, use }) => kty === "RSA" && (use ?? "sig") === "sig").length;
}

function isSafe(url: URL, local: boolean): boolean {
  return url.protocol === "https:" || (local && isLoopback(url));
}

async function readJson(url: string): Promise<unknown> {
  let text = "";
  try {
    const answer = await fetch(url, {
      headers: { accept: "application/json" },
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(oidcTimeoutMs),
    });
    if (!answer.ok) throw new OidcFailure("provider-failed", `${url} answered ${answer.status}`);
    const decoder = new TextDecoder();
    for await (const piece of answer.body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true });
      if (text.length > longestDocument)
        throw new OidcFailure("provider-failed", `${url} answered without end`);
    }
  } catch (error) {
    if (error instanceof OidcFailure) throw error;
    const known: OidcProblem = problemOf(error);
    throw new OidcFailure(known === "unexpected" ? "unreachable" : known, `${url}: ${describe(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new OidcFailure("provider-failed", `${url} answered no JSON`);
  }
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
