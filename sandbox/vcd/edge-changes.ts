import type { Caller } from "./call";
import type { Fault } from "./faults";
import type { EdgeGateway, Task } from "./records";
import type { VcdSandbox } from "./state";
import type { EdgeChange, PendingChange } from "./store";
import { edgeOwner, fail, startTask, succeed } from "./tasks";
import { busyEntity } from "./vcd-error";

interface Wanted {
  edge: EdgeGateway;
  caller: Caller;
  /** VCD's name of the operation, repeated when the edge is found busy. */
  operation: string;
  change: EdgeChange;
  now: number;
  /** Where the task's owner is the new object, not the edge. */
  owner?: Task["owner"];
  /** Set while a described world is built: no time passes. */
  instant?: boolean;
}

export function releaseIfOver(edge: EdgeGateway, now: number): void {
  if (edge.busy?.until && edge.busy.until <= now) {
    edge.busy = null;
    edge.status = "REALIZED";
  }
}

/** Accepts one change: the edge is locked until the task ends, and a second one meanwhile is refused. */
export function startEdgeChange(sandbox: VcdSandbox, wanted: Wanted): Task {
  const { edge, caller, operation, change, now } = wanted;
  releaseIfOver(edge, now);
  if (edge.busy) throw busyEntity(edge.id, edge.busy.operation);
  const task = startTask(sandbox, {
    caller,
    organizationId: edge.organizationId,
    operation: `${operation} ${edge.name} (${edge.id})`,
    operationName: operation,
    owner: wanted.owner ?? edgeOwner(edge),
    progress: 0,
    now,
  });
  edge.busy = { operation, taskId: task.id, until: null };
  edge.status = "CONFIGURING";
  sandbox.store.pendingChanges.put({ taskId: task.id, edgeGatewayId: edge.id, change });
  if (wanted.instant) finishEdgeChange(sandbox, task.id, now);
  else sandbox.schedule({ kind: "edge-change", taskId: task.id }, now + sandbox.settings.edgeTaskMs);
  return task;
}

/** What is not yet realized is not yet listed: a change shows when its task ends. */
export function finishEdgeChange(sandbox: VcdSandbox, taskId: string, now: number): void {
  const { store, faults } = sandbox;
  const pending = store.pendingChanges.get(taskId);
  const task = store.tasks.get(taskId);
  if (!pending || !task) return;
  store.pendingChanges.delete(taskId);
  const edge = store.edgeGateways.get(pending.edgeGatewayId);
  const user = store.users.get(task.userId);
  const organization = store.organizations.get(user?.organizationId);
  const fault = faults.take(
    {
      operation: taskOperation(pending.change, task),
      via: "client",
      organization: organization?.name ?? "",
      user: user?.name ?? "",
    },
    ["task-error"],
  );
  if (!fault || fault.applied) applyEdgeChange(sandbox, pending);
  if (edge?.busy?.taskId === taskId) {
    edge.busy = null;
    edge.status = "REALIZED";
  }
  if (fault) failTask(task, now, fault);
  else succeed(task, now);
}

function failTask(task: Task, now: number, fault: Fault): void {
  fail(task, now, {
    code: fault.code ?? "INTERNAL_SERVER_ERROR",
    message: fault.message ?? `The operation ${task.operationName} failed: NSX-T did not realize the change.`,
  });
}

/** The names by which control calls aim a `task-error`, equal to the operations of the HTTP calls. */
function taskOperation(change: EdgeChange, task: Task): string {
  if (change.kind === "delete-rule") return "deleteNatRule";
  if (change.kind === "put-rule")
    return task.operationName === "NAT_RULE_CREATE" ? "createNatRule" : "updateNatRule";
  if (change.kind === "put-firewall") return "updateFirewallRules";
  if (change.kind === "put-group") return "putFirewallGroup";
  if (change.kind === "delete-group") return "deleteFirewallGroup";
  return change.kind;
}

function applyEdgeChange(sandbox: VcdSandbox, { edgeGatewayId, change }: PendingChange): void {
  const { store } = sandbox;
  if (change.kind === "put-rule" || change.kind === "delete-rule") rememberRules(sandbox, edgeGatewayId);
  if (change.kind === "put-rule") store.natRules.put(change.rule);
  else if (change.kind === "delete-rule") store.natRules.delete(change.ruleId);
  else if (change.kind === "put-group") store.firewallGroups.put(change.group);
  else if (change.kind === "delete-group") store.firewallGroups.delete(change.groupId);
  else if (change.kind === "put-profile") store.portProfiles.put(change.profile);
  else if (change.kind === "delete-profile") store.portProfiles.delete(change.profileId);
  const edge = store.edgeGateways.get(edgeGatewayId);
  if (!edge) return;
  if (change.kind === "put-firewall") edge.firewall.userDefinedRules = change.rules;
  if (change.kind === "describe-edge") {
    edge.name = change.name;
    edge.description = change.description;
  }
}

export function rememberRules(sandbox: VcdSandbox, edgeGatewayId: string): void {
  const rules = sandbox.store.natRules.filter((rule) => rule.edgeGatewayId === edgeGatewayId);
  sandbox.natRulesBefore.set(edgeGatewayId, structuredClone(rules));
}
