import { type Caller, callerOf } from "../call";
import { isAlive } from "../cloudapi/sessions";
import { newId } from "../ids";
import type { Entity, Task } from "../records";
import type { VcdSandbox } from "../state";
import { unauthorized, VcdError } from "../vcd-error";
import { KnownFailure } from "./cse-error";
import type { CseOperation } from "./operation";

/** One step of CSE's work. */
export interface StepContext {
  sandbox: VcdSandbox;
  operation: CseOperation;
  now: number;
  task: Task;
}

/** What follows: another step after a while, or nothing more. */
export type Next = { step: string; afterMs: number } | null;

export const entityOf = ({ sandbox, operation }: StepContext): Entity | undefined =>
  sandbox.store.entities.get(operation.entityId);

/** CSE's own reads and writes of the entity fail when somebody deleted it meanwhile. */
export function needEntity(context: StepContext): Entity {
  const entity = entityOf(context);
  if (!entity) throw new Error(`No access to entity "${context.operation.entityId}".`);
  return entity;
}

export const vappOf = ({ sandbox, operation }: StepContext) =>
  sandbox.store.vapps.get(operation.data.vappId) ??
  sandbox.store.vapps.find((vapp) => vapp.entityId === operation.entityId);

export function say({ task }: StepContext, message: string): void {
  task.operation = message;
}

/** A call of CSE to VCD in the user's name: it meets rights, locks and faults like everybody's. */
export function callVcd<T>(
  context: StepContext,
  call: { operation: string; method: string; path: string; body?: unknown },
  run: (caller: Caller) => T,
): T {
  const { sandbox, operation, now } = context;
  const { store } = sandbox;
  const user = store.users.get(operation.userId);
  if (!user) throw unauthorized();
  const session = store.sessions.get(operation.sessionId) ?? null;
  const caller = callerOf(sandbox, user, session, store.organizations.get(operation.organizationId));
  const entry = {
    at: new Date(now).toISOString(),
    service: call.path.startsWith("/cloudapi") ? ("cloudapi" as const) : ("api" as const),
    via: "cse" as const,
    ...call,
    organization: caller.organization.name,
    user: user.name,
    apiVersion: operation.apiVersion,
    requestId: newId(),
  };
  const met = sandbox.faults.take(
    { operation: call.operation, via: "cse", organization: caller.organization.name, user: user.name },
    ["error", "lost-reply", "drop-before"],
  );
  const fault = met?.kind;
  try {
    if (session && !isAlive(sandbox, session, now)) throw unauthorized();
    if (session) session.lastUsedAt = now;
    if (met?.kind === "error") {
      throw new VcdError(
        met.status ?? 500,
        met.code ?? "INTERNAL_SERVER_ERROR",
        met.message ?? "Internal Server Error",
      );
    }
    if (met?.kind === "drop-before") throw new Error("Connection aborted.");
    const result = run(caller);
    sandbox.journal.add({ ...entry, status: call.method === "GET" ? 200 : 202, fault });
    if (met?.kind === "lost-reply") throw new Error("Connection aborted.");
    return result;
  } catch (error) {
    if (error instanceof VcdError)
      sandbox.journal.add({ ...entry, status: error.status, code: error.code, fault });
    else if (met?.kind === "drop-before") sandbox.journal.add({ ...entry, status: 0, fault });
    throw error;
  }
}

/** Lets a control call break one step of CSE: `error` as a failure it knows, `unknown-error` as one it does not. */
export function meetFault(context: StepContext, step: string, known: string): void {
  const { sandbox, operation } = context;
  const organization = sandbox.store.organizations.get(operation.organizationId)?.name ?? "";
  const user = sandbox.store.users.get(operation.userId)?.name ?? "";
  const fault = sandbox.faults.take({ operation: `cse:${step}`, via: "cse", organization, user }, [
    "error",
    "unknown-error",
  ]);
  if (!fault) return;
  const message = fault.message ?? known;
  throw fault.kind === "error" ? new KnownFailure(message) : new Error(message);
}

export const pause = ({ sandbox, operation }: StepContext, ms: number = sandbox.settings.cseStepMs) =>
  operation.instant ? 0 : ms;
