import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { AuditFigures } from "./audit";
import type { EnteringFigures } from "./entering";
import { firstLoadLimitBytes, type RouteWeight } from "./first-load-javascript";
import type { SweepFigures } from "./sweeps";

export type PageWeight = RouteWeight & { page: string };

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const milliseconds = (ms: number) => `${Math.round(ms).toLocaleString("en")} ms`;

/** The weights that e2e/first-load.spec.ts attached to its result, from Playwright's JSON report. */
export function readWeights(reportFile: string): PageWeight[] {
  const attachment = /"name": "first-load-javascript"[\s\S]*?"body": "([A-Za-z0-9+/=]+)"/.exec(
    readFileSync(reportFile, "utf8"),
  );
  if (!attachment?.[1]) throw new Error(`${reportFile} holds no weights`);
  return JSON.parse(Buffer.from(attachment[1], "base64").toString("utf8")) as PageWeight[];
}

/** The text of docs/performance.md. */
export function describeFigures(
  figures: SweepFigures[],
  entering: EnteringFigures,
  audit: AuditFigures,
  weights: PageWeight[],
): string {
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

${describeEntering(entering)}
${describeAudit(audit)}
## JavaScript of a first load

What the HTML of a page names, gzip level 9, ${kilobytes(firstLoadLimitBytes)} allowed; \`e2e/first-load.spec.ts\` holds every page to it. React and Next alone are about 135 kB.

| page | gzip | raw | files |
|---|---|---|---|
${routeRows.join("\n")}
`;
}

/** What each request costs before anything is asked, as a section of its own. */
export function describeEntering({ people, keptMs, plannedMs, bareMs }: EnteringFigures): string {
  return `## Who asks

Each request looks up its session, its person and their memberships first, through row-level security; here among ${people.toLocaleString("en")} people. Each connection plans these statements once and keeps the plans. The yardstick is a transaction with as many statements that ask nothing.

| what | time (median) | ÷ yardstick |
|---|---|---|
| with plans that are kept | ${keptMs.toFixed(2)} ms | **${(keptMs / bareMs).toFixed(2)}** |
| planned each time | ${plannedMs.toFixed(2)} ms | ${(plannedMs / bareMs).toFixed(2)} |
| yardstick | ${bareMs.toFixed(2)} ms | |

\`tests/integration/db/reach-costs.test.ts\` holds that the plans are kept and read nothing more.
`;
}

/** What a long audit costs, as a section of its own. */
export function describeAudit(figures: AuditFigures): string {
  const { entries, verifyMs, readMs, tampered } = figures;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`;
  const found = tampered.map(({ seq, found: at }) =>
    at === seq ? `entry ${seq.toLocaleString("en")}` : `NOT FOUND: entry ${seq}`,
  );
  return `## The audit

A chain of ${entries.toLocaleString("en")} entries, read as the web reads it, row-level security on. The yardstick reads the same rows in the same batches with the same client, and computes nothing.

| what | time | heap, at most |
|---|---|---|
| verify the chain | ${milliseconds(verifyMs)}, **${(verifyMs / readMs).toFixed(2)}** × reading it bare (${milliseconds(readMs)}) | ${megabytes(figures.verifyHeapBytes)} |
| export all as NDJSON, ${megabytes(figures.exportBytes)} | ${milliseconds(figures.exportMs)} | ${megabytes(figures.exportHeapBytes)} |
| first page of the list | ${milliseconds(figures.pageMs)} | |
| first page of one person | ${milliseconds(figures.personMs)} | |
| a search that finds nothing, all rows read | ${milliseconds(figures.searchMs)} | |

Changed by hand and found, each by its number: ${found.join(", ")}.
`;
}
