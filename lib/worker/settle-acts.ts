import type { PlaceClaim } from "@/lib/db/places";
import { fromStored } from "@/lib/db/stored";
import { recordSettledActs, type SettledAct } from "@/lib/db/vcd-records";
import { type LiveAct, loadLiveActs, loadTasks } from "@/lib/db/vcd-sweeps";
import {
  type ClusterEntitySeen,
  type ClusterOperation,
  endedTaskStatuses,
  type TaskSeen,
} from "@/lib/domain/vcd/observed";
import type { WorkerContext } from "./context";
import { entityIn, type VcdLook, wasEntitySearched } from "./vcd-look";

/** CSE shows what it accepted within this time: later, an act without any trace had no effect. */
const traceMs = 10_000;
/** VCD's clock may be this much behind ours. */
const clockSkewMs = 5_000;

/** Settles the acts in people's names whose end this look shows, after clusters and tasks were recorded. */
export async function settleActs(
  { db }: Pick<WorkerContext, "db">,
  claim: PlaceClaim,
  look: VcdLook,
): Promise<void> {
  const acts = await loadLiveActs(db, claim.placeId);
  if (acts.length === 0) return;
  const taskIdOf = ({ taskId, cluster }: LiveAct) => taskId ?? cluster.seen?.taskId ?? null;
  const stored = await loadTasks(
    db,
    claim.placeId,
    acts.flatMap((act) => taskIdOf(act) ?? []),
  );
  const settled = acts.flatMap((act) => {
    const kept = stored.get(taskIdOf(act) ?? "");
    const task = kept ? { ...fromStored<KeptTask>(kept.seen), endedAt: kept.endedAt } : null;
    const outcome = settleAct(act, look, task);
    const { id, organizationId } = act;
    return outcome ? [{ id, organizationId, clusterId: act.cluster.id, ...outcome }] : [];
  });
  await recordSettledActs(db, claim, settled, look.at);
}

type KeptTask = Omit<TaskSeen, "result">;

type Outcome = Pick<SettledAct, "state" | "taskId" | "fault">;

/**
 * What a look says of an act that was sent, or may have been; null while it says nothing. `task` is the one it was
 * answered with, else the one its cluster names now.
 */
export function settleAct(act: LiveAct, look: VcdLook, task: KeptTask | null): Outcome | null {
  const { taskId } = act;
  if (act.state === "accepted") return settleAccepted(act, taskId && task?.endedAt ? task : null);
  if (act.state === "sending" && !(act.deadline && look.at > act.deadline)) return null;
  const trace = traceOf(act, look, task);
  if (trace) return trace;
  const over = act.deadline && look.at.getTime() > act.deadline.getTime() + traceMs;
  const looked = wasEntitySearched(look, act.cluster);
  return over && looked ? { state: "lost", taskId, fault: null } : null;
}

function settleAccepted(act: LiveAct, ended: KeptTask | null): Outcome | null {
  const { taskId, kind, cluster } = act;
  const deletes = kind === "delete" || kind === "force-delete";
  if (ended) {
    const failed = ended.status !== "success" && endedTaskStatuses.includes(ended.status);
    if (failed || ended.fault) return { state: "refused", taskId, fault: ended.fault };
    // CSE may say success before its entity is gone.
    if (!deletes || cluster.goneAt) return { state: "done", taskId, fault: null };
    return null;
  }
  if (taskId) return null;
  // Without a task, VCD did it at once, or the entity alone tells.
  if (deletes) return cluster.goneAt ? { state: "done", taskId, fault: null } : null;
  if (kind === "share") return { state: "done", taskId, fault: null };
  return byPhase(act);
}

const operations: Partial<Record<LiveAct["kind"], ClusterOperation>> = {
  create: "CREATE",
  resize: "UPDATE",
  upgrade: "UPGRADE",
};

function byPhase({ kind, cluster, startedAt, taskId }: LiveAct): Outcome | null {
  const { seen, seenAt } = cluster;
  if (!seen?.phase || !seenAt || !startedAt || seenAt <= startedAt) return null;
  if (seen.phase.operation !== operations[kind]) return null;
  if (seen.phase.status === "SUCCEEDED") return { state: "done", taskId, fault: null };
  if (seen.phase.status !== "FAILED") return null;
  const message = "CSE says that it failed, and names no task that would say why.";
  return { state: "refused", taskId, fault: { code: "CseError", message, requestId: null, action: kind } };
}

/** A call without an answer is looked for in what it would have changed. */
function traceOf(act: LiveAct, look: VcdLook, task: KeptTask | null): Outcome | null {
  const { kind, cluster } = act;
  const deletes = kind === "delete" || kind === "force-delete";
  if (deletes && cluster.goneAt) return { state: "done", taskId: null, fault: null };
  const seen = entityIn(look, cluster);
  if (!seen || !isTraceOf(act, seen, task)) return null;
  return { state: "accepted", taskId: seen.taskId, fault: null };
}

function isTraceOf(
  { kind, input, startedAt }: LiveAct,
  seen: ClusterEntitySeen,
  task: KeptTask | null,
): boolean {
  const since = (startedAt?.getTime() ?? Number.POSITIVE_INFINITY) - clockSkewMs;
  const isNewTask = seen.taskId === task?.id && (task?.startedAt?.getTime() ?? 0) >= since;
  const operation = seen.phase?.operation;
  switch (kind) {
    case "create":
      return startedAt !== null;
    case "resize":
      return (
        input.kind === "resize" && operation === "UPDATE" && isNewTask && seen.wantedWorkers === input.workers
      );
    case "upgrade":
      return isNewTask && (operation === "UPGRADE" || operation === "UPDATE");
    case "delete":
    case "force-delete":
      return operation === "DELETE" || seen.state === "IN_DELETION";
    default:
      return false;
  }
}
