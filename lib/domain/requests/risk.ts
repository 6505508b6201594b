import { addressCount, cidrContains, prefixLength } from "../connections/cidr";
import type { ConnectionTerms, ExposureTerms } from "./requests";

export const riskLevels = ["routine", "notable", "risky"] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** One thing that makes a request worth more than a glance, in plain words. */
export type RiskReason = { level: Exclude<RiskLevel, "routine">; words: string };
/** The level is that of the gravest reason; `routine` has none. */
export type Risk = { level: RiskLevel; reasons: RiskReason[] };

/** What was approved before, this request left out. */
export type Precedent = { ofOrganization: boolean; ofAccount: boolean };

export type RiskFacts = (
  | { kind: "connection"; terms: ConnectionTerms }
  | {
      kind: "exposure";
      terms: ExposureTerms;
      /** CSE of that site makes its rule without a port. */
      everyPort: boolean;
    }
) & {
  precedent: Precedent;
  /** Sentences of the checks that refuse, and of those that warn, as things stand. */
  refusals: readonly string[];
  warnings: readonly string[];
};

/** Private addresses (RFC 1918) and those of carriers (RFC 6598), which networks of AWS use as well. */
const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** A connection may reach this many addresses before that is worth a word: one /16, the largest block of a VPC. */
const manyAddresses = 65_536;
/** An opening of the firewall for a block this short lets whole providers in. */
const widePrefix = 16;
/** One this short lets in a good part of the internet. */
const worldPrefix = 7;

/** How much a request asks an approver to look, and why. Nothing of it refuses anything. */
export function riskOf(facts: RiskFacts): Risk {
  const reasons: RiskReason[] = [];
  for (const words of facts.refusals)
    reasons.push({ level: "risky", words: `The checks refuse it. ${words}` });
  reasons.push(...(facts.kind === "connection" ? ofConnection(facts.terms) : ofExposure(facts)));
  for (const words of facts.warnings) reasons.push({ level: "notable", words });
  const { precedent } = facts;
  if (!precedent.ofOrganization) {
    reasons.push({ level: "notable", words: "Nothing of this organization was approved before." });
  } else if (facts.kind === "connection" && !precedent.ofAccount) {
    reasons.push({
      level: "notable",
      words: `Nothing with AWS account ${facts.terms.accountId} was approved before.`,
    });
  }
  const level = reasons.some((reason) => reason.level === "risky")
    ? "risky"
    : reasons.length > 0
      ? "notable"
      : "routine";
  // The gravest first; within a level in the order above.
  return { level, reasons: [...reasons].sort((a, b) => gravity(b.level) - gravity(a.level)) };
}

const gravity = (level: RiskLevel): number => riskLevels.indexOf(level);

/** Whether one level asks for more thought than another. */
export function isGraver(level: RiskLevel, than: RiskLevel): boolean {
  return gravity(level) > gravity(than);
}

function ofConnection(terms: ConnectionTerms): RiskReason[] {
  const reasons: RiskReason[] = [];
  const open = terms.cidrs.filter((cidr) => !privateBlocks.some((block) => within(cidr, block)));
  if (open.length > 0) {
    reasons.push({
      level: "risky",
      words: `${open.join(", ")} ${open.length === 1 ? "is" : "are"} not private: the cluster would send traffic for public addresses to the tenant's VPC.`,
    });
  }
  const addresses = terms.cidrs.reduce((sum, cidr) => sum + (addressCount(cidr) ?? 0), 0);
  if (addresses > manyAddresses) {
    reasons.push({
      level: "notable",
      words: `Its blocks hold ${addresses.toLocaleString("en-US")} addresses together.`,
    });
  }
  const added = terms.cidrs.filter((cidr) => terms.changes && !terms.changes.cidrs.includes(cidr));
  const removed = terms.changes?.cidrs.filter((cidr) => !terms.cidrs.includes(cidr)) ?? [];
  if (removed.length > 0) {
    reasons.push({
      level: "notable",
      words: `Routes of a connection that is in use go away: ${removed.join(", ")}.`,
    });
  }
  if (added.length > 0) {
    reasons.push({
      level: "notable",
      words: `A connection that was approved without them would also reach ${added.join(", ")}.`,
    });
  }
  return reasons;
}

function ofExposure({ terms, everyPort }: Extract<RiskFacts, { kind: "exposure" }>): RiskReason[] {
  const reasons: RiskReason[] = [];
  if (terms.act === "create" && everyPort) {
    reasons.push({
      level: "risky",
      words: "CSE opens every port of the control plane to the outside, SSH (22) among them.",
    });
  }
  if (terms.act !== "open-firewall") {
    reasons.push({
      level: "notable",
      words: `The API server of ${terms.clusterName} becomes reachable from outside, on one of the edge's external addresses.`,
    });
  }
  const length = (cidr: string): number => prefixLength(cidr) ?? 32;
  const world = terms.clientCidrs.filter((cidr) => length(cidr) <= worldPrefix);
  const wide = terms.clientCidrs.filter((cidr) => length(cidr) > worldPrefix && length(cidr) <= widePrefix);
  if (world.length > 0) {
    reasons.push({
      level: "risky",
      words: world.includes("0.0.0.0/0")
        ? "The edge's firewall is opened to the whole world."
        : `The edge's firewall is opened to a good part of the internet: ${world.join(", ")}.`,
    });
  }
  if (wide.length > 0) {
    reasons.push({
      level: "notable",
      words: `The edge's firewall is opened to large blocks: ${wide.join(", ")}.`,
    });
  }
  return reasons;
}

function within(cidr: string, block: string): boolean {
  return cidr === block || cidrContains(block, cidr);
}

export const riskWords: Record<RiskLevel, string> = {
  routine: "Routine",
  notable: "Notable",
  risky: "Risky",
};
