import type { TaskSeen } from "@/lib/domain/vcd/observed";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { isMissing, refusesVcdCredentials } from "@/lib/providers/vcd/faults";
import { bareId } from "@/lib/providers/vcd/identifiers";
import { getTask, type RunningTask } from "@/lib/providers/vcd/tasks";
import { inParallel } from "./in-parallel";

/** Tasks take a call each: a look reads no more, those it has not read for longest first. */
const mostTasks = 40;
const tasksAtOnce = 4;

export type TasksLook = {
  /** By URN, without results. */
  tasks: Map<string, TaskSeen>;
  /** Those that VCD does not show any more. */
  forgotten: Set<string>;
};

/** Reads tasks by their ids. What fails for another reason than being gone is left for the next look. */
export async function readTasks(session: VcdSession, taskIds: Iterable<string>): Promise<TasksLook> {
  const look: TasksLook = { tasks: new Map(), forgotten: new Set() };
  const ids = [...new Set(taskIds)].slice(0, mostTasks);
  await inParallel(ids, tasksAtOnce, async (id) => {
    try {
      // The result of a behaviour's task may be a kubeconfig: it goes no further than this line.
      look.tasks.set(id, { ...(await getTask(session, id)), id, result: null });
    } catch (error) {
      if (!(error instanceof ProviderError) || refusesVcdCredentials(error.fault)) throw error;
      if (isMissing(error.fault)) look.forgotten.add(id);
    }
  });
  return look;
}

/** Tasks that run, and whether these are all. */
export type RunningTasks = { tasks: RunningTask[]; complete: boolean };

/** Running tasks that are worth reading: of edge gateways, and of what `isOurs` knows. */
export function concerningTasks(
  { tasks }: RunningTasks,
  isOurs: (task: { id: string; objectId: string | null }) => boolean,
): string[] {
  return tasks
    .filter((task) => {
      const object = task.object?.id ?? "";
      const ofEdge = /:gateway:|\/edgeGateways?\//i.test(object);
      return ofEdge || isOurs({ id: task.id, objectId: object === "" ? null : bareId(object) });
    })
    .map(({ id }) => id);
}

/** Tasks that run on an edge gateway; null where that cannot be told. */
export function tasksOfEdge(
  { tasks, complete }: RunningTasks,
  read: Map<string, TaskSeen>,
  edgeId: string,
): TaskSeen[] | null {
  const found = tasks
    .filter(({ object }) => object !== null && bareId(object.id) === bareId(edgeId))
    .map((each) => read.get(each.id) ?? asTask(each))
    .filter(({ endedAt }) => endedAt === null);
  return complete || found.length > 0 ? found : null;
}

/** What the list tells of a task that was not read by itself. */
function asTask({ id, operation, operationName, step, startedAt, object }: RunningTask): TaskSeen {
  return {
    id,
    status: "running",
    operation,
    operationName,
    step,
    progress: null,
    startedAt,
    endedAt: null,
    expiresAt: null,
    owner: object,
    user: null,
    fault: null,
    result: null,
  };
}
