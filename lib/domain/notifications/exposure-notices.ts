import type { Finding, FindingCode } from "../exposures/findings";
import type { Ending, Note } from "../exposures/plan-types";
import type { ExposureState } from "../exposures/states";
import { describeFinding } from "../exposures/words-findings";
import { describeExposureEnding } from "../exposures/words-states";
import type { NoticeDraft } from "./connection-notices";
import type { NoticeFacts, NoticeKind } from "./kinds";

/** What somebody did to a rule, or what no longer fits it; not what merely could not be read. */
const driftCodes: readonly FindingCode[] = [
  "rule-missing",
  "rule-disabled",
  "rule-changed",
  "shadowed",
  "every-port-open",
  "node-moved",
  "says-exposed-no-rule",
];
const endedHere: readonly Ending["reason"][] = ["unexposed-here", "withdrawn-here"];

/** What one look at an exposure is worth telling people. Pure: the same look twice gives the same keys. */
export function noticesOfExposure(
  before: { state: ExposureState; ending: Ending | null },
  plan: {
    state: ExposureState;
    ending: Ending | null;
    address: string | null;
    findings: Finding[];
    notes: Note[];
  },
  { clusterName }: { clusterName: string },
  at: Date,
): NoticeDraft[] {
  const drafts: NoticeDraft[] = [];
  const tell = (kind: NoticeKind, key: string, facts: NoticeFacts = {}) => drafts.push({ kind, key, facts });
  if (plan.state === "exposed" && before.state !== "exposed") {
    const { address } = plan;
    tell("exposure.exposed", address ?? "unknown", address ? { address } : {});
  }
  if (plan.ending && !before.ending && !endedHere.includes(plan.ending.reason)) {
    const { sentence, next } = describeExposureEnding(plan.ending, { address: plan.address });
    const ending = { title: "Ended", sentence, next };
    tell(plan.ending.as === "failed" ? "exposure.failed" : "exposure.ended", "end", { ending });
  }
  const code = (note: Note) => String(note.facts.code) as FindingCode;
  const came = plan.notes.filter((note) => note.kind === "finding" && driftCodes.includes(code(note)));
  const went = plan.notes.filter((note) => note.kind === "finding-over" && driftCodes.includes(code(note)));
  const seen = plan.findings
    .filter((finding) => came.some((note) => code(note) === finding.code))
    .map((finding) => describeFinding(finding, clusterName).sentence);
  if (seen.length > 0) tell("exposure.drifted", at.toISOString(), { seen });
  const isWell = !plan.findings.some((finding) => driftCodes.includes(finding.code));
  if (went.length > 0 && isWell && plan.state === "exposed" && !plan.ending) {
    tell("exposure.repaired", at.toISOString());
  }
  return drafts;
}
