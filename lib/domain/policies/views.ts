import type { Capability } from "../capability";
import type { RequestKind, RequestState } from "../requests/requests";
import type { RuleTrace } from "./judge";
import type { PolicyNames } from "./matches";
import type { PolicyEffect, PolicyRule } from "./rule";

/** How a rule took part in a decision, as anybody is shown it: never its conditions. */
export type PolicyPart = {
  policyId: string;
  /** Its name then. */
  name: string;
  version: number;
  words: string;
  /** Decided it; asks for two people; would approve it, but for the checks. */
  part: "approved" | "denied" | "two-approvers" | "held-back";
};

export type PolicyLine = {
  id: string;
  name: string;
  on: boolean;
  version: number;
  effect: PolicyEffect;
  /** The rule in one sentence. */
  sentence: string;
  /** What it names and nobody has any more. */
  missing: string[];
  /** How many of the last 100 requests it decided, or asked two people for. */
  decided: number;
  changedBy: string;
  /** ISO. */
  changedAt: string;
};

export type PolicyList = { lines: PolicyLine[]; judged: number; manage: Capability };

export type PolicyVersionView = {
  version: number;
  name: string;
  sentence: string;
  by: string;
  /** ISO. */
  at: string;
  /** What it changed against the one before, in words; empty for the first. */
  changes: { what: string; before: string; after: string }[];
};

export type PolicyChoices = {
  organizations: { id: string; name: string }[];
  clusters: { id: string; name: string; organization: string; kind: "aws" | "vcd" }[];
  /** AWS accounts that requests named so far. */
  accountIds: string[];
};

export type PolicyDetail = PolicyLine & {
  rule: PolicyRule;
  deletedAt: string | null;
  /** Newest first. */
  versions: PolicyVersionView[];
  names: PolicyNames;
  manage: Capability;
};

/** What a request gets by rules: `person` where one person decides. */
export type DryOutcome = "approve" | "refuse" | "two-approvers" | "person";

export type DryLine = {
  requestId: string;
  kind: RequestKind;
  title: string;
  organization: string;
  /** ISO. */
  requestedAt: string;
  was: { state: RequestState; outcome: DryOutcome; sentence: string };
  would: { outcome: DryOutcome; sentence: string; byThis: boolean };
  /** Another way than then, whoever takes it. */
  differs: boolean;
  /** Against what a person decided then. */
  contradicts: boolean;
  /** How the tried rule looked at it, condition by condition. */
  why: string[];
};

export type DryRun = {
  name: string;
  /** Requests it was tried on: the last 100, or fewer. */
  tried: number;
  approves: number;
  refuses: number;
  asksForTwo: number;
  differences: number;
  contradictions: number;
  missing: string[];
  only: "all" | "differences";
  lines: DryLine[];
};

/** How the rules in force look at one request now. */
export type PolicyExplanation = { outcome: DryOutcome; sentence: string; trace: RuleTrace[] };
