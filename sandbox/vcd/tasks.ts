import type { Caller } from "./call";
import { newId, urn } from "./ids";
import type { EdgeGateway, Entity, Task } from "./records";
import type { VcdSandbox } from "./state";

export interface NewTask {
  caller: Caller;
  organizationId: string;
  operation: string;
  operationName: string;
  serviceNamespace?: string;
  owner: Task["owner"];
  progress?: number | null;
  now: number;
}

export function startTask(sandbox: VcdSandbox, given: NewTask): Task {
  const { organizationId, operation, operationName, owner, now } = given;
  return sandbox.store.tasks.put({
    id: newId(),
    organizationId,
    userId: given.caller.user.id,
    operation,
    operationName,
    serviceNamespace: given.serviceNamespace ?? "com.vmware.vcloud",
    status: "running",
    startTime: now,
    endTime: null,
    owner,
    progress: given.progress ?? null,
    error: null,
    resultContent: null,
  });
}

export const isTerminal = (task: Task) => ["success", "error", "canceled", "aborted"].includes(task.status);

export function succeed(task: Task, now: number, resultContent: string | null = null): void {
  task.status = "success";
  task.endTime = now;
  task.resultContent = resultContent;
  if (task.progress !== null) task.progress = 100;
}

export function fail(task: Task, now: number, error: { code: string; message: string }): void {
  task.status = "error";
  task.endTime = now;
  task.error = { majorErrorCode: 500, minorErrorCode: error.code, message: error.message };
}

export const edgeOwner = (edge: EdgeGateway): Task["owner"] => ({
  id: urn("gateway", edge.id),
  name: edge.name,
  type: "application/json",
  path: `/cloudapi/1.0.0/edgeGateways/${urn("gateway", edge.id)}`,
});

export const entityOwner = (entity: Entity): Task["owner"] => ({
  id: entity.id,
  name: entity.name,
  type: "application/json",
  path: `/cloudapi/1.0.0/entities/${entity.id}`,
});

export const organizationOwner = (organization: { id: string; name: string }): Task["owner"] => ({
  id: urn("org", organization.id),
  name: organization.name,
  type: "application/vnd.vmware.vcloud.org+xml",
  path: `/api/org/${organization.id}`,
});
