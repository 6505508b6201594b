/** What is not as it should be, or as somebody claims it is. Each is said in words by `describeFinding`. */
export const findingCodes = [
  /** CSE reported success, and nothing is exposed. */
  "success-nothing-exposed",
  /** The entity says exposed, and there is no rule. */
  "says-exposed-no-rule",
  /** CSE says un-exposed, and the rule still forwards. */
  "unexposed-live-rule",
  /** A rule of CSE's whose cluster was never said to be exposed. */
  "half-made-rule",
  /** A rule of CSE's whose cluster does not exist. */
  "orphan-rule",
  /** A rule of ours without a row. */
  "rule-without-row",
  /** The rule leads to an address that no cluster has. */
  "rule-to-nowhere",
  /** A rule without a port: every port of the node answers outside. */
  "every-port-open",
  "rule-missing",
  "rule-disabled",
  "rule-changed",
  "duplicate-rules",
  /** Another enabled rule on the same address and port comes first. */
  "shadowed",
  /** Another enabled rule uses the same address and port, and comes later. */
  "address-shared",
  /** A rule that neither CSE nor Drawbridge made leads to this API server. */
  "hand-made-rule",
  /** The control plane has another address, or is another machine, than the rule was made for. */
  "node-moved",
  "edge-failed",
  "not-readable",
] as const;

export type FindingCode = (typeof findingCodes)[number];

export type Finding = {
  code: FindingCode;
  /** `bad`: open or broken against somebody's will; `warn`: worth a look; `info`: good to know. */
  level: "bad" | "warn" | "info";
  /** Names, addresses and ports for the words. */
  facts: Record<string, string | number | string[]>;
  /** The rule it is about. */
  ruleId: string | null;
};

export function finding(
  code: FindingCode,
  level: Finding["level"],
  facts: Finding["facts"] = {},
  ruleId: string | null = null,
): Finding {
  return { code, level, facts, ruleId };
}
