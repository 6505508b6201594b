import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReadyStack } from "@/bin/launcher/local-stack";
import { ports, vcdNetworks } from "./stack";

export type EmptyStack = ReadyStack & {
  /** Runs one of the repository's commands on this stack's database and gives what it printed. */
  run(script: string, args: string[]): Promise<string>;
  stop(): Promise<void>;
};

const START_TIMEOUT_MS = 180_000;

/** Where the web of the empty stack answers. */
export const emptyStackPort = ports.web + 1;

/**
 * The real stack on an empty database, beside a sandbox that has its networks. Next to the one that all tests use; one
 * at a time, as tests are. `variables` is what it is configured with besides.
 */
export async function startEmptyStack(variables: Record<string, string> = {}): Promise<EmptyStack> {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-"));
  const readyFile = join(folder, "ready.json");
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "bin/demo.ts", "--empty", "--disposable", "--ready-file", readyFile],
    {
      env: {
        ...process.env,
        PORT: String(emptyStackPort),
        SANDBOX_PORT: String(ports.sandbox + 1),
        VCD_SANDBOX_PORT: String(ports.vcdSandbox + 1),
        // One sandbox takes three networks inside.
        VCD_SANDBOX_NETWORKS: `${vcdNetworks.external + 3},${vcdNetworks.internal + 3}`,
        NEXT_DIST_DIR: process.env.NEXT_DIST_DIR ?? ".next-test",
        LOG_LEVEL: "warn",
        ...variables,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The empty stack did not start:\n${output}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  const stack = JSON.parse(readFileSync(readyFile, "utf8")) as ReadyStack;
  return { ...stack, stop, run: (script, args) => runScript(stack, script, args) };
}

function runScript(stack: ReadyStack, script: string, args: string[]): Promise<string> {
  const child = spawn("npm", ["run", "--silent", script, "--", ...args], {
    env: { ...process.env, DATABASE_URL: stack.databaseUrl, NEXTAUTH_URL: stack.origin },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((done, fail) => {
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? done(output) : fail(new Error(`npm run ${script} ended with ${code}:\n${output}`)),
    );
  });
}
