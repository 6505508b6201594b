import type { DryRun } from "./views";

/** "Of the last 100 requests this would approve 12, refuse 3, ask for two on 5." */
export function sayDryRun({ tried, approves, refuses, asksForTwo }: DryRun): string {
  const what = tried === 1 ? "Of the one request so far" : `Of the last ${tried} requests`;
  return tried === 0
    ? "There is no request yet to try it on."
    : `${what} this would approve ${approves}, refuse ${refuses}, ask for two on ${asksForTwo}.`;
}
