import { randomBytes } from "node:crypto";
import { type Call, callerOf, hasRight, json, type Reply } from "./call";
import { needTokens, openSession, sessionOf } from "./cloudapi/sessions";
import { newId } from "./ids";
import { right } from "./rights";
import type { VcdSandbox } from "./state";
import { VcdError } from "./vcd-error";

const ACCESS_MS = 3_600_000;

const refuse = (status: number, error: string, description: string): Reply =>
  json(status, { error, error_description: description });

function organizationOf(sandbox: VcdSandbox, call: Omit<Call, "caller">) {
  const name = call.params.organization ?? "System";
  const organization = sandbox.store.organizationNamed(decodeURIComponent(name));
  if (!organization) throw new VcdError(401, "invalid_client", "");
  return organization;
}

function readForm(call: Omit<Call, "caller">): URLSearchParams {
  if (!call.body.trimStart().startsWith("{")) return new URLSearchParams(call.body);
  try {
    const value: Record<string, unknown> = JSON.parse(call.body);
    return new URLSearchParams(Object.entries(value).map(([name, each]) => [name, String(each)]));
  } catch {
    return new URLSearchParams();
  }
}

/** POST …/register: announces a client for which a token can then be granted. */
export function registerClient(sandbox: VcdSandbox, call: Omit<Call, "caller">): Reply {
  needTokens(sandbox);
  const organization = organizationOf(sandbox, call);
  const bearer = /^Bearer (.+)$/i.exec(call.headers.authorization ?? "")?.[1];
  const session = sessionOf(sandbox, bearer, call.now);
  const user = sandbox.store.users.get(session.userId);
  if (!user || user.organizationId !== organization.id)
    return refuse(401, "invalid_client", "The session is of another organization.");
  if (!hasRight(callerOf(sandbox, user, session), right.tokensManage)) {
    return refuse(403, "access_denied", `The right ${right.tokensManage} is missing.`);
  }
  const name = readForm(call).get("client_name") ?? "";
  if (name === "") return refuse(400, "invalid_client_metadata", "client_name is missing.");
  const id = newId();
  sandbox.store.apiTokens.put({
    id,
    name,
    clientId: id,
    token: null,
    userId: user.id,
    organizationId: organization.id,
  });
  return json(200, {
    client_name: name,
    client_id: id,
    grant_types: ["refresh_token"],
    token_endpoint_auth_method: "none",
  });
}

/** POST …/token: an API token for an access token, or a session for a new API token. */
export function grantToken(sandbox: VcdSandbox, call: Omit<Call, "caller">): Reply {
  needTokens(sandbox);
  const organization = organizationOf(sandbox, call);
  const form = readForm(call);
  const grant = form.get("grant_type");
  if (grant === "refresh_token") {
    const given = form.get("refresh_token");
    const token = sandbox.store.apiTokens.find(
      (each) => each.token !== null && each.token === given && each.organizationId === organization.id,
    );
    const user = sandbox.store.users.get(token?.userId);
    if (!user) return refuse(400, "invalid_grant", "Failed to validate the refresh token.");
    const session = openSession(sandbox, user, call.now, ACCESS_MS);
    return json(200, {
      access_token: session.token,
      token_type: "Bearer",
      expires_in: ACCESS_MS / 1000,
      refresh_token: null,
    });
  }
  if (grant === "urn:ietf:params:oauth:grant-type:jwt-bearer") {
    const session = sessionOf(sandbox, form.get("assertion") ?? undefined, call.now);
    const client = sandbox.store.apiTokens.find(
      (each) =>
        each.clientId === form.get("client_id") && each.userId === session.userId && each.token === null,
    );
    const user = sandbox.store.users.get(session.userId);
    if (!client || !user) return refuse(400, "invalid_client", "The client_id is unknown.");
    client.token = randomBytes(24).toString("base64url");
    const access = openSession(sandbox, user, call.now, ACCESS_MS);
    return json(200, {
      access_token: access.token,
      token_type: "Bearer",
      expires_in: ACCESS_MS / 1000,
      refresh_token: client.token,
    });
  }
  return refuse(400, "unsupported_grant_type", `The grant_type ${grant} is not known.`);
}
