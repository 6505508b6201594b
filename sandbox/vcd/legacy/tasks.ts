import { type Call, json, type Reply, sees } from "../call";
import { urn } from "../ids";
import type { Task } from "../records";
import type { VcdSandbox } from "../state";
import { isTerminal } from "../tasks";
import { VcdError } from "../vcd-error";
import { NAMESPACE, xml, xmlReply } from "./xml";

const TASK = "application/vnd.vmware.vcloud.task+xml";
const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function taskOf(sandbox: VcdSandbox, call: Call): Task {
  const task = sandbox.store.tasks.get(call.params.task);
  const expired = task && call.now > task.startTime + sandbox.settings.taskExpiryMs;
  if (!task || expired || !sees(call.caller, task.organizationId)) {
    throw new VcdError(
      403,
      "ACCESS_TO_RESOURCE_IS_FORBIDDEN",
      `No access to entity "com.vmware.vcloud.entity.task:${call.params.task}".`,
    );
  }
  return task;
}

export function describeTask(sandbox: VcdSandbox, base: string, task: Task) {
  const { store, settings } = sandbox;
  const organization = store.organizations.get(task.organizationId);
  const user = store.users.get(task.userId);
  return {
    href: `${base}/api/task/${task.id}`,
    id: urn("task", task.id),
    name: "task",
    status: task.status,
    operation: task.operation,
    operationName: task.operationName,
    serviceNamespace: task.serviceNamespace,
    startTime: time(task.startTime),
    endTime: time(task.endTime),
    expiryTime: time(task.startTime + settings.taskExpiryMs),
    owner: {
      href: `${base}${task.owner.path}`,
      id: task.owner.id,
      name: task.owner.name,
      type: task.owner.type,
    },
    user: {
      href: `${base}/api/user/${task.userId}`,
      id: urn("user", task.userId),
      name: user?.name ?? "",
      type: "application/vnd.vmware.admin.user+xml",
    },
    organization: {
      href: `${base}/api/org/${task.organizationId}`,
      id: urn("org", task.organizationId),
      name: organization?.name ?? "",
      type: "application/vnd.vmware.vcloud.org+xml",
    },
    progress: task.progress,
    error: task.error && { ...task.error, stackTrace: "", tenantError: null },
    result: task.resultContent === null ? null : { resultContent: task.resultContent },
  };
}

function taskXml(sandbox: VcdSandbox, base: string, task: Task) {
  const { owner, user, organization, error, progress, result, ...attributes } = describeTask(
    sandbox,
    base,
    task,
  );
  return xml(
    "Task",
    { xmlns: NAMESPACE, ...attributes, cancelRequested: "false", type: TASK },
    xml("Owner", owner),
    error &&
      xml("Error", {
        majorErrorCode: error.majorErrorCode,
        minorErrorCode: error.minorErrorCode,
        message: error.message,
        stackTrace: "",
      }),
    xml("User", user),
    xml("Organization", organization),
    progress !== null && xml("Progress", {}, String(progress)),
    xml("Details"),
    result && xml("Result", {}, xml("ResultContent", {}, result.resultContent)),
  );
}

export function getTask(sandbox: VcdSandbox, call: Call): Reply {
  const task = taskOf(sandbox, call);
  if (call.wantsJson) {
    const shown = describeTask(sandbox, call.base, task);
    return json(200, {
      ...shown,
      type: TASK.replace("+xml", "+json"),
      cancelRequested: false,
      details: "",
      link: [],
    });
  }
  return xmlReply(taskXml(sandbox, call.base, task), TASK, call.apiVersion);
}

/** No task of this sandbox carries a cancel link: CSE never looks at a cancel request. */
export function cancelTask(sandbox: VcdSandbox, call: Call): Reply {
  const task = taskOf(sandbox, call);
  const message = isTerminal(task) ? "The task has ended." : "This operation is denied.";
  throw new VcdError(400, "OPERATION_DENIED", message);
}
