import { classNames } from "@/components/ui/class-names";
import { Identifier } from "@/components/ui/identifier";
import { Mark, type MarkState } from "@/components/ui/mark";
import { Time } from "@/components/ui/time";
import { type Tone, toneGraphic, toneText } from "@/components/ui/tone";
import type { TaskView } from "@/lib/domain/vcd/task-view";

const looks: Record<TaskView["status"], { mark: MarkState; tone: Tone; word: string }> = {
  queued: { mark: "raised", tone: "working", word: "Queued" },
  preRunning: { mark: "lowering", tone: "working", word: "Starting" },
  running: { mark: "lowering", tone: "working", word: "Running" },
  success: { mark: "down", tone: "good", word: "Done" },
  error: { mark: "struck", tone: "bad", word: "Failed" },
  canceled: { mark: "outline", tone: "neutral", word: "Cancelled" },
  aborted: { mark: "struck", tone: "bad", word: "Aborted" },
};

/** VCD's tasks with the steps they went through, newest first; the running one is open, ended ones can be opened. */
export function TaskList({ tasks, now }: { tasks: TaskView[]; now: string }) {
  return (
    <ol className="space-y-3">
      {tasks.map((task) => (
        <li key={task.id}>
          <Task task={task} now={now} />
        </li>
      ))}
    </ol>
  );
}

function Task({ task, now }: { task: TaskView; now: string }) {
  const { mark, tone, word } = looks[task.status];
  const runs = task.endedAt === null;
  return (
    <details open={runs || task.fault !== null} className="group rounded-md border border-border">
      <summary className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-2.5 px-3 py-2 hover:bg-surface">
        <Mark state={mark} size={16} className={toneGraphic[tone]} />
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{task.title}</span>
          <span className={classNames("text-sm font-medium", toneText[tone])}>
            {word}
            {runs && task.progress !== null ? `, ${task.progress} %` : null}
          </span>
        </span>
        <span className="text-sm text-muted">
          {task.startedAt ? <Time at={task.startedAt} now={now} /> : "not started"}
          {task.durationMs === null ? null : ` · ${runs ? "for" : "took"} ${durationWords(task.durationMs)}`}
        </span>
      </summary>
      <div className="space-y-3 border-t border-border px-3 py-3">
        {runs && task.progress !== null ? <Progress percent={task.progress} /> : null}
        {task.fault ? (
          <div className="max-w-prose border-l-2 border-bad-border pl-3">
            <p className="font-medium text-bad-text">{task.fault.title}</p>
            <p>{task.fault.cause}</p>
            <p className="text-muted">{task.fault.next}</p>
          </div>
        ) : null}
        {task.steps.length > 0 ? <Steps task={task} runs={runs} now={now} /> : null}
        <p className="flex flex-wrap gap-x-4 text-sm text-muted">
          <span>
            Task <Identifier value={task.id} copy="task ID" />
          </span>
          {task.providerRequestId ? (
            <span>
              VCD request <Identifier value={task.providerRequestId} copy="VCD request ID" />
            </span>
          ) : null}
          <span>
            Seen <Time at={task.seenAt} now={now} />
          </span>
        </p>
      </div>
    </details>
  );
}

function Progress({ percent }: { percent: number }) {
  return (
    <div
      aria-hidden="true"
      className="h-1.5 overflow-hidden rounded-full bg-surface-sunken outline outline-border"
    >
      <div className="h-full bg-working" style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
    </div>
  );
}

/** Each word the task said of itself, in the order it said them; VCD keeps only the last. */
function Steps({ task, runs, now }: { task: TaskView; runs: boolean; now: string }) {
  const last = task.steps.length - 1;
  const failed = task.fault !== null;
  return (
    <ol className="relative">
      {task.steps.map((step, index) => {
        const at = index === last;
        const tone: Tone = !at ? "good" : failed ? "bad" : runs ? "working" : "good";
        return (
          <li key={`${step.at} ${step.label}`} className="relative flex gap-3 pb-2 last:pb-0">
            {at ? null : (
              <span aria-hidden="true" className="absolute top-4 bottom-0 left-[5.5px] w-px bg-border" />
            )}
            <svg
              viewBox="0 0 12 12"
              width={12}
              height={12}
              aria-hidden="true"
              className={classNames("mt-[5px] shrink-0", toneGraphic[tone])}
            >
              <circle
                cx={6}
                cy={6}
                r={3.5}
                fill={at && runs ? "none" : "currentColor"}
                stroke="currentColor"
                strokeWidth={2}
              />
            </svg>
            <p className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4">
              <span className={classNames("min-w-0", at && runs && "font-medium")}>{step.label}</span>
              <span className="text-sm text-muted">
                <Time at={step.at} now={now} />
              </span>
            </p>
          </li>
        );
      })}
    </ol>
  );
}

/** Two units are enough: `4 min 12 s`, `38 s`. */
function durationWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
