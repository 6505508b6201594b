import type { OidcConfig } from "@/lib/config/oidc";
import { readWebConfig } from "@/lib/config/web";
import { describeOidcProblem } from "@/lib/domain/sign-on/problems";
import { countSigningKeys, type Discovered, discover } from "./oidc-discovery";
import { OidcFailure } from "./oidc-failures";

export type OidcCheckLine = { name: string; result: "pass" | "warn" | "fail"; message: string; fault: null };
export type OidcCheck = { at: string; lines: OidcCheckLine[] };

const line = (name: string, result: OidcCheckLine["result"], message: string): OidcCheckLine => ({
  name,
  result,
  message,
  fault: null,
});

/**
 * Looks at the OpenID provider at this moment, as a sign-in would: its discovery document and its keys. Null where none
 * is configured. It cannot tell whether client ID, secret and redirect address are right: only a sign-in does.
 */
export async function checkOidcProvider(now: Date): Promise<OidcCheck | null> {
  const { oidc } = readWebConfig();
  if (!oidc) return null;
  const at = now.toISOString();
  try {
    const found = await discover(oidc);
    return { at, lines: [...describeFound(found), await checkKeys(found), ...checkWishes(found, oidc)] };
  } catch (error) {
    if (!(error instanceof OidcFailure)) throw error;
    const words = describeOidcProblem(error.problem, oidc.name);
    return {
      at,
      lines: [line("Discovery", "fail", `${words.message} ${words.why} It says: ${error.detail}.`)],
    };
  }
}

function describeFound(found: Discovered): OidcCheckLine[] {
  return [
    line("Discovery", "pass", "The document was read."),
    line("Issuer", "pass", `It says it is ${found.issuer}, as configured.`),
    line("Addresses", "pass", `People sign in at ${new URL(found.authorizationEndpoint).origin}.`),
    found.userinfoEndpoint
      ? line("Userinfo", "pass", "Asked for what the ID token does not say, groups among them.")
      : line("Userinfo", "warn", "There is none: name, address and groups must stand in the ID token."),
  ];
}

async function checkKeys(found: Discovered): Promise<OidcCheckLine> {
  if (found.signatures && !found.signatures.includes("RS256")) {
    return line(
      "Signature",
      "fail",
      `It signs with ${found.signatures.join(", ")}; Drawbridge takes RS256 alone.`,
    );
  }
  try {
    const keys = await countSigningKeys(found);
    return keys > 0
      ? line("Signature", "pass", `RS256, with ${keys === 1 ? "1 key" : `${keys} keys`} published.`)
      : line("Signature", "fail", "No RSA key to check signatures with is published.");
  } catch (error) {
    if (!(error instanceof OidcFailure)) throw error;
    return line("Signature", "fail", `The published keys cannot be read: ${error.detail}.`);
  }
}

function checkWishes(found: Discovered, { scopes, groupsClaim }: OidcConfig): OidcCheckLine[] {
  const unknown = scopes.filter((scope) => found.scopes && !found.scopes.includes(scope));
  const listsClaim = found.claims?.includes(groupsClaim) ?? null;
  return [
    found.pkceMethods?.includes("S256")
      ? line("PKCE", "pass", "S256 is supported.")
      : line(
          "PKCE",
          "warn",
          "It does not list S256. It is sent all the same; a provider that does not know it ignores it.",
        ),
    unknown.length > 0
      ? line(
          "Scopes",
          "warn",
          `It does not list ${unknown.join(", ")}. If sign-ins end with “does not know what Drawbridge asks for”, change OIDC_SCOPES.`,
        )
      : line(
          "Scopes",
          "pass",
          `${scopes.join(" ")} ${found.scopes ? "are all listed" : "are asked for; it lists none"}.`,
        ),
    listsClaim
      ? line("Groups", "pass", `The claim ${groupsClaim} is listed.`)
      : line(
          "Groups",
          "warn",
          `The claim ${groupsClaim} is not listed; many providers send it nonetheless. If people are refused for having no groups, see how to have it sent.`,
        ),
  ];
}
