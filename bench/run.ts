import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { setup, teardown } from "@/tests/integration/support/postgres";
import { firstLoadLimitBytes, type RouteWeight } from "./first-load-javascript";
import { measureSweeps, type SweepFigures } from "./sweeps";

// Measures what docs/performance.md says, and writes it. Times are given beside a yardstick of the same run, because
// machines differ; counts and bytes do not.

const root = resolve(import.meta.dirname, "..");
const document = join(root, "docs/performance.md");

const say = (line: string) => process.stdout.write(`${line}\n`);
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const milliseconds = (ms: number) => `${Math.round(ms).toLocaleString("en")} ms`;

await setup();
const sweeps: SweepFigures[] = [];
try {
  const regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"] as const;
  const many = [...regions, "eu-north-1", "ap-south-1", "ca-central-1", "sa-east-1"] as const;
  for (const size of [
    { regions: regions.slice(0, 1), clustersPerRegion: 20, connectionsPerCluster: 5 },
    { regions: regions.slice(0, 2), clustersPerRegion: 125, connectionsPerCluster: 4 },
    { regions: many, clustersPerRegion: 125, connectionsPerCluster: 10 },
  ]) {
    const figures = await measureSweeps(size);
    say(`${figures.connections} connections: ${figures.calls} calls, ${milliseconds(figures.sweepMs)}`);
    sweeps.push(figures);
  }
} finally {
  await teardown();
}
const routes = weighRoutes();
writeFileSync(document, describe(sweeps, routes));
say(`Written to ${document}`);
// The AWS clients keep sockets open for calls that will not come.
process.exit(0);

/** The browser test weighs every page on the real stack; its attachment has the figures. */
function weighRoutes(): (RouteWeight & { page: string })[] {
  const report = join(root, "test-results/first-load.json");
  const { status } = spawnSync("npx", ["playwright", "test", "first-load", "--reporter=json"], {
    cwd: root,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error("A page is too heavy, or the stack did not start: see above.");
  const attachment = /"name": "first-load-javascript"[\s\S]*?"body": "([A-Za-z0-9+/=]+)"/.exec(
    readFileSync(report, "utf8"),
  );
  if (!attachment?.[1]) throw new Error(`${report} holds no weights`);
  return JSON.parse(Buffer.from(attachment[1], "base64").toString("utf8"));
}

function describe(figures: SweepFigures[], weights: (RouteWeight & { page: string })[]): string {
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const sweepRows = figures.map(
    (row) =>
      `| ${row.connections.toLocaleString("en")} | ${row.places} | ${row.calls} | ${row.callsOneByOne.toLocaleString("en")} | ${milliseconds(row.sweepMs)} | ${(row.sweepMs / row.readMs).toFixed(2)} |`,
  );
  const routeRows = [...weights]
    .sort((a, b) => b.gzipBytes - a.gzipBytes)
    .map(
      (row) =>
        `| \`${row.page}\` | ${kilobytes(row.gzipBytes)} | ${kilobytes(row.rawBytes)} | ${row.files} |`,
    );
  return `# Performance

Written by \`npm run bench\` (${machine}). Counts and bytes are the same everywhere; times are not, so each stands beside a yardstick measured in turn in the same run.

## Full sweeps

Connections that are active and as they should be, over the sandbox's HTTP, real SDK, real database. Inventory (VPCs, their attributes, subnets) is read hourly and counted apart. The yardstick reads the same pages with the same clients, and plans and records nothing.

| connections | places | EC2 calls | one call a thing | full sweep (median of 5) | sweep ÷ bare read |
|---|---|---|---|---|---|
${sweepRows.join("\n")}

\`tests/integration/worker/calls.test.ts\` holds 2,000 connections in four Regions to at most 28 calls.

## JavaScript of a first load

What the HTML of a page names, gzip level 9, ${kilobytes(firstLoadLimitBytes)} allowed; \`e2e/first-load.spec.ts\` holds every page to it. React and Next alone are about 135 kB.

| page | gzip | raw | files |
|---|---|---|---|
${routeRows.join("\n")}
`;
}
