import type { SessionSeen } from "@/lib/domain/vcd/observed";
import { isProviderOrganization } from "@/lib/domain/vcd/sign-in";
import { ProviderError } from "../provider-error";
import { VcdClients } from "./client";
import { endSession, getCurrentSession } from "./session";
import type { VcdSite } from "./transport";

/** What a person signs in with; `organization` is the name VCD knows it by. */
export type VcdSignIn =
  | { kind: "account"; organization: string; user: string; password: string }
  | { kind: "api-token"; organization: string; token: string };

export type SignedIn = {
  /** Bearer token: a secret. Seal it to the worker's key and forget it. */
  token: string;
  session: SessionSeen;
  /** When VCD ends the token at the latest, used or not; null if it does not tell. */
  expiresAt: Date | null;
};

/**
 * Signs a tenant's person in at VCD itself, and reads who they are and what they may. The password goes to VCD once and
 * is kept nowhere; a wrong one is never sent again. Faults: `InvalidCredentials`, `InvalidApiToken`, `SystemOrganization`,
 * `UnsupportedVersion`, `UntrustedCertificate`, `NoAnswer`.
 */
export async function signInToVcd(site: VcdSite, given: VcdSignIn): Promise<SignedIn> {
  const { organization } = given;
  if (isProviderOrganization(organization)) {
    const message =
      "System is the provider's organization. Sign in with an account of a tenant's organization.";
    const fault = { code: "SystemOrganization", message, requestId: null, action: "LogIn" };
    throw new ProviderError(fault, false);
  }
  const clients = new VcdClients();
  try {
    const door = await clients.open({ site, credential: given, tenant: null });
    const token = await door.bearer();
    const credential = { kind: "session", organization, token } as const;
    const person = await clients.open({ site, credential, tenant: null });
    return { token, session: await getCurrentSession(person), expiresAt: expiryOf(token) };
  } finally {
    await clients.close();
  }
}

/** Ends a person's session at VCD; one that has ended already is no error. */
export async function signOutOfVcd(
  site: VcdSite,
  given: { organization: string; token: string },
): Promise<void> {
  const clients = new VcdClients();
  try {
    await endSession(await clients.open({ site, credential: { kind: "session", ...given }, tenant: null }));
  } finally {
    await clients.close();
  }
}

/** The `exp` of a JWT. VCD alone judges the token: this is only told to people. */
function expiryOf(token: string): Date | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const seconds = (claims as { exp?: unknown } | null)?.exp;
    return typeof seconds === "number" ? new Date(seconds * 1000) : null;
  } catch {
    return null;
  }
}
