import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { checkoutRoot } from "./checkout";
import { buildEnvironment } from "./environments";
import type { Terminal } from "./terminal";

// What a build is made of. A file that is added here by mistake costs a build; one that is missing, a stale page.
const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "next.config.js",
  "postcss.config.mjs",
  "package-lock.json",
];
const STAMP = "sources.sha256";

/** Whether the build folder holds a build, and whether it was made from the sources as they are now. */
export function stateOfBuild(buildFolder: string): "missing" | "outdated" | "current" {
  const folder = join(checkoutRoot, buildFolder);
  if (!existsSync(join(folder, "BUILD_ID"))) return "missing";
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hashSources() ? "current" : "outdated";
}

/** Builds the web for production unless the build folder already holds a build of these sources. */
export async function ensureBuild(
  buildFolder: string,
  terminal: Terminal,
  signal?: AbortSignal,
): Promise<void> {
  const state = stateOfBuild(buildFolder);
  if (state === "current") return;
  terminal.say(
    state === "missing"
      ? "Building the web. This takes about half a minute, once."
      : "Building the web again: its sources are newer than the build.",
  );
  // Taken first: a file that changes during the build must count as newer.
  const hash = hashSources();
  const began = Date.now();
  await runBuild(buildFolder, terminal, signal);
  writeFileSync(join(checkoutRoot, buildFolder, STAMP), hash);
  terminal.say(`The web is built (${Math.round((Date.now() - began) / 1000)} s).`);
}

async function runBuild(buildFolder: string, terminal: Terminal, signal?: AbortSignal): Promise<void> {
  const env = { ...buildEnvironment(process.env), NEXT_DIST_DIR: buildFolder };
  const next = join(checkoutRoot, "node_modules/next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], {
    cwd: checkoutRoot,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    killSignal: "SIGKILL",
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => terminal.relay("build", line));
  }
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("exit", done);
  });
  if (code !== 0) throw new Error(`The web could not be built (exit code ${code}). The lines above say why.`);
}

// Contents, not times: a checkout or a copy sets times as it likes.
function hashSources(): string {
  const hash = createHash("sha256").update(process.version);
  for (const path of SOURCES.flatMap((name) => filesOf(join(checkoutRoot, name)))) {
    hash.update(`\n${relative(checkoutRoot, path)}\n`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
