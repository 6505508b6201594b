import type { RequestLine } from "@/lib/domain/requests/views";
import { type LoadedReview, refusalsOf, warningsOf } from "./review-request";

/** What approval will cause, counted, in words. */
export function countCauses(loaded: LoadedReview): string {
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  if (loaded.kind === "exposure") {
    const { calls } = loaded.review;
    const byPerson = calls.some((call) => call.sentBy === "person");
    return `${count(calls.length, "call")}${byPerson ? ", in the requester's name" : ""}`;
  }
  const { consequences } = loaded.review;
  const calls = consequences.calls.reduce((sum, call) => sum + call.count, 0);
  const routes = consequences.routes.reduce(
    (sum, table) => sum + table.destinations.length + table.removed.length,
    0,
  );
  return consequences.tablesRead
    ? `${count(calls, "call")}: ${count(routes, "route")} in ${count(consequences.routes.length, "table")}`
    : `${count(calls, "call")}; route tables not read yet`;
}

/** What the checks say now, counted, with the first of it. */
export function countFindings(loaded: LoadedReview): NonNullable<RequestLine["checks"]> {
  const refusals = refusalsOf(loaded);
  const warnings = warningsOf(loaded);
  return {
    refusals: refusals.length,
    warnings: warnings.length,
    first: refusals[0] ?? warnings[0] ?? null,
  };
}
