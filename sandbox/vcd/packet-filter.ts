import { covers } from "./addresses";
import { bareId } from "./ids";
import type { EdgeGateway, FirewallRule, NamedRef, NatRule } from "./records";
import type { VcdSandbox } from "./state";

export interface Packet {
  source: string;
  /** The external address and port the client asked for. */
  destination: string;
  port: number;
}

export type Verdict =
  | { kind: "no-rule" }
  | {
      kind: "forward" | "drop" | "reject";
      rule: NatRule;
      edge: EdgeGateway;
      to: { host: string; port: number };
      firewallRule: FirewallRule | null;
    };

function portsOf(text: string | null): { first: number; last: number } | null {
  if (text === null || text === "") return null;
  const [first = 0, last = first] = text.split("-").map(Number);
  return { first, last };
}

const within = (ports: { first: number; last: number } | null, port: number) =>
  ports === null || (port >= ports.first && port <= ports.last);

/** The port behind the rule: the profile's, the old field's, or the one that was asked for. */
export function internalPort(sandbox: VcdSandbox, rule: NatRule, port: number): number {
  const profile = sandbox.store.portProfiles.get(bareId(rule.applicationPortProfile?.id ?? ""));
  const wanted = portsOf(profile?.applicationPorts[0]?.destinationPorts[0] ?? rule.internalPort);
  if (!wanted) return port;
  const asked = portsOf(rule.dnatExternalPort);
  return wanted.first === wanted.last ? wanted.first : wanted.first + port - (asked?.first ?? wanted.first);
}

/** Without an external port of its own, a rule with a profile takes the profile's port. */
export function externalPorts(sandbox: VcdSandbox, rule: NatRule): { first: number; last: number } | null {
  const own = portsOf(rule.dnatExternalPort);
  if (own) return own;
  const profile = sandbox.store.portProfiles.get(bareId(rule.applicationPortProfile?.id ?? ""));
  return portsOf(profile?.applicationPorts[0]?.destinationPorts[0] ?? null);
}

/** Enabled DNAT rules in the order the edge tries them: the lower priority first, then the older. */
export function activeRules(sandbox: VcdSandbox): NatRule[] {
  return sandbox.store.natRules
    .filter((rule) => rule.enabled && rule.type === "DNAT")
    .sort((a, b) => a.priority - b.priority);
}

function groupsMatch(sandbox: VcdSandbox, groups: NamedRef[] | null, address: string): boolean {
  if (!groups || groups.length === 0) return true;
  return groups.some((ref) =>
    (sandbox.store.firewallGroups.get(bareId(ref.id))?.ipAddresses ?? []).some((block) =>
      covers(block, address),
    ),
  );
}

function profilesMatch(sandbox: VcdSandbox, profiles: NamedRef[] | null, port: number): boolean {
  if (!profiles || profiles.length === 0) return true;
  return profiles.some((ref) =>
    (sandbox.store.portProfiles.get(bareId(ref.id))?.applicationPorts ?? []).some(
      ({ protocol, destinationPorts }) =>
        protocol === "TCP" &&
        (destinationPorts.length === 0 || destinationPorts.some((text) => within(portsOf(text), port))),
    ),
  );
}

/** System rules, then the tenant's in their order, then the defaults: the first that matches decides. */
export function firstMatchingRule(
  sandbox: VcdSandbox,
  edge: EdgeGateway,
  packet: { source: string; destination: string; port: number },
): FirewallRule | null {
  const { systemRules, userDefinedRules, defaultRules } = edge.firewall;
  const found = [...systemRules, ...userDefinedRules, ...defaultRules].find(
    (rule) =>
      rule.enabled &&
      rule.direction !== "OUT" &&
      rule.ipProtocol !== "IPV6" &&
      groupsMatch(sandbox, rule.sourceFirewallGroups, packet.source) &&
      groupsMatch(sandbox, rule.destinationFirewallGroups, packet.destination) &&
      profilesMatch(sandbox, rule.applicationPortProfiles, packet.port),
  );
  return found ?? null;
}

/** What the edge does with a TCP connection to one of its external addresses. */
export function judge(sandbox: VcdSandbox, packet: Packet): Verdict {
  const rule = activeRules(sandbox).find(
    (each) =>
      covers(each.externalAddresses, packet.destination) && within(externalPorts(sandbox, each), packet.port),
  );
  const edge = rule && sandbox.store.edgeGateways.get(rule.edgeGatewayId);
  if (!rule || !edge) return { kind: "no-rule" };
  const to = {
    host: rule.internalAddresses.split("/")[0] ?? "",
    port: internalPort(sandbox, rule, packet.port),
  };
  if (rule.firewallMatch === "BYPASS") return { kind: "forward", rule, edge, to, firewallRule: null };
  const seen =
    rule.firewallMatch === "MATCH_EXTERNAL_ADDRESS" ? packet : { destination: to.host, port: to.port };
  const firewallRule = firstMatchingRule(sandbox, edge, {
    source: packet.source,
    destination: seen.destination,
    port: seen.port,
  });
  const action = firewallRule?.actionValue ?? "DROP";
  const kind = action === "ALLOW" ? "forward" : action === "REJECT" ? "reject" : "drop";
  return { kind, rule, edge, to, firewallRule };
}
