import { join, relative } from "node:path";
import { checkoutRoot } from "../launcher/checkout";
import { type Counts, runReporting } from "./stage";

type Report = {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
};

/** Runs one project of vitest.config.ts. `before` stands before its command, as `nice` does. */
export function runVitest(
  project: "unit" | "integration" | "proofs",
  { reports, env, before = [] }: { reports: string; env: NodeJS.ProcessEnv; before?: string[] },
  hear?: (line: string) => void,
): Promise<Counts> {
  const report = join(reports, `${project}.json`);
  const vitest = join(checkoutRoot, "node_modules", ".bin", "vitest");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const [program = "", ...args] = [...before, vitest, "run", "--project", project, ...reporters];
  return runReporting<Report>({ program, args, env }, { report, count, ...(hear && { hear }) });
}

function count({
  numTotalTests,
  numPassedTests: passed,
  numFailedTests: failed,
  testResults,
}: Report): Counts {
  const failures = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => `${relative(checkoutRoot, name)}: ${fullName}`),
  );
  return { passed, failed, skipped: numTotalTests - passed - failed, failures };
}
