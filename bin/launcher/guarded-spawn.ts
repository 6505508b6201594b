import { type ChildProcess, spawn } from "node:child_process";

type Options = {
  program: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** What happens to it when this process dies: an interrupt to it alone, or an end to it and all it started. */
  onOrphaned: "interrupt" | "end-group";
  output: "pipe" | number;
  identity?: { uid?: number; gid?: number };
};

const ORPHANED = {
  interrupt: "kill -INT $$",
  "end-group": "kill -TERM -$$; sleep 2; kill -KILL -$$",
};

/**
 * Starts a program, in a process group of its own, that does not outlive this process, not even its SIGKILL. A
 * grandchild reads a pipe that only we hold: the pipe's end tells it that we are gone. It is no child of the program,
 * because PostgreSQL takes an unknown child that ends for a crash. Call `dismissGuard` once the program has ended.
 */
export function spawnGuarded({
  program,
  args,
  cwd,
  env,
  onOrphaned,
  output,
  identity,
}: Options): ChildProcess {
  const guard = `( ( trap "" TERM INT; read -r line <&3 || { ${ORPHANED[onOrphaned]}; } ) >/dev/null 2>&1 & )`;
  const child = spawn(
    "/bin/sh",
    ["-c", `exec 3<&0; ${guard}; exec 3<&-; exec "$0" "$@" </dev/null`, program, ...args],
    { ...identity, cwd, env, stdio: ["pipe", output, output], detached: true },
  );
  child.stdin?.on("error", () => {});
  return child;
}

export function dismissGuard(child: ChildProcess): void {
  child.stdin?.end("dismissed\n");
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
