import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { checkoutRoot } from "./checkout";
import { dismissGuard, hasEnded, spawnGuarded } from "./guarded-spawn";
import type { Terminal } from "./terminal";

export type ProcessSpec = {
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** How long it may take to end by itself when asked to, before it is killed. */
  graceMs: number;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
// One that ran this long before it died was not dying at its start: the next pause is short again.
const HEALTHY_MS = 30_000;

/** Runs Node programs, restarts those that die, and leaves nothing behind when stopped. */
export class Processes {
  readonly #running = new Map<string, { child: ChildProcess; spec: ProcessSpec }>();
  readonly #stopping = new AbortController();

  constructor(readonly terminal: Terminal) {}

  /** Starts a program and keeps it running. Resolves when `isReady` does; rejects if it ends before that. */
  async start(spec: ProcessSpec, isReady: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const child = this.#spawn(spec);
    const deadline = Date.now() + timeoutMs;
    while (!(await isReady())) {
      this.#stopping.signal.throwIfAborted();
      if (hasEnded(child))
        throw new Error(`The ${spec.name} ended at its start (${endOf(child)}). Its lines above say why.`);
      if (Date.now() > deadline)
        throw new Error(`The ${spec.name} did not answer within ${timeoutMs / 1000} s.`);
      await pause(100);
    }
    this.#keep(spec, child, FIRST_PAUSE_MS, Date.now());
  }

  /** Ends all, the last started first. A program that ignores the request is killed after its grace. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("The launcher is stopping."));
    await Promise.all([...this.#running.values()].map(({ child, spec }) => endGroup(child, spec.graceMs)));
  }

  /** Kills all at once. */
  kill(): void {
    for (const { child } of this.#running.values()) signalGroup(child, "SIGKILL");
  }

  #spawn(spec: ProcessSpec): ChildProcess {
    const child = spawnGuarded({
      program: process.execPath,
      args: spec.args,
      cwd: checkoutRoot,
      env: { ...spec.env, DRAWBRIDGE_PROCESS: spec.name },
      onOrphaned: "end-group",
      output: "pipe",
    });
    child.on("error", (error) =>
      this.terminal.warn(`The ${spec.name} could not be started: ${error.message}`),
    );
    for (const stream of [child.stdout, child.stderr]) {
      if (stream)
        createInterface({ input: stream }).on("line", (line) => this.terminal.relay(spec.name, line));
    }
    child.once("exit", () => {
      // What it started itself, and its guard.
      signalGroup(child, "SIGKILL");
      dismissGuard(child);
    });
    this.#running.set(spec.name, { child, spec });
    return child;
  }

  #keep(spec: ProcessSpec, child: ChildProcess, pauseMs: number, startedAt: number): void {
    const restart = async () => {
      if (this.#stopping.signal.aborted) return;
      const wait = Date.now() - startedAt > HEALTHY_MS ? FIRST_PAUSE_MS : pauseMs;
      this.terminal.warn(`The ${spec.name} ended (${endOf(child)}). Starting it again in ${wait / 1000} s.`);
      await pause(wait, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      this.#keep(spec, this.#spawn(spec), Math.min(wait * 2, LONGEST_PAUSE_MS), Date.now());
    };
    if (hasEnded(child)) void restart();
    else child.once("exit", () => void restart());
  }
}

async function endGroup(child: ChildProcess, graceMs: number): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((done) => child.once("exit", done));
  signalGroup(child, "SIGTERM");
  const impatience = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
  await ended;
  clearTimeout(impatience);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!child.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

function endOf(child: ChildProcess): string {
  return child.signalCode ?? `exit code ${child.exitCode}`;
}
