import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { checkoutRoot } from "../launcher/checkout";

/** What a stage found. `failures` names each test that failed and says why, for the end of the run. */
export type Counts = { passed: number; failed: number; skipped: number; failures: string[] };

/** Of each error, and of each page: enough to tell a slow machine from a wrong answer. */
const mostLines = 24;
const mostReasons = 6;

type Command = { program: string; args: string[]; env: NodeJS.ProcessEnv };

const running = new Set<ChildProcess>();

/** Runs a command to its end. What it prints goes out as it comes, or is given to `hear` line by line. */
export function run({ program, args, env }: Command, hear?: (line: string) => void): Promise<number> {
  const stdio = hear ? "pipe" : "inherit";
  const child = spawn(program, args, { cwd: checkoutRoot, env, stdio: ["ignore", stdio, stdio] });
  running.add(child);
  for (const stream of hear ? [child.stdout, child.stderr] : []) {
    if (stream && hear) createInterface({ input: stream }).on("line", hear);
  }
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => {
      running.delete(child);
      done(code ?? 1);
    });
  });
}

/** Passes a signal on to everything that runs. */
export function stopAll(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}

export async function asOneCheck(name: string, command: Command): Promise<Counts> {
  const code = await run(command);
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [`${name} ended with ${code}`] };
}

/** Runs a command that leaves a report in JSON, and reads it. */
export async function runReporting<Report>(
  command: Command,
  { report, count, hear }: { report: string; count: (read: Report) => Counts; hear?: (line: string) => void },
): Promise<Counts> {
  rmSync(report, { force: true });
  const code = await run(command, hear);
  let text: string;
  try {
    text = readFileSync(report, "utf8");
  } catch {
    throw new Error(`This ended (exit code ${code}) without a report. Its lines above say why.`);
  }
  const counts = count(JSON.parse(text) as Report);
  if (code === 0 || counts.failed > 0) return counts;
  // A file that cannot be loaded, or an error outside a test, fails the run without failing a test.
  return { ...counts, failed: 1, failures: [`something outside a test (exit code ${code})`] };
}

/** A failed test with the beginnings of what it said: often only the last lines of a run are kept. */
export function describeFailure(name: string, reasons: string[]): string {
  const lines = reasons.slice(0, mostReasons).flatMap((reason) =>
    stripVTControlCharacters(reason)
      .split("\n")
      .filter((line) => line.trim())
      .slice(0, mostLines)
      .map((line) => `    ${line}`),
  );
  return [name, ...lines].join("\n");
}

export function sum(all: Counts[]): Counts {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
    skipped: all.reduce((total, { skipped }) => total + skipped, 0),
    failures: all.flatMap(({ failures }) => failures),
  };
}
