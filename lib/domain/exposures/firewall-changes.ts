import type { VcdReference } from "../vcd/observed";
import type { FirewallGroupSeen, FirewallRuleSeen, FirewallSeen } from "./observed";
import { ourRuleName } from "./rule-names";

/** Names of what an opening of the edge's firewall consists of; they tie each part to one exposure. */
export type OpeningNames = { rule: string; clients: string; node: string; profile: string };

export function openingNames(exposure: { installationId: string; id: string }): OpeningNames {
  const name = ourRuleName(exposure.installationId, exposure.id);
  return {
    rule: `${name}_opening`,
    clients: `${name}_clients`,
    node: `${name}_node`,
    profile: `${name}_api`,
  };
}

/** The opening's rule among the user rules; null where it is not there. */
export function findOpening(firewall: FirewallSeen, ruleName: string): FirewallRuleSeen | null {
  return firewall.userRules.find((rule) => rule.name === ruleName) ?? null;
}

/** True where a set holds exactly these addresses, in any order. */
export function holdsExactly(group: FirewallGroupSeen, addresses: readonly string[]): boolean {
  if (group.ipAddresses === null) return false;
  const plain = (list: readonly string[]): string =>
    [...new Set(list.map((text) => text.replace(/\/32$/, "")))].sort().join();
  return plain(group.ipAddresses) === plain(addresses);
}

/**
 * True where nobody changed the user rules between two readings: same rules, same order, same versions. VCD replaces the
 * whole list on a write, so a list that moved must not be written over.
 */
export function isSameFirewall(before: FirewallSeen, after: FirewallSeen): boolean {
  const lines = (firewall: FirewallSeen): string =>
    JSON.stringify(firewall.userRules.map((rule) => [rule.id, rule.version, rule.wire]));
  return lines(before) === lines(after);
}

/** The parts of an opening that exist by now. */
export type OpeningParts = { clients: VcdReference; node: VcdReference; profile: VcdReference };

/** The rule of an opening, as it is to be made: allow, inward, TCP to the API server's port. */
export type OpeningRule = {
  name: string;
  comments: string;
  sources: VcdReference[];
  destinations: VcdReference[];
  portProfiles: VcdReference[];
};

/**
 * All user rules as they are to be written, the opening among them: above the rule `beforeId`, or first. Each other rule
 * goes back as VCD gave it.
 */
export function withOpening(
  firewall: FirewallSeen,
  opening: { name: string; parts: OpeningParts; beforeId: string | null },
): (FirewallRuleSeen | OpeningRule)[] {
  const { parts, name } = opening;
  const rule: OpeningRule = {
    name,
    comments: "API server of a cluster, made by Drawbridge",
    sources: [parts.clients],
    destinations: [parts.node],
    portProfiles: [parts.profile],
  };
  const others = firewall.userRules.filter((one) => one.name !== name);
  const found = others.findIndex((one) => one.id === opening.beforeId);
  const at = Math.max(0, found);
  return [...others.slice(0, at), rule, ...others.slice(at)];
}

/** All user rules without the opening, each as VCD gave it. */
export function withoutOpening(firewall: FirewallSeen, ruleName: string): FirewallRuleSeen[] {
  return firewall.userRules.filter((rule) => rule.name !== ruleName);
}
