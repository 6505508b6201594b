import type { ExposureTerms } from "../requests/requests";

/** What a rule does with a request that it matches. */
export const policyEffects = ["approve", "refuse", "two-approvers"] as const;
export type PolicyEffect = (typeof policyEffects)[number];

/** What an exposure's request asks for: see `ExposureTerms`. */
export type ExposureAct = ExposureTerms["act"];
export const exposureActs = ["create", "expose", "open-firewall"] as const satisfies readonly ExposureAct[];

/** Conditions all hold, or the rule does not match; an empty list does not restrict. */
export type PolicyConditions = {
  kinds: ("connection" | "exposure")[];
  /** Of exposures; a connection never meets it. */
  acts: ExposureAct[];
  /** Ids of organizations of ours. */
  organizationIds: string[];
  /** Ids of our clusters, of AWS and of VCD alike. */
  clusterIds: string[];
  /** 12-digit AWS accounts of the other side; an exposure never meets it, nor the three that follow. */
  accountIds: string[];
  /** Regions of the other side's VPC. */
  regions: string[];
  /** Every block asked for lies within one of these. */
  cidrsWithin: string[];
  /** At least one block asked for overlaps one of these. */
  cidrsOverlapping: string[];
  /**
   * The edge's firewall is opened to nobody outside these: each block of clients lies within one of them. An exposure
   * that opens it to nobody meets this; a connection never does.
   */
  clientsWithin: string[];
  /** At least one block of clients overlaps one of these; a connection never meets it. */
  clientsOverlapping: string[];
};

export const noConditions: PolicyConditions = {
  kinds: [],
  acts: [],
  organizationIds: [],
  clusterIds: [],
  accountIds: [],
  regions: [],
  cidrsWithin: [],
  cidrsOverlapping: [],
  clientsWithin: [],
  clientsOverlapping: [],
};

export type PolicyRule = {
  effect: PolicyEffect;
  conditions: PolicyConditions;
  /** What the person who asked is told, where it refuses; a reason for readers otherwise. */
  words: string;
};

/** One rule that is switched on, as it is now. */
export type RuleInForce = { policyId: string; version: number; name: string; rule: PolicyRule };

/** A rule that a decision names. What a tenant is shown of it: never its conditions. */
export type NamedPolicy = { policyId: string; version: number; name: string; words: string };

/** `Policy Partner accounts, version 3`: how a rule is named wherever its decision is told. */
export function namePolicy({ name, version }: Pick<NamedPolicy, "name" | "version">): string {
  return `Policy ${name}, version ${version}`;
}
