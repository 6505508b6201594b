import { z } from "zod";
import { isProviderOrganization } from "@/lib/domain/vcd/sign-in";
import { ProviderError } from "../provider-error";
import { refusesVcdCredentials, vcdCodes } from "./faults";
import { segment, type VcdCallTally, type VcdTransport } from "./transport";
import { readAs, type VcdAnswer } from "./wire";

/** With what a session begins. The organization is a name; `System`, in any case, is the provider's. */
export type VcdCredential =
  | { kind: "account"; organization: string; user: string; password: string }
  /** From API 36.1 on (VCD 10.3.1). */
  | { kind: "api-token"; organization: string; token: string }
  /** A token somebody got at sign-in: it is used while it lasts, and never renewed. */
  | { kind: "session"; organization: string; token: string };

const loginTimeoutMs = 15_000;

/** Exchanges a credential for a bearer token, at the tenant's or the provider's door. Sent once: VCD counts wrong ones. */
export async function logIn(
  transport: VcdTransport,
  credential: VcdCredential,
  apiVersion: string,
  tally?: VcdCallTally,
): Promise<string> {
  if (credential.kind === "session") return credential.token;
  const provider = isProviderOrganization(credential.organization);
  return credential.kind === "account"
    ? logInByPassword(transport, credential, provider, apiVersion, tally)
    : exchangeApiToken(transport, credential, provider, tally);
}

async function logInByPassword(
  transport: VcdTransport,
  { organization, user, password }: Extract<VcdCredential, { kind: "account" }>,
  provider: boolean,
  apiVersion: string,
  tally?: VcdCallTally,
): Promise<string> {
  const action = "LogIn";
  const basic = Buffer.from(`${user}@${organization}:${password}`).toString("base64");
  const sending = transport.send({
    action,
    method: "POST",
    path: `/cloudapi/1.0.0/sessions${provider ? "/provider" : ""}`,
    headers: { Accept: `application/json;version=${apiVersion}`, Authorization: `Basic ${basic}` },
    timeoutMs: loginTimeoutMs,
    tally,
  });
  const answer = await sending.catch((error: unknown) => {
    const message =
      "VMware Cloud Director refused this user and password, or the account is locked. Check the organization too.";
    throw reworded(error, vcdCodes.invalidCredentials, message);
  });
  const token = answer.headers["x-vmware-vcloud-access-token"];
  if (token) return token;
  throw withoutToken(answer, action);
}

const grant = z.object({ access_token: z.string().min(1) });

async function exchangeApiToken(
  transport: VcdTransport,
  { organization, token }: Extract<VcdCredential, { kind: "api-token" }>,
  provider: boolean,
  tally?: VcdCallTally,
): Promise<string> {
  const action = "ExchangeApiToken";
  const sending = transport.send({
    action,
    method: "POST",
    path: provider ? "/oauth/provider/token" : `/oauth/tenant/${segment(organization)}/token`,
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: token }).toString(),
    timeoutMs: loginTimeoutMs,
    tally,
  });
  const answer = await sending.catch((error: unknown) => {
    const message =
      "VMware Cloud Director refused this API token: it was revoked, belongs to another organization, or the site is older than 10.3.1.";
    throw reworded(error, vcdCodes.invalidApiToken, message);
  });
  return readAs(grant, answer, action).access_token;
}

/** A refusal in our words; silence and accidents stay as they are. */
function reworded(error: unknown, code: string, message: string): unknown {
  if (!(error instanceof ProviderError) || error.outcomeUnknown) return error;
  const { fault } = error;
  const refusals = ["invalid_grant", "invalid_client", "invalid_request", "unauthorized_client"];
  const gone =
    code === vcdCodes.invalidApiToken && (fault.code === "NOT_FOUND" || fault.code === vcdCodes.notFound);
  if (!refusesVcdCredentials(fault) && !refusals.includes(fault.code) && !gone) return error;
  return new ProviderError({ ...fault, code, message }, false, { cause: error });
}

function withoutToken({ requestId }: VcdAnswer, action: string): ProviderError {
  const message = "VMware Cloud Director accepted the sign-in and gave no token.";
  return new ProviderError({ code: "UnreadableAnswer", message, requestId, action }, false);
}
