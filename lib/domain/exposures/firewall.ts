import { coverage, holdsAddress, holdsPort } from "./address-text";
import type { FirewallGroupSeen, FirewallRuleSeen, FirewallSeen, PortProfileSeen } from "./observed";

/** What may be known of an edge's firewall. Null: not read, most often because a right is missing. */
export type FirewallFacts = {
  firewall: FirewallSeen | null;
  groups: readonly FirewallGroupSeen[];
  profiles: readonly PortProfileSeen[];
};

/** What is to be let through: the firewall sees the address inside, unless the NAT rule says otherwise. */
export type FirewallTarget = {
  internalAddress: string;
  externalAddress: string;
  port: number;
  /** `firewallMatch` of the NAT rule; null means MATCH_INTERNAL_ADDRESS. */
  match: string | null;
};

export type RuleWhere = "system" | "user" | "default";

export type FirewallVerdict = {
  verdict: "allows" | "drops" | "partly" | "unreadable" | "none" | "bypassed";
  /** The first rule that matches, or that may match where that cannot be told. */
  rule: { id: string; name: string; action: string; where: RuleWhere } | null;
  /** Clients that the verdict was reached for; 0.0.0.0/0 stands for everybody. */
  clients: string[];
  /** Why it cannot be told. */
  unreadable: "firewall" | "group" | "conditions" | null;
};

/** The rule that would let the clients in, exactly as it is to be entered. */
export type FirewallOpening = {
  name: string;
  sources: string[];
  destination: string;
  protocol: "TCP";
  port: number;
  action: "ALLOW";
  direction: "IN";
  ipProtocol: "IPV4";
  /** The user rule before which it must stand; null = at the end of the user rules. */
  before: { id: string; name: string } | null;
};

/** NSX sees a connection that comes from outside as one that goes in. */
export function destinationOf(target: FirewallTarget): string {
  return target.match === "MATCH_EXTERNAL_ADDRESS" ? target.externalAddress : target.internalAddress;
}

/**
 * What the edge's firewall does with the clients' connections: its first matching rule, in order of evaluation. It is
 * weighed from what the API shows, not tried.
 */
export function judgeFirewall(
  facts: FirewallFacts,
  target: FirewallTarget,
  clientCidrs: readonly string[],
): FirewallVerdict {
  const clients = clientCidrs.length > 0 ? [...clientCidrs] : ["0.0.0.0/0"];
  if (target.match === "BYPASS") return { verdict: "bypassed", rule: null, clients, unreadable: null };
  if (!facts.firewall) return { verdict: "unreadable", rule: null, clients, unreadable: "firewall" };
  const ordered = inOrder(facts.firewall);
  const each = clients.map((client) => judgeClient(ordered, facts, target, client));
  const worst = each.find((one) => one.verdict !== "allows") ?? each[0];
  if (!worst) return { verdict: "none", rule: null, clients, unreadable: null };
  const mixed = each.some((one) => one.verdict === "allows") && worst.verdict === "drops";
  return { ...worst, clients, verdict: mixed ? "partly" : worst.verdict };
}

type Placed = { rule: FirewallRuleSeen; where: RuleWhere };

function inOrder(firewall: FirewallSeen): Placed[] {
  return [
    ...firewall.systemRules.map((rule) => ({ rule, where: "system" as const })),
    ...firewall.userRules.map((rule) => ({ rule, where: "user" as const })),
    ...firewall.defaultRules.map((rule) => ({ rule, where: "default" as const })),
  ];
}

function judgeClient(
  ordered: readonly Placed[],
  facts: FirewallFacts,
  target: FirewallTarget,
  client: string,
): Omit<FirewallVerdict, "clients"> {
  let doubt: { at: Placed; why: "group" | "conditions" | "part" } | null = null;
  for (const at of ordered) {
    const match = matches(at.rule, facts, target, client);
    if (match === "no") continue;
    const action = at.rule.action === "ALLOW" ? "allows" : "drops";
    if (match !== "yes") {
      doubt ??= { at, why: match };
      continue;
    }
    if (!doubt || doubt.at.rule.action === at.rule.action) {
      return { verdict: action, rule: named(doubt?.at ?? at), unreadable: null };
    }
    break;
  }
  if (!doubt) return { verdict: "none", rule: null, unreadable: null };
  return doubt.why === "part"
    ? { verdict: "partly", rule: named(doubt.at), unreadable: null }
    : { verdict: "unreadable", rule: named(doubt.at), unreadable: doubt.why };
}

function named({ rule, where }: Placed): FirewallVerdict["rule"] {
  return { id: rule.id, name: rule.name, action: rule.action, where };
}

type Match = "yes" | "no" | "part" | "group" | "conditions";

function matches(
  rule: FirewallRuleSeen,
  facts: FirewallFacts,
  target: FirewallTarget,
  client: string,
): Match {
  if (!rule.enabled || rule.direction === "OUT" || rule.ipProtocol === "IPV6") return "no";
  const parts: Match[] = [
    matchesGroups(rule.sources, facts.groups, (members) => {
      const covers = members.map((member) => coverage(member, client));
      if (covers.includes("all")) return "yes";
      return covers.includes("part") ? "part" : "no";
    }),
    matchesGroups(rule.destinations, facts.groups, (members) =>
      members.some((member) => holdsAddress(member, destinationOf(target))) ? "yes" : "no",
    ),
    matchesPorts(rule, facts.profiles, target.port),
    rule.hasFurtherConditions ? "conditions" : "yes",
  ];
  if (parts.includes("no")) return "no";
  return parts.find((part) => part !== "yes") ?? "yes";
}

function matchesGroups(
  references: FirewallRuleSeen["sources"],
  groups: readonly FirewallGroupSeen[],
  judge: (members: string[]) => Match,
): Match {
  if (references.length === 0) return "yes";
  let unknown = false;
  let part = false;
  for (const reference of references) {
    const members = groups.find((group) => group.id === reference.id)?.ipAddresses ?? null;
    if (members === null) {
      unknown = true;
      continue;
    }
    const match = judge(members);
    if (match === "yes") return "yes";
    if (match === "part") part = true;
  }
  return unknown ? "group" : part ? "part" : "no";
}

function matchesPorts(rule: FirewallRuleSeen, profiles: readonly PortProfileSeen[], port: number): Match {
  if (rule.portProfiles.length === 0) return "yes";
  let unknown = false;
  for (const reference of rule.portProfiles) {
    const profile = profiles.find((one) => one.id === reference.id);
    if (!profile) unknown = true;
    else if (
      profile.ports.some(
        (one) =>
          /^(?:TCP|ANY)$/i.test(one.protocol) &&
          (one.destinationPorts.length === 0 || one.destinationPorts.some((ports) => holdsPort(ports, port))),
      )
    ) {
      return "yes";
    }
  }
  return unknown ? "group" : "no";
}

/** The rule that would let the clients in, and where it must stand to be met first. */
export function openingFor(
  verdict: FirewallVerdict,
  firewall: FirewallSeen | null,
  target: FirewallTarget,
  name: string,
): FirewallOpening {
  const blocking = verdict.rule?.where === "user" ? verdict.rule.id : null;
  const rule = firewall?.userRules.find((one) => one.id === blocking);
  return {
    name,
    sources: verdict.clients,
    destination: destinationOf(target),
    protocol: "TCP",
    port: target.port,
    action: "ALLOW",
    direction: "IN",
    ipProtocol: "IPV4",
    before: rule ? { id: rule.id, name: rule.name } : null,
  };
}

export type FirewallWords = {
  verdict: FirewallVerdict;
  sentence: string;
  /** What to do; null where nothing is to be done. */
  next: string | null;
  /** The exact rule to add where nothing lets the clients in; null otherwise. */
  add: FirewallOpening | null;
};

/** The firewall's verdict in words, with the exact rule to add where the clients are not let in. */
export function describeFirewall(
  facts: FirewallFacts,
  target: FirewallTarget,
  clientCidrs: readonly string[],
  missingRight: string | null = null,
): FirewallWords {
  const verdict = judgeFirewall(facts, target, clientCidrs);
  const who = clientCidrs.length > 0 ? clientCidrs.join(", ") : "everybody";
  const rule = verdict.rule ? `"${verdict.rule.name}"` : "a rule";
  const what = `${destinationOf(target)}, port ${target.port}`;
  const add = openingFor(verdict, facts.firewall, target, `API server ${target.internalAddress}`);
  const enter = `Add a rule${add.before ? ` above "${add.before.name}"` : " to the edge's firewall"}: source ${verdict.clients.join(", ")}, destination ${add.destination}, TCP ${add.port}, allow.`;
  switch (verdict.verdict) {
    case "allows":
      return {
        verdict,
        sentence: `The edge's firewall lets ${who} in, by rule ${rule}.`,
        next: null,
        add: null,
      };
    case "bypassed":
      return {
        verdict,
        sentence: "The DNAT rule bypasses the edge's firewall, so everybody is let in.",
        next: null,
        add: null,
      };
    case "drops":
      return {
        verdict,
        sentence: `The edge's firewall keeps ${who} out: rule ${rule} comes first for ${what}.`,
        next: verdict.rule?.where === "system" ? "Ask the provider: system rules are theirs." : enter,
        add: verdict.rule?.where === "system" ? null : add,
      };
    case "partly":
      return {
        verdict,
        sentence: `The edge's firewall lets some of ${who} in and keeps others out; rule ${rule} comes first.`,
        next: `${enter} Only if all of them are to come in.`,
        add,
      };
    case "none":
      return {
        verdict,
        sentence: `No rule of the edge's firewall speaks of ${what}. What happens then is the provider's default.`,
        next: enter,
        add,
      };
    case "unreadable":
      return { verdict, ...unreadableWords(verdict, rule, missingRight), add: null };
  }
}

function unreadableWords(
  verdict: FirewallVerdict,
  rule: string,
  missingRight: string | null,
): { sentence: string; next: string } {
  if (verdict.unreadable === "firewall") {
    return {
      sentence: "The edge's firewall cannot be read, so it is not known whether it lets clients in.",
      next: missingRight
        ? `It takes the right "${missingRight}" in VMware Cloud Director.`
        : "It is read with the next full look.",
    };
  }
  return {
    sentence: `Rule ${rule} of the edge's firewall may come first, but ${verdict.unreadable === "group" ? "the group it names cannot be read" : "it has conditions that cannot be weighed here"}.`,
    next: "Look at that rule in VMware Cloud Director.",
  };
}
