import type { ConnectionTerms, ExposureTerms, RequestTerms } from "./requests";

/** One value that an edit changed, as it was and as it is, in words. */
export type TermChange = { label: string; before: string; after: string };

const connectionLabels = {
  accountId: "Account ID",
  vpcId: "VPC ID",
  region: "Region",
  name: "Name",
} as const satisfies Partial<Record<keyof ConnectionTerms, string>>;

/** What differs between two editions of the same request; empty where nothing does. */
export function describeTermsChange(
  before: { terms: RequestTerms; reason: string },
  after: { terms: RequestTerms; reason: string },
): TermChange[] {
  const changes: TermChange[] = [];
  const note = (label: string, was: string, is: string): void => {
    if (was !== is) changes.push({ label, before: was, after: is });
  };
  if (before.terms.kind === "connection" && after.terms.kind === "connection") {
    for (const [key, label] of Object.entries(connectionLabels)) {
      const field = key as keyof typeof connectionLabels;
      note(label, before.terms[field], after.terms[field]);
    }
    note("CIDR", blocks(before.terms.cidrs), blocks(after.terms.cidrs));
    note("DNS resolution", yesNo(before.terms.dnsResolution), yesNo(after.terms.dnsResolution));
  }
  if (before.terms.kind === "exposure" && after.terms.kind === "exposure") {
    note("Clients let in", clients(before.terms), clients(after.terms));
  }
  note("Reason", before.reason || "none", after.reason || "none");
  return changes;
}

/** The same as one plain text, for the thread of a request: a line for each value. */
export function changeText(changes: readonly TermChange[]): string {
  return changes.map(({ label, before, after }) => `${label}: ${before} → ${after}`).join("\n");
}

const blocks = (cidrs: readonly string[]): string => cidrs.join(", ") || "none";
const yesNo = (value: boolean): string => (value ? "yes" : "no");
const clients = (terms: ExposureTerms): string => blocks(terms.clientCidrs);
