/** What a rule does with a request that it matches. */
export type PolicyEffect = "approve" | "refuse" | "two-approvers";

/** Conditions all hold, or the rule does not match; an empty list does not restrict. */
export type PolicyConditions = {
  kinds: ("connection" | "exposure")[];
  /** Ids of organizations of ours. */
  organizationIds: string[];
  /** 12-digit AWS accounts of the other side. */
  accountIds: string[];
  regions: string[];
  /** Every block asked for lies within one of these. */
  cidrsWithin: string[];
  /** At least one block asked for overlaps one of these. */
  cidrsOverlapping: string[];
  /** Ids of our clusters. */
  clusterIds: string[];
};

export type PolicyRule = {
  effect: PolicyEffect;
  conditions: PolicyConditions;
  /** What the person who asked is told, where it refuses; a reason for readers otherwise. */
  words: string;
};
