import { addressNumber, holdsAddress, holdsPort } from "./address-text";
import type { NatRuleSeen } from "./observed";
import { apiPort, type RuleWanted } from "./plan-types";
import { cseRuleName, parseCseRuleName, parseOurRuleName } from "./rule-names";

/** In what a rule differs from what is wanted; `port` empty means every port. */
export type RuleDifference = {
  what: "disabled" | "type" | "external" | "internal" | "port" | "internal-port";
  seen: string;
  wanted: string;
};

/** Differences of a rule from the one wanted, in the order of their weight; none where it is exactly that. */
export function ruleDifferences(rule: NatRuleSeen, wanted: RuleWanted): RuleDifference[] {
  const differences: RuleDifference[] = [];
  const compare = (what: RuleDifference["what"], seen: string, expected: string, same: boolean): void => {
    if (!same) differences.push({ what, seen, wanted: expected });
  };
  const port = String(wanted.port);
  compare("disabled", "disabled", "enabled", rule.enabled);
  compare("type", rule.type, "DNAT", rule.type === "DNAT");
  compare(
    "external",
    rule.externalAddresses,
    wanted.externalAddress,
    sameAddress(rule.externalAddresses, wanted.externalAddress),
  );
  compare(
    "internal",
    rule.internalAddresses,
    wanted.internalAddress,
    sameAddress(rule.internalAddresses, wanted.internalAddress),
  );
  compare("port", rule.externalPort ?? "", port, rule.externalPort === port);
  const inside = rule.internalPort === null || rule.internalPort === port;
  compare("internal-port", rule.internalPort ?? "", port, inside && rule.portProfile === null);
  return differences;
}

function sameAddress(seen: string, wanted: string): boolean {
  const [plain] = seen.split("/32");
  return (
    plain?.trim() === wanted ||
    (addressNumber(plain ?? "") !== null && addressNumber(plain ?? "") === addressNumber(wanted))
  );
}

/** True for an enabled DNAT rule that has no port: every port of the address leads inside. */
export function opensEveryPortRule(rule: NatRuleSeen): boolean {
  return rule.enabled && rule.type === "DNAT" && rule.externalPort === null && rule.portProfile === null;
}

/** True for an enabled DNAT rule that leads connections to this address's API server. */
export function leadsToApiServer(rule: NatRuleSeen, internalAddress: string): boolean {
  if (!rule.enabled || rule.type !== "DNAT" || !holdsAddress(rule.internalAddresses, internalAddress))
    return false;
  if (rule.portProfile !== null) return true;
  return holdsPort(rule.internalPort ?? rule.externalPort, apiPort);
}

/** Enabled DNAT rules, other than this one, that take connections to the same address and port. */
export function rivalsOf(
  rule: NatRuleSeen,
  rules: readonly NatRuleSeen[],
): { first: NatRuleSeen[]; later: NatRuleSeen[] } {
  const rivals = rules.filter(
    (other) =>
      other.id !== rule.id &&
      other.enabled &&
      other.type === "DNAT" &&
      holdsAddress(other.externalAddresses, rule.externalAddresses) &&
      holdsPort(other.externalPort, apiPort),
  );
  const first = rivals.filter((other) => (other.priority ?? 0) < (rule.priority ?? 0));
  return { first, later: rivals.filter((other) => !first.includes(other)) };
}

/** Who made a rule, told from its name alone. */
export function makerOf(
  rule: Pick<NatRuleSeen, "name">,
  installationId: string,
): "drawbridge" | "other-installation" | "cse" | "somebody" {
  const ours = parseOurRuleName(rule.name);
  if (ours) return ours.installationId === installationId ? "drawbridge" : "other-installation";
  return parseCseRuleName(rule.name) ? "cse" : "somebody";
}

/** Rules that carry CSE's name for a cluster, whatever its flag says; the name can be there more than once. */
export function cseRulesOf(
  rules: readonly NatRuleSeen[],
  cluster: { name: string; entityId: string | null },
): NatRuleSeen[] {
  const { name, entityId } = cluster;
  if (entityId === null) return [];
  return rules.filter((rule) => rule.name === cseRuleName(name, entityId));
}

/** A rule's port in words: `port 6443` or `every port`. */
export function portWords(externalPort: string | null): string {
  return externalPort === null || externalPort === "" ? "every port" : `port ${externalPort}`;
}
