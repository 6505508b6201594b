/** What requests are counted by. */
export type LimitedBy = "person" | "organization" | "address";

/**
 * How many requests may come within a minute. A person's open pages read by themselves every few seconds; an
 * organization, and a network address that a whole company may share, are many persons' worth of that.
 */
export const requestLimits = {
  windowMs: 60_000,
  /** Everything that is asked for, pages and changes included. */
  request: { person: 1_200, organization: 12_000, address: 12_000 },
  /** Forms and whatever else changes something. */
  change: { person: 120, organization: 600, address: 600 },
} as const satisfies { windowMs: number } & Record<"request" | "change", Record<LimitedBy, number>>;

const whose: Record<LimitedBy, string> = {
  person: "from you",
  organization: "from your organization",
  address: "from your network",
};

/** A refusal in words: what was too much, and how long to wait. */
export function describeLimit(refused: {
  what: "request" | "change";
  by: LimitedBy;
  most: number;
  waitMs: number;
}): { message: string; next: string } {
  const { what, by, most, waitMs } = refused;
  return {
    message: `That is more than ${most.toLocaleString("en")} ${what}s ${whose[by]} within a minute.`,
    next: `Wait ${describeWait(waitMs)}, then try again.`,
  };
}

/** A time to wait in whole seconds, or from a minute and a half on in minutes, rounded up. */
export function describeWait(waitMs: number): string {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  if (seconds < 90) return seconds === 1 ? "a second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
