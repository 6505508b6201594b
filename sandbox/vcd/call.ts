import type { Organization, Session, User } from "./records";
import { right } from "./rights";
import type { VcdSandbox } from "./state";
import { badRequest, forbidden } from "./vcd-error";

/** Who calls: the person, the organization of the token, and the tenant a provider acts in. */
export interface Caller {
  user: User;
  organization: Organization;
  session: Session | null;
  provider: boolean;
  /** The only organization whose objects are seen; null: all of them (a provider without tenant context). */
  tenant: Organization | null;
  rights: ReadonlySet<string>;
}

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: string;
  base: string;
  now: number;
  requestId: string;
  apiVersion: string;
  /** Which of JSON and XML the Accept header asks for. */
  wantsJson: boolean;
  params: Record<string, string>;
  caller: Caller;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export function callerOf(
  sandbox: VcdSandbox,
  user: User,
  session: Session | null,
  tenant?: Organization,
): Caller {
  const organization = sandbox.store.organizations.get(user.organizationId);
  if (!organization) throw new Error(`The user ${user.name} belongs to no organization.`);
  const provider = organization.name.toLowerCase() === "system";
  return {
    user,
    organization,
    session,
    provider,
    tenant: provider ? (tenant ?? null) : organization,
    rights: new Set(sandbox.store.roles.get(user.roleId)?.rights ?? []),
  };
}

export const sees = (caller: Caller, organizationId: string) =>
  caller.tenant === null || caller.tenant.id === organizationId;

/** A System administrator may do everything; everybody else needs the right by its name. */
export const hasRight = (caller: Caller, name: string) => caller.provider || caller.rights.has(name);

export function needRight(caller: Caller, name: string, operation: string, id = "null"): void {
  if (!hasRight(caller, name)) throw forbidden(name, operation, id);
}

/** An object of this caller's view; what is hidden answers as what does not exist. */
export function visible<T extends { organizationId: string }>(
  caller: Caller,
  record: T | undefined,
  wanted: { right: string; operation: string; id: string },
): T {
  if (!record || !sees(caller, record.organizationId) || !hasRight(caller, wanted.right)) {
    throw forbidden(wanted.right, wanted.operation, wanted.id);
  }
  return record;
}

export const edgeView = (id: string) => ({
  right: right.gatewayView,
  operation: "ORG_VDC_GATEWAY_VIEW",
  id,
});

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** 202 as VCD gives it: no body, the task's address in Location. */
export const accepted = (call: { base: string }, taskId: string): Reply => ({
  status: 202,
  headers: { location: `${call.base}/api/task/${taskId}` },
});

export const noContent = (): Reply => ({ status: 204 });

export function readJson(call: Call): Record<string, unknown> {
  let value: unknown;
  try {
    value = call.body === "" ? {} : JSON.parse(call.body);
  } catch {
    throw badRequest("The request body is not valid JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRequest("The request body is not a JSON object.");
  }
  return value as Record<string, unknown>;
}
