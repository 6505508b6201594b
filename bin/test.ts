import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuild } from "./launcher/build";
import { checkoutRoot } from "./launcher/checkout";
import { ensureChromium } from "./launcher/chromium";
import { buildEnvironment } from "./launcher/environments";
import { ensureKubectl } from "./launcher/kubectl";
import { requireFreePort } from "./launcher/ports";
import { terminalForPeople } from "./launcher/terminal";

// Everything, in order of how soon it fails: types, lint, unit, integration, browser. The hundred thousand calls of the
// isolation proof take what the browser tests leave idle. On ports, a build folder and databases of its own, so that a
// demo that runs meanwhile is left alone.

type Counts = { passed: number; failed: number; skipped: number };
type Stage = { name: string; run: () => Promise<Counts> };

const BUILD_FOLDER = ".next-test";
const WEB_PORT = 3100;
const SANDBOX_PORT = 4666;
const VCD_SANDBOX_PORT = 4543;
const reports = join(checkoutRoot, BUILD_FOLDER, "reports");
const bin = (name: string) => join(checkoutRoot, "node_modules", ".bin", name);
const terminal = terminalForPeople();
const environment = testEnvironment();
const current = new Set<ChildProcess>();

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const child of current) child.kill(signal);
    process.exitCode = 130;
    stages.length = 0;
  });
}

const stages: Stage[] = [
  { name: "types", run: checkTypes },
  { name: "lint", run: () => asOneCheck(bin("biome"), ["lint", "."]) },
  { name: "unit", run: () => runVitest("unit") },
  { name: "integration", run: () => runVitest("integration") },
  { name: "browser", run: runBesideIsolation },
  { name: "isolation", run: () => isolation ?? Promise.reject(new Error("It was never started.")) },
];
/** Begun with the browser tests, awaited after them. */
let isolation: Promise<Counts> | undefined;

mkdirSync(reports, { recursive: true });
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
while (stages.length > 0) {
  const stage = stages.shift() as Stage;
  const began = Date.now();
  terminal.say(`── ${stage.name}`);
  const counts = await stage.run().catch((error: unknown): Counts => {
    terminal.fail(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  });
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  summary.push(`${stage.name.padEnd(12)} ${tell(counts)} (${Math.round((Date.now() - began) / 1000)} s)`);
  terminal.say(summary.at(-1) ?? "");
}
terminal.say("── all");
for (const line of summary) terminal.say(line);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(process.exitCode ?? (total.failed > 0 ? 1 : 0));

function tell({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

// What a person's shell says about databases, clouds and ports is not for tests.
function testEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(AWS_|NEXTAUTH_|DATABASE_URL$|DEMO_|DATA_DIR$|PORT$|HOST$|SANDBOX_|VCD_|SEALING_|DRAWBRIDGE_|NODE_ENV$|LOG_LEVEL$|E2E_)/;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return {
    ...(own as NodeJS.ProcessEnv),
    NEXT_DIST_DIR: BUILD_FOLDER,
    NEXT_TELEMETRY_DISABLED: "1",
    E2E_PORT: String(WEB_PORT),
    E2E_SANDBOX_PORT: String(SANDBOX_PORT),
    E2E_VCD_SANDBOX_PORT: String(VCD_SANDBOX_PORT),
  };
}

function run(program: string, args: string[], env = environment): Promise<number> {
  const child = spawn(program, args, { cwd: checkoutRoot, env, stdio: ["ignore", "inherit", "inherit"] });
  current.add(child);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => {
      current.delete(child);
      done(code ?? 1);
    });
  });
}

async function asOneCheck(program: string, args: string[]): Promise<Counts> {
  const code = await run(program, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

// Another build folder may hold route types of pages that are gone: only this one's are read.
async function checkTypes(): Promise<Counts> {
  const code = await run(bin("next"), ["typegen"], {
    ...buildEnvironment(environment),
    NEXT_DIST_DIR: BUILD_FOLDER,
  });
  if (code !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const project = join(checkoutRoot, BUILD_FOLDER, "tsconfig.types.json");
  const include = ["../next-env.d.ts", "../**/*.ts", "../**/*.tsx", "./types/**/*.ts"];
  const settings = { extends: "../tsconfig.json", compilerOptions: { incremental: false }, include };
  writeFileSync(project, JSON.stringify({ ...settings, exclude: ["../node_modules"] }));
  return asOneCheck(bin("tsc"), ["--noEmit", "-p", project]);
}

async function runVitest(
  project: "unit" | "integration" | "isolation",
  before: string[] = [],
): Promise<Counts> {
  const report = join(reports, `${project}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const [program = "", ...args] = [...before, bin("vitest"), "run", "--project", project, ...reporters];
  const code = await run(program, args);
  const read = JSON.parse(readReport(report, code)) as Record<string, number>;
  const passed = read.numPassedTests ?? 0;
  const failed = read.numFailedTests ?? 0;
  const skipped = (read.numTotalTests ?? 0) - passed - failed;
  return { passed, failed: countSilentFailure(code, failed), skipped };
}

async function runBesideIsolation(): Promise<Counts> {
  isolation = runVitest("isolation", ["nice", "-n", "19"]);
  // Its failure is told at its own stage; the browser's must not be left unheard meanwhile.
  isolation.catch(() => {});
  return runBrowserTests();
}

async function runBrowserTests(): Promise<Counts> {
  const chromium = await ensureChromium(terminal.say);
  const kubectl = await ensureKubectl(terminal.say);
  for (const [port, what, variable] of [
    [WEB_PORT, "web of the tests", "E2E_PORT"],
    [SANDBOX_PORT, "sandbox of the tests", "E2E_SANDBOX_PORT"],
    [VCD_SANDBOX_PORT, "VCD sandbox of the tests", "E2E_VCD_SANDBOX_PORT"],
  ] as const) {
    await requireFreePort({
      host: "127.0.0.1",
      port,
      what,
      variable,
      command: "npx playwright test",
    });
  }
  await ensureBuild(BUILD_FOLDER, terminal);
  const report = join(reports, "browser.json");
  rmSync(report, { force: true });
  const code = await run(bin("playwright"), ["test", "--reporter=list,json"], {
    ...environment,
    CHROMIUM_PATH: chromium,
    KUBECTL_PATH: kubectl,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  const { stats } = JSON.parse(readReport(report, code)) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: countSilentFailure(code, failed), skipped: stats.skipped };
}

function readReport(path: string, code: number): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Error(`This stage ended (exit code ${code}) without a report. Its lines above say why.`);
  }
}

// A file that cannot be loaded, or an error outside a test, fails the run without failing a test.
function countSilentFailure(code: number, failed: number): number {
  return code !== 0 && failed === 0 ? 1 : failed;
}
