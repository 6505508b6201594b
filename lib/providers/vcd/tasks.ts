import { z } from "zod";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { TaskSeen, TaskStatus, VcdReference } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "./client";
import { splitRequestId } from "./faults";
import { bareId, urn } from "./identifiers";
import { clusterStepOf } from "./task-steps";
import { numberOrNull, readAs, text, textOrNull, type VcdAnswer } from "./wire";

const statuses: readonly TaskStatus[] = [
  "queued",
  "preRunning",
  "running",
  "success",
  "error",
  "canceled",
  "aborted",
];

const status = z
  .string()
  .transform(
    (value): TaskStatus => statuses.find((each) => each.toLowerCase() === value.toLowerCase()) ?? "running",
  );

/** VCD writes times as text; some of its versions as milliseconds. */
const time = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    if (value === null || value === undefined || value === "") return null;
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? null : date;
  });

const party = z
  .object({ id: textOrNull, href: textOrNull, name: text })
  .nullish()
  .transform((value): VcdReference | null => {
    const id = value?.id ?? value?.href;
    return value && id ? { id, name: value.name } : null;
  });

const task = z
  .object({
    id: textOrNull,
    href: text,
    status,
    operation: text,
    operationName: text,
    startTime: time,
    endTime: time,
    expiryTime: time,
    owner: party,
    user: party,
    progress: numberOrNull,
    error: z.object({ minorErrorCode: z.union([z.string(), z.number()]).nullish(), message: text }).nullish(),
    result: z.object({ resultContent: textOrNull }).nullish(),
  })
  .transform((wire): TaskSeen => {
    const { error } = wire;
    return {
      id: urn("task", wire.id ?? wire.href),
      status: wire.status,
      operation: wire.operation,
      operationName: wire.operationName,
      step: clusterStepOf(wire.operation),
      progress: wire.progress,
      startedAt: wire.startTime,
      endedAt: wire.endTime,
      expiresAt: wire.expiryTime,
      owner: wire.owner,
      user: wire.user,
      fault: error ? faultOf(error.message, String(error.minorErrorCode ?? ""), wire) : null,
      result: wire.result?.resultContent ?? null,
    };
  });

/** CSE at API 36 puts the step's words where the code belongs: what is no code is not shown as one. */
function faultOf(
  said: string,
  code: string,
  { operation, operationName }: { operation: string; operationName: string },
): ProviderFault {
  const { message, requestId } = splitRequestId(said);
  return {
    code: /^[A-Z][A-Z0-9_]+$/.test(code) ? code : "TaskError",
    message: message || operation || "The task failed without saying why.",
    requestId,
    action: operationName,
  };
}

/** One task as it stands. VCD forgets tasks: an expired one is a 403. */
export async function getTask(session: VcdSession, taskId: string): Promise<TaskSeen> {
  const action = "GetTask";
  const answer = await session.read(action, `/api/task/${bareId(taskId)}`, { family: "legacy" });
  return readAs(task, answer, action);
}

/** URN of the task by which VCD does what it accepted; null where it was done at once. */
export function taskIdOf({ headers }: VcdAnswer): string | null {
  const address = headers["x-vmware-vcloud-task-location"] ?? headers.location ?? "";
  const [, id] = /\/task\/([0-9a-f-]{36})/i.exec(address) ?? [];
  return id ? urn("task", id) : null;
}

/** What VCD took on: the task by which it does it, null where it was done at once, and its own id of the call. */
export type AcceptedByVcd = { taskId: string | null; requestId: string | null };

export function acceptedBy(answer: VcdAnswer): AcceptedByVcd {
  return { taskId: taskIdOf(answer), requestId: answer.requestId };
}

const taskRecord = z.object({
  id: textOrNull,
  href: text,
  name: text,
  operation: text,
  status,
  object: textOrNull,
  objectName: text,
  org: textOrNull,
  startDate: time,
});

/** A task that VCD works on. */
export type RunningTask = Pick<TaskSeen, "id" | "operation" | "operationName" | "step" | "startedAt"> & {
  object: VcdReference | null;
};

const recordsPage = z.object({ record: z.array(taskRecord).nullish(), total: z.number().nullish() });

/** VCD's maximum of a page of records, and how many pages are read: a provider's list holds all organizations. */
const recordsPerPage = 128;
const mostRecordPages = 8;

/**
 * Tasks that run in the organization now, newest first. Object ids are URNs or addresses, as VCD has them. `complete` is
 * false where more run in the whole site than were read.
 */
export async function listRunningTasks(
  session: VcdSession,
): Promise<{ tasks: RunningTask[]; complete: boolean }> {
  const action = "ListRunningTasks";
  const records: z.output<typeof taskRecord>[] = [];
  let complete = false;
  for (let page = 1; !complete && page <= mostRecordPages; page += 1) {
    const answer = await session.read(action, "/api/query", {
      family: "legacy",
      query: {
        type: session.isProvider ? "adminTask" : "task",
        format: "idrecords",
        filter: "status==running,status==queued,status==preRunning",
        sortDesc: "startDate",
        page,
        pageSize: recordsPerPage,
      },
    });
    const { record, total } = readAs(recordsPage, answer, action);
    records.push(...(record ?? []));
    complete = page * recordsPerPage >= (total ?? 0) || (record ?? []).length < recordsPerPage;
  }
  const { tenant } = session.place;
  const mine = records.filter(({ org }) => !tenant || !org || bareId(org) === bareId(tenant.id));
  const tasks = mine.map((each) => ({
    id: urn("task", each.id ?? each.href),
    operation: each.operation,
    operationName: each.name,
    step: clusterStepOf(each.operation),
    startedAt: each.startDate,
    object: each.object ? { id: each.object, name: each.objectName } : null,
  }));
  // A task may move to the next page while pages are read.
  return { tasks: [...new Map(tasks.map((task) => [task.id, task])).values()], complete };
}
