import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuild } from "./launcher/build";
import { checkoutRoot } from "./launcher/checkout";
import { buildEnvironment } from "./launcher/environments";
import { terminalForPeople } from "./launcher/terminal";
import { runBrowserTests } from "./suite/playwright";
import { asOneCheck, type Counts, run, stopAll, sum } from "./suite/stage";
import { runVitest } from "./suite/vitest";

// Everything, in order of how soon it fails: types, lint, unit, integration, browser. The proofs that count in tens of
// thousands take what the others leave idle. On ports, a build folder and databases of its own, so that a demo that
// runs meanwhile is left alone.

type Stage = { name: string; work: () => Promise<Counts> };

const BUILD_FOLDER = ".next-test";
const reports = join(checkoutRoot, BUILD_FOLDER, "reports");
const bin = (name: string) => join(checkoutRoot, "node_modules", ".bin", name);
const terminal = terminalForPeople();
const env = testEnvironment();
const nothing: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopAll(signal);
    process.exitCode = 130;
    stages.length = 0;
  });
}

const stages: Stage[] = [
  { name: "types", work: checkTypes },
  { name: "lint", work: () => asOneCheck("biome", { program: bin("biome"), args: ["lint", "."], env }) },
  { name: "unit", work: () => runVitest("unit", { reports, env }) },
  { name: "build", work: () => ensureBuild(BUILD_FOLDER, terminal).then(() => nothing) },
  { name: "integration", work: runBesideProofs },
  { name: "browser", work: () => runBrowserTests({ reports, env }, terminal.say) },
  { name: "proofs", work: tellProofs },
];
/** Begun with the integration tests, awaited at the end. Their lines wait too, not to come between others'. */
let proofs: Promise<Counts> | undefined;
const linesOfProofs: string[] = [];

mkdirSync(reports, { recursive: true });
const summary: string[] = [];
const all: Counts[] = [];
while (stages.length > 0) {
  const { name, work } = stages.shift() as Stage;
  const began = Date.now();
  terminal.say(`── ${name}`);
  const counts = await work().catch((error: unknown): Counts => {
    const message = error instanceof Error ? error.message : String(error);
    terminal.fail(message);
    return { ...nothing, failed: 1, failures: [message] };
  });
  all.push(counts);
  summary.push(`${name.padEnd(12)} ${tell(counts)} (${Math.round((Date.now() - began) / 1000)} s)`);
  terminal.say(summary.at(-1) ?? "");
}
const total = sum(all);
terminal.say("── all");
for (const line of summary) terminal.say(line);
for (const failure of total.failures) terminal.fail(failure);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(process.exitCode ?? (total.failed > 0 ? 1 : 0));

function tell({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

// What a person's shell says about databases, clouds and ports is not for tests.
function testEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(AWS_|NEXTAUTH_|DATABASE_URL$|DEMO_|DATA_DIR$|PORT$|HOST$|SANDBOX_|VCD_|SEALING_|DRAWBRIDGE_|NODE_ENV$|LOG_LEVEL$|E2E_(?!TRACE$))/;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return { ...(own as NodeJS.ProcessEnv), NEXT_DIST_DIR: BUILD_FOLDER, NEXT_TELEMETRY_DISABLED: "1" };
}

// Another build folder may hold route types of pages that are gone: only this one's are read.
async function checkTypes(): Promise<Counts> {
  const typegen = { program: bin("next"), args: ["typegen"], env: buildEnvironment(env) };
  const code = await run({ ...typegen, env: { ...typegen.env, NEXT_DIST_DIR: BUILD_FOLDER } });
  if (code !== 0) return { ...nothing, failed: 1, failures: [`next typegen ended with ${code}`] };
  const project = join(checkoutRoot, BUILD_FOLDER, "tsconfig.types.json");
  const include = ["../next-env.d.ts", "../**/*.ts", "../**/*.tsx", "./types/**/*.ts"];
  const settings = { extends: "../tsconfig.json", compilerOptions: { incremental: false }, include };
  writeFileSync(project, JSON.stringify({ ...settings, exclude: ["../node_modules"] }));
  return asOneCheck("tsc", { program: bin("tsc"), args: ["--noEmit", "-p", project], env });
}

function runBesideProofs(): Promise<Counts> {
  const before = ["nice", "-n", "10"];
  proofs = runVitest("proofs", { reports, env, before }, (line) => linesOfProofs.push(line));
  // Their failure is told at their own stage; the others' must not be left unheard meanwhile.
  proofs.catch(() => {});
  return runVitest("integration", { reports, env });
}

async function tellProofs(): Promise<Counts> {
  if (!proofs) throw new Error("They were never started.");
  return proofs.finally(() => {
    for (const line of linesOfProofs) console.log(line);
  });
}
