import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const checkoutRoot = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/**
 * Where a start keeps its data: `DATA_DIR`, or a folder of its own for each kind under `.data`, so that a demo's
 * accounts never meet production's.
 */
export function dataDirectory(
  kind: "demo" | "dev" | "production",
  env: NodeJS.ProcessEnv = process.env,
): string {
  return env.DATA_DIR ? fromRoot(env.DATA_DIR) : join(checkoutRoot, ".data", kind);
}

/** A data folder for this process alone, to be removed when it ends. */
export function disposableDirectory(name: string): string {
  return join(checkoutRoot, ".data", "test", `${name}-${process.pid}`);
}

/** Removes the disposable folders beside `folder` whose processes were killed before they could. */
export function removeAbandoned(folder: string): void {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    const pid = Number(/^[a-z0-9]+-(\d+)$/.exec(name)?.[1]);
    if (pid && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function fromRoot(path: string): string {
  return isAbsolute(path) ? path : resolve(checkoutRoot, path);
}
