import { join, relative } from "node:path";
import { checkoutRoot } from "../launcher/checkout";
import { type Counts, describeFailure, runReporting } from "./stage";

type Report = {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    /** Why the whole file failed, as when it could not be loaded. */
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
  }[];
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
  const failures = testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(checkoutRoot, name);
    const failed = assertionResults.filter(({ status }) => status === "failed");
    return failed.length === 0 && message
      ? [describeFailure(file, [message])]
      : failed.map((test) => describeFailure(`${file}: ${test.fullName}`, test.failureMessages ?? []));
  });
  return { passed, failed, skipped: numTotalTests - passed - failed, failures };
}
