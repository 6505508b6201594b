import { join } from "node:path";
import { checkoutRoot } from "../launcher/checkout";
import { ensureChromium } from "../launcher/chromium";
import { ensureKubectl } from "../launcher/kubectl";
import { requireFreePort } from "../launcher/ports";
import { type Counts, describeFailure, runReporting, sum } from "./stage";

type Result = { errors?: { message?: string }[] };
type Annotation = { type: string; description?: string };
type Spec = {
  title: string;
  file: string;
  ok: boolean;
  tests?: { results?: Result[]; annotations?: Annotation[] }[];
};
type Suite = { specs?: Spec[]; suites?: Suite[] };
type Report = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: Suite[];
};

/** A project of playwright.config.ts and the stack it has for itself: ports from these on, networks of the VCD sandbox. */
type Lane = { project: string; web: number; sandbox: number; vcdSandbox: number; network: number };

// Side by side, as neither knows of the other: together they keep two cores busy, which one browser does not.
const lanes: Lane[] = [
  { project: "stories", web: 3100, sandbox: 4666, vcdSandbox: 4543, network: 81 },
  { project: "rooms", web: 3110, sandbox: 4676, vcdSandbox: 4553, network: 101 },
];

/** Runs the browser tests on the build that is there, each project on a stack of its own. */
export async function runBrowserTests(
  { reports, env }: { reports: string; env: NodeJS.ProcessEnv },
  say: (text: string) => void,
): Promise<Counts> {
  const tools = { CHROMIUM_PATH: await ensureChromium(say), KUBECTL_PATH: await ensureKubectl(say) };
  for (const lane of lanes) await requirePorts(lane);
  const ended = await Promise.allSettled(
    lanes.map((lane) => runLane(lane, { reports, env: { ...env, ...tools } })),
  );
  return sum(
    ended.map((each) =>
      each.status === "fulfilled"
        ? each.value
        : { passed: 0, failed: 1, skipped: 0, failures: [String(each.reason)] },
    ),
  );
}

async function requirePorts({ web, sandbox, vcdSandbox }: Lane): Promise<void> {
  for (const [port, what, variable] of [
    [web, "web of the tests", "E2E_PORT"],
    [sandbox, "sandbox of the tests", "E2E_SANDBOX_PORT"],
    [vcdSandbox, "VCD sandbox of the tests", "E2E_VCD_SANDBOX_PORT"],
  ] as const) {
    await requireFreePort({ host: "127.0.0.1", port, what, variable, command: "npx playwright test" });
  }
}

function runLane(
  { project, web, sandbox, vcdSandbox, network }: Lane,
  { reports, env }: { reports: string; env: NodeJS.ProcessEnv },
): Promise<Counts> {
  const report = join(reports, `${project}.json`);
  const args = ["test", `--project=${project}`, `--output=test-results/${project}`, "--reporter=list,json"];
  return runReporting<Report>(
    {
      program: join(checkoutRoot, "node_modules", ".bin", "playwright"),
      args,
      env: {
        ...env,
        E2E_PORT: String(web),
        E2E_SANDBOX_PORT: String(sandbox),
        E2E_VCD_SANDBOX_PORT: String(vcdSandbox),
        E2E_VCD_SANDBOX_NETWORKS: `${network},${network}`,
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
    },
    { report, count },
  );
}

function count({ stats, suites }: Report): Counts {
  const { expected: passed, unexpected, flaky, skipped } = stats;
  const failures = suites
    .flatMap(failedIn)
    .map((spec) => describeFailure(`e2e/${spec.file}: ${spec.title}`, reasonsOf(spec)));
  return { passed, failed: unexpected + flaky, skipped, failures };
}

function failedIn({ specs = [], suites = [] }: Suite): Spec[] {
  return [...specs.filter(({ ok }) => !ok), ...suites.flatMap(failedIn)];
}

/** The errors, and what the pages showed by then: the tests note it as annotations. */
function reasonsOf({ tests = [] }: Spec): string[] {
  const errors = tests.flatMap(({ results = [] }) => results.flatMap(({ errors = [] }) => errors));
  const pages = tests.flatMap(({ annotations = [] }) => annotations.filter(({ type }) => type === "page"));
  return [
    ...errors.slice(0, 3).map(({ message = "" }) => message),
    ...pages.map(({ description = "" }) => description),
  ];
}
