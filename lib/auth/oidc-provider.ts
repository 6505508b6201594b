import type { CallbacksOptions, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { OidcConfig } from "@/lib/config/oidc";
import { readWebConfig } from "@/lib/config/web";
import { webDatabase } from "@/lib/db/pool";
import { readGroups } from "@/lib/domain/sign-on/groups";
import { readIdentity } from "@/lib/domain/sign-on/identity";
import { log } from "@/lib/log";
import { noteFailure, presentAttempt } from "./oidc-attempt";
import { discoveryAddress, oidcTimeoutMs } from "./oidc-discovery";
import { enterByOidc } from "./oidc-enter";
import { OidcFailure } from "./oidc-failures";
import { endSession } from "./sessions";

type Claims = Record<string, unknown>;

/** The OpenID provider as next-auth takes it: by discovery, with PKCE, state and nonce, by a signed ID token. */
export function oidcProvider(config: OidcConfig): OAuthConfig<Claims> {
  return {
    id: "oidc",
    name: config.name,
    type: "oauth",
    wellKnown: discoveryAddress(config.issuer),
    clientId: config.clientId,
    clientSecret: config.clientSecret,
    authorization: { params: { scope: config.scopes.join(" ") } },
    checks: ["pkce", "state", "nonce"],
    idToken: true,
    httpOptions: { timeout: oidcTimeoutMs },
    userinfo: {
      async request({ client, tokens }) {
        const received = tokens as Exclude<Parameters<typeof client.userinfo>[0], string>;
        const signed: Claims = received.claims();
        // The library compares with what discovery says; this is what the configuration says.
        if (signed.iss !== config.issuer) {
          throw noteFailure(new OidcFailure("issuer", `the ID token is of ${String(signed.iss)}`));
        }
        const whole = [config.groupsClaim, "name", "email"].every((name) => Object.hasOwn(signed, name));
        if (whole || !client.issuer.metadata.userinfo_endpoint) return signed as Profile;
        // Refused by the library where it is about another subject. What is signed goes before what is not.
        const more: Claims = await client.userinfo(received);
        return { ...more, ...signed } as Profile;
      },
    },
    profile: (claims) => ({ id: String(claims.sub ?? ""), sessionId: "" }),
  };
}

/**
 * What next-auth asks once the provider has vouched for somebody: lets them in, or ends the attempt with the reason. A
 * session that the browser had before ends, so that nobody stays signed in as two people.
 */
export const admitByOidc: CallbacksOptions["signIn"] = async ({ user, account, profile }) => {
  const { oidc: config } = readWebConfig();
  if (account?.provider !== "oidc") return true;
  const attempt = presentAttempt();
  const refused = "/sign-in";
  try {
    const claims: Claims = { ...profile };
    const identity = config && readIdentity(claims, config.name);
    if (!config || !identity) throw new OidcFailure("subject", "the claims name nobody");
    const groups = readGroups(claims, config.groupsClaim);
    const db = webDatabase();
    const entry = await enterByOidc(db, { ...identity, issuer: config.issuer, groups }, attempt);
    if (!entry.ok) throw new OidcFailure(entry.problem, `subject ${identity.subject}`);
    const { before, address, requestId, now } = attempt;
    if (before) await endSession(db, { sessionId: before, address, requestId, now });
    user.sessionId = entry.sessionId;
    return true;
  } catch (error) {
    if (error instanceof OidcFailure) noteFailure(error);
    else {
      log.error(
        { err: error, requestId: attempt.requestId },
        "a sign-in failed after the provider let it in",
      );
      noteFailure(new OidcFailure("unexpected", "see the error before"));
    }
    return refused;
  }
};
