import type { VcdSandbox } from "../state";
import type { Next, StepContext } from "./call-vcd";
import { failChange, nfsSteps, updateSteps, upgradeSteps } from "./change-steps";
import { createSteps, failCreate } from "./create-steps";
import { deleteSteps, forceSteps } from "./delete-steps";
import type { OperationKind } from "./operation";

type Step = (context: StepContext) => Next | Promise<Next>;

const steps: Record<OperationKind, Record<string, Step>> = {
  create: createSteps,
  update: updateSteps,
  upgrade: upgradeSteps,
  delete: deleteSteps,
  "force-delete": forceSteps,
  "delete-nfs": nfsSteps,
};

function onFailure(context: StepContext, error: unknown): Next {
  const { kind, clusterName, entityId } = context.operation;
  if (kind === "create") return failCreate(context, error);
  if (kind === "upgrade")
    return failChange(context, "UPGRADE", `Unexpected error while upgrading cluster '${clusterName}'`, error);
  if (kind === "delete" || kind === "force-delete") {
    return failChange(context, "DELETE", `Unexpected error while deleting cluster ${clusterName}`, error);
  }
  return failChange(
    context,
    "UPDATE",
    `Unexpected error while resizing nodes for ${clusterName} (${entityId})`,
    error,
  );
}

/** Runs the step that is due and plans the next one. */
export async function runStep(sandbox: VcdSandbox, operationId: string, now: number): Promise<void> {
  const { store } = sandbox;
  const operation = store.operations.get(operationId);
  const task = operation && store.tasks.get(operation.taskId);
  const step = operation && steps[operation.kind][operation.step];
  if (!operation || !task || !step) return;
  const context: StepContext = { sandbox, operation, now, task };
  let next: Next;
  try {
    next = await step(context);
  } catch (error) {
    next = onFailure(context, error);
  }
  if (!next) {
    store.operations.delete(operationId);
    return;
  }
  operation.step = next.step;
  sandbox.schedule({ kind: "cse-step", operationId }, now + next.afterMs);
}
