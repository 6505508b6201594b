import { randomBytes } from "node:crypto";
import { AwsError } from "./aws-error";
import type { Params } from "./ec2/query";
import type { Credential } from "./records";
import type { Sandbox } from "./state";
import type { XmlNode } from "./xml";

const idChars = (prefix: string) => prefix + randomBytes(8).toString("hex").toUpperCase();

const refuse = (code: string, message: string) =>
  new AwsError(code, message, code === "AccessDenied" ? 403 : 400);

function readDuration(params: Params, caller: Credential): number {
  const seconds = params.integer("DurationSeconds") ?? 3600;
  if (seconds < 900 || seconds > 43_200) {
    throw refuse(
      "ValidationError",
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: 900 to 43200`,
    );
  }
  if (caller.session && seconds > 3600) {
    throw refuse(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  }
  return seconds;
}

function assumeRole(sandbox: Sandbox, caller: Credential, params: Params, wallNow: number): XmlNode {
  const arn = params.required("RoleArn");
  const sessionName = params.required("RoleSessionName");
  const match = /^arn:aws:iam::(\d{12}):role\/(?:.+\/)?([\w+=,.@-]+)$/.exec(arn);
  if (!match) throw refuse("ValidationError", `${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw refuse(
      "ValidationError",
      "Value at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}",
    );
  }
  const seconds = readDuration(params, caller);
  const [, accountId = "", roleName = ""] = match;
  const role = sandbox.store.roles.get(`${accountId}/${roleName}`);
  const trusted = role?.trustedAccountIds.includes(caller.accountId);
  // A missing role, a stranger and a wrong external id look alike: STS tells nothing apart.
  if (!role || !trusted || (role.externalId !== undefined && role.externalId !== params.text("ExternalId"))) {
    throw refuse(
      "AccessDenied",
      `User: ${caller.principal} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  }
  const session = { token: randomBytes(96).toString("base64"), expiresAt: wallNow + seconds * 1000 };
  const issued: Credential = {
    accessKeyId: idChars("ASIA"),
    secretAccessKey: randomBytes(30).toString("base64"),
    accountId,
    principal: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    userId: `${role.roleId}:${sessionName}`,
    deny: role.deny,
    allow: role.allow,
    session,
  };
  forgetOldSessions(sandbox, wallNow);
  sandbox.store.credentials.put(issued);
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: session.token,
      Expiration: new Date(session.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: issued.userId, Arn: issued.principal },
    PackedPolicySize: 1,
  };
}

const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/** An expired session answers "expired" for a day; then its key is as unknown as any other. */
function forgetOldSessions({ store }: Sandbox, wallNow: number): void {
  for (const { accessKeyId, session } of store.credentials.all()) {
    if (session && session.expiresAt > 0 && session.expiresAt + FORGOTTEN_AFTER_MS < wallNow) {
      store.credentials.delete(accessKeyId);
    }
  }
}

/** The content of `<{Action}Result>`. */
export function answerSts(
  sandbox: Sandbox,
  caller: Credential,
  action: string,
  params: Params,
  wallNow: number,
): XmlNode {
  if (action === "AssumeRole") return assumeRole(sandbox, caller, params, wallNow);
  if (action === "GetCallerIdentity") {
    return { Arn: caller.principal, UserId: caller.userId, Account: caller.accountId };
  }
  throw refuse("InvalidAction", `Could not find operation ${action} for version 2011-06-15`);
}
