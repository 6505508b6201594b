import type { ProviderFault } from "../connections/observed";

/** One line of an account's check in one Region, or of the account as a whole (region null). */
export type AccountCheckLine = {
  region: string | null;
  /** What was tried, e.g. `ec2:CreateRoute` (dry run), `sts:GetCallerIdentity`. */
  name: string;
  result: "pass" | "fail" | "warn";
  /** In plain words: what is missing and what to do. */
  message: string;
  fault: ProviderFault | null;
};

export type AccountCheck = {
  /** ARN that GetCallerIdentity answered with, if it did. */
  arn: string | null;
  accountId: string | null;
  lines: AccountCheckLine[];
};
