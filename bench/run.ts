import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setup, teardown } from "@/tests/integration/support/postgres";
import { type AuditFigures, measureAudit } from "./audit";
import { describeFigures, type PageWeight, readWeights } from "./document";
import { type EnteringFigures, measureEntering } from "./entering";
import { measureSweeps, type SweepFigures } from "./sweeps";

// Measures what docs/performance.md says, and writes it. Times are given beside a yardstick of the same run, because
// machines differ; counts and bytes do not.

const root = resolve(import.meta.dirname, "..");
const document = join(root, "docs/performance.md");

const say = (line: string) => process.stdout.write(`${line}\n`);

await setup();
const sweeps: SweepFigures[] = [];
let entering: EnteringFigures;
let audit: AuditFigures;
try {
  const regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"] as const;
  const many = [...regions, "eu-north-1", "ap-south-1", "ca-central-1", "sa-east-1"] as const;
  for (const size of [
    { regions: regions.slice(0, 1), clustersPerRegion: 20, connectionsPerCluster: 5 },
    { regions: regions.slice(0, 2), clustersPerRegion: 125, connectionsPerCluster: 4 },
    { regions: many, clustersPerRegion: 125, connectionsPerCluster: 10 },
  ]) {
    const figures = await measureSweeps(size);
    say(`${figures.connections} connections: ${figures.calls} calls, ${Math.round(figures.sweepMs)} ms`);
    sweeps.push(figures);
  }
  entering = await measureEntering(2_000);
  say(`finding out who asks: ${entering.keptMs.toFixed(2)} ms`);
  audit = await measureAudit(1_000_000);
  say(`${audit.entries} entries of the audit: verified in ${Math.round(audit.verifyMs)} ms`);
} finally {
  await teardown();
}
const routes = weighRoutes();
writeFileSync(document, describeFigures(sweeps, entering, audit, routes));
say(`Written to ${document}`);
// The AWS clients keep sockets open for calls that will not come.
process.exit(0);

/** The browser test weighs every page on the real stack; its report has the figures. */
function weighRoutes(): PageWeight[] {
  const report = join(root, "test-results/first-load.json");
  const { status } = spawnSync("npx", ["playwright", "test", "first-load", "--reporter=json"], {
    cwd: root,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error("A page is too heavy, or the stack did not start: see above.");
  return readWeights(report);
}
