import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type KubectlRun = { code: number | null; stdout: string; stderr: string };

const LIMIT_MS = 30_000;

/**
 * Runs the real kubectl on a kubeconfig's file, with nothing of whoever runs the tests: no home, no proxy, no cache of
 * an earlier call. A request that hangs ends after ten seconds, kubectl itself after thirty: then `code` is null.
 */
export async function runKubectl(
  args: string[],
  { kubeconfig }: { kubeconfig: string },
): Promise<KubectlRun> {
  const program = process.env.KUBECTL_PATH;
  if (!program) throw new Error("There is no kubectl for this test. Bring one: npm run tools");
  const home = mkdtempSync(join(tmpdir(), "drawbridge-kubectl-"));
  const options = [
    `--kubeconfig=${kubeconfig}`,
    `--cache-dir=${join(home, "cache")}`,
    "--request-timeout=10s",
  ];
  try {
    const child = spawn(program, [...args, ...options], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, NODE_ENV: process.env.NODE_ENV },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    const run: KubectlRun = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      run.stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      run.stderr += chunk.toString();
    });
    run.code = await new Promise<number | null>((done, fail) => {
      child.once("error", fail);
      child.once("close", done);
    });
    return run;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
