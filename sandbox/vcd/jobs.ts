import { runStep } from "./cse/run-operation";
import { finishEdgeChange, releaseIfOver } from "./edge-changes";
import type { VcdSandbox } from "./state";

/** Does everything that is due, in its order, each piece at its own time. */
export async function settle(sandbox: VcdSandbox): Promise<void> {
  const now = sandbox.clock.now();
  for (;;) {
    const job = sandbox.nextJob();
    if (!job || job.at > now) return;
    sandbox.store.jobs.delete(job.id);
    const { work } = job;
    if (work.kind === "edge-change") finishEdgeChange(sandbox, work.taskId, job.at);
    else if (work.kind === "cse-step") await runStep(sandbox, work.operationId, job.at);
    else {
      const edge = sandbox.store.edgeGateways.get(work.edgeGatewayId);
      if (edge) releaseIfOver(edge, job.at);
    }
  }
}
