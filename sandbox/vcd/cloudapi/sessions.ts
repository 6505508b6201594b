import { randomBytes } from "node:crypto";
import { type Call, type Caller, json, needRight, noContent, type Reply } from "../call";
import { bareId, newId, stableId, urn } from "../ids";
import { page } from "../paging";
import type { ApiToken, Session, User } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { forbidden, unauthorized, VcdError } from "../vcd-error";

const JWT_MS = 24 * 3_600_000;
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token in the shape of VCD's: the claims can be read, the signature is random, the truth is the table. */
export function openSession(sandbox: VcdSandbox, user: User, now: number, lastsMs = JWT_MS): Session {
  const id = newId();
  const seconds = Math.floor(now / 1000);
  const claims = {
    sub: user.name,
    iss: `${user.organizationId}@${siteId}`,
    exp: seconds + lastsMs / 1000,
    iat: seconds,
    jti: id,
  };
  const token = `${base64url({ alg: "RS256" })}.${base64url(claims)}.${randomBytes(48).toString("base64url")}`;
  return sandbox.store.sessions.put({
    id,
    token,
    userId: user.id,
    organizationId: user.organizationId,
    lastUsedAt: now,
    expiresAt: now + lastsMs,
    ended: false,
  });
}

export const siteId = stableId("site");

export function isAlive(sandbox: VcdSandbox, session: Session, now: number): boolean {
  const idle = now - session.lastUsedAt > sandbox.settings.sessionIdleMs;
  return !session.ended && !idle && now < session.expiresAt;
}

/** The session of a bearer token; using it moves its idle time-out. */
export function sessionOf(sandbox: VcdSandbox, token: string | undefined, now: number): Session {
  const session = token ? sandbox.store.sessions.find((each) => each.token === token) : undefined;
  if (!session || !isAlive(sandbox, session, now)) throw unauthorized();
  session.lastUsedAt = now;
  return session;
}

/** Checks `user@organization:password`, counts wrong ones, and locks the account as VCD does. */
export function signIn(
  sandbox: VcdSandbox,
  header: string | undefined,
  wanted: "tenant" | "provider" | "any",
  now: number,
) {
  const [, encoded = ""] = /^Basic (.+)$/i.exec(header ?? "") ?? [];
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const account = colon < 0 ? "" : decoded.slice(0, colon);
  const at = account.lastIndexOf("@");
  const organization = at < 0 ? undefined : sandbox.store.organizationNamed(account.slice(at + 1));
  const name = account.slice(0, Math.max(at, 0));
  const user =
    organization &&
    sandbox.store.users.find((each) => each.organizationId === organization.id && each.name === name);
  const provider = organization?.name.toLowerCase() === "system";
  if (!user || (wanted !== "any" && provider !== (wanted === "provider"))) throw unauthorized();
  if (user.lockedUntil !== null && now < user.lockedUntil) throw unauthorized();
  if (user.lockedUntil !== null) {
    user.lockedUntil = null;
    user.failedLogins = 0;
  }
  if (user.password !== decoded.slice(colon + 1)) {
    user.failedLogins += 1;
    if (user.failedLogins >= sandbox.settings.lockOutAfter)
      user.lockedUntil = now + sandbox.settings.lockOutMs;
    throw unauthorized();
  }
  user.failedLogins = 0;
  return { user, session: openSession(sandbox, user, now) };
}

export function showSession(sandbox: VcdSandbox, session: Session, user: User) {
  const { store, settings } = sandbox;
  const organization = store.organizations.get(session.organizationId);
  const role = store.roles.get(user.roleId);
  return {
    id: urn("session", session.id),
    site: { name: new URL(sandbox.baseUrl).host, id: urn("site", siteId) },
    user: { name: user.name, id: urn("user", user.id) },
    org: { name: organization?.name ?? "", id: urn("org", session.organizationId) },
    location: `${session.organizationId}@${siteId}`,
    roles: role ? [role.name] : [],
    roleRefs: role ? [{ name: role.name, id: urn("role", role.id) }] : [],
    sessionIdleTimeoutMinutes: Math.round(settings.sessionIdleMs / 60_000),
  };
}

export const tokenHeaders = (session: Session) => ({
  "x-vmware-vcloud-access-token": session.token,
  "x-vmware-vcloud-token-type": "Bearer",
});

/** POST /sessions and /sessions/provider: the only calls that take a password. */
export function logIn(sandbox: VcdSandbox, call: Omit<Call, "caller">, wanted: "tenant" | "provider"): Reply {
  const { user, session } = signIn(sandbox, call.headers.authorization, wanted, call.now);
  return json(200, showSession(sandbox, session, user), tokenHeaders(session));
}

function ownSession(call: Call): Session {
  if (!call.caller.session) throw unauthorized();
  return call.caller.session;
}

export const listSessions = (sandbox: VcdSandbox, call: Call): Reply =>
  page(call, [showSession(sandbox, ownSession(call), call.caller.user)], { model: "Sessions" });

function namedSession(sandbox: VcdSandbox, call: Call): Session {
  const id = bareId(call.params.session ?? "");
  const session = id === "current" ? ownSession(call) : sandbox.store.sessions.get(id);
  if (session?.userId !== call.caller.user.id)
    throw forbidden(right.administratorControl, "SESSION_VIEW", id);
  return session;
}

export const getSession = (sandbox: VcdSandbox, call: Call): Reply =>
  json(200, showSession(sandbox, namedSession(sandbox, call), call.caller.user));

export function logOut(sandbox: VcdSandbox, call: Call): Reply {
  namedSession(sandbox, call).ended = true;
  return noContent();
}

/** The OAuth endpoints exist from API 36.1 on; before, the address is unknown. */
export function needTokens(sandbox: VcdSandbox): void {
  if (!sandbox.versions.api.some((version) => Number(version) >= 36.1)) {
    throw new VcdError(
      404,
      "NOT_FOUND",
      "API tokens exist from VMware Cloud Director 10.3.1 (API version 36.1) on.",
    );
  }
}

const canManage = (caller: Caller, token: ApiToken) =>
  caller.user.id === token.userId || caller.rights.has(right.tokensManageAll) || caller.provider;

function showToken(sandbox: VcdSandbox, token: ApiToken) {
  const owner = sandbox.store.users.get(token.userId);
  const organization = sandbox.store.organizations.get(token.organizationId);
  return {
    id: urn("token", token.id),
    name: token.name,
    type: "REFRESH",
    owner: { name: owner?.name ?? "", id: urn("user", token.userId) },
    org: { name: organization?.name ?? "", id: urn("org", token.organizationId) },
    token: null,
    expirationTimeStamp: null,
  };
}

const visibleTokens = (sandbox: VcdSandbox, caller: Caller) =>
  sandbox.store.apiTokens.filter(
    (token) =>
      token.token !== null &&
      (caller.tenant === null || caller.tenant.id === token.organizationId) &&
      canManage(caller, token),
  );

export function listTokens(sandbox: VcdSandbox, call: Call): Reply {
  needTokens(sandbox);
  const shown = visibleTokens(sandbox, call.caller).map((token) => showToken(sandbox, token));
  return page(call, shown, { model: "Tokens" });
}

export function oneToken(sandbox: VcdSandbox, call: Call): Reply {
  needTokens(sandbox);
  const id = bareId(call.params.token ?? "");
  const token = visibleTokens(sandbox, call.caller).find((each) => each.id === id);
  if (!token) throw forbidden(right.tokensManage, "TOKEN_VIEW", id);
  if (call.method !== "DELETE") return json(200, showToken(sandbox, token));
  needRight(call.caller, right.tokensManage, "TOKEN_DELETE", id);
  sandbox.store.apiTokens.delete(id);
  return noContent();
}
