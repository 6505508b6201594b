import {
  countPool,
  edgeRanges,
  nextForCse,
  type PoolFacts,
  pickAddress,
  type Reservation,
} from "../exposures/addresses";
import { describeFirewall } from "../exposures/firewall";
import type {
  EdgeGatewaySeen,
  FirewallGroupSeen,
  FirewallSeen,
  NatRuleSeen,
  PortProfileSeen,
  UsedAddressSeen,
} from "../exposures/observed";
import { checkName } from "./check-config";
import type { OrgNetworkSeen } from "./observed";
import { missingRights, rightNames, type VcdAct } from "./rights";

/** One line beside the button. `unknown` never stops: it says what could not be looked at, and why. */
export type PreflightLine = {
  key: PreflightKey;
  label: string;
  value: "pass" | "fail" | "unknown";
  sentence: string;
  /** What to do; null where nothing is to be done. */
  next: string | null;
  /** Whether a fail here stops the request; a busy edge only makes it wait. */
  stops: boolean;
  /** Addresses, for a meter. */
  meter?: { free: number; total: number };
};

export const preflightKeys = ["name", "rights", "network", "edge", "addresses", "busy", "firewall"] as const;
export type PreflightKey = (typeof preflightKeys)[number];

/** What is known before a cluster is asked for, or exposed. Null: not read, or not allowed to be. */
export type PreflightFacts = {
  /** `create`: CSE makes the cluster, and its rule if `expose`; `expose`: a rule of ours for a cluster that exists. */
  purpose: "create" | "expose";
  expose: boolean;
  name: string;
  /** Names of the organization's clusters: CSE's own client tells clusters by their names alone. */
  takenNames: readonly string[] | null;
  /** Names of the person's rights in VCD. */
  rights: readonly string[] | null;
  networkName: string;
  /** Networks of the org VDC. */
  networks: readonly OrgNetworkSeen[] | null;
  edge: EdgeGatewaySeen | null;
  used: readonly UsedAddressSeen[] | null;
  rules: readonly NatRuleSeen[] | null;
  reservations: readonly Reservation[];
  clusterId: string | null;
  /** Who holds the edge's lock here: the name of a cluster. */
  edgeHeldBy: string | null;
  firewall: FirewallSeen | null;
  groups: readonly FirewallGroupSeen[];
  profiles: readonly PortProfileSeen[];
  /** Address of the control plane; null before there is one. */
  nodeAddress: string | null;
  clientCidrs: readonly string[];
};

/** What will most likely go wrong, before anything is sent: CSE ignores most of it without a word. */
export function preflight(facts: PreflightFacts, now: Date): PreflightLine[] {
  const lines: PreflightLine[] = [];
  if (facts.purpose === "create") lines.push(nameLine(facts));
  lines.push(rightsLine(facts));
  const exposes = facts.expose || facts.purpose === "expose";
  const network = facts.networks?.filter((one) => one.name === facts.networkName) ?? null;
  lines.push(networkLine(facts, network, exposes));
  // Without a network there is no edge gateway to speak of.
  if (!exposes || facts.networkName === "") return lines;
  lines.push(edgeLine(facts, network), addressesLine(facts, now), busyLine(facts), firewallLine(facts));
  return lines;
}

/** True where nothing stops the request. */
export function mayProceed(lines: readonly PreflightLine[]): boolean {
  return lines.every((line) => !(line.stops && line.value === "fail"));
}

const labels: Record<PreflightKey, string> = {
  name: "Name",
  rights: "Rights in VMware Cloud Director",
  network: "Network",
  edge: "Edge gateway",
  addresses: "External addresses",
  busy: "Edge at rest",
  firewall: "Edge firewall",
};

function line(
  key: PreflightKey,
  value: PreflightLine["value"],
  sentence: string,
  next: string | null = null,
  more: Partial<PreflightLine> = {},
): PreflightLine {
  return { key, label: labels[key], value, sentence, next, stops: value === "fail", ...more };
}

function nameLine({ name, takenNames }: PreflightFacts): PreflightLine {
  if (name === "") return line("name", "unknown", "No name yet.", "Enter one.");
  const [wrong] = checkName(name);
  if (wrong) return line("name", "fail", wrong.message, wrong.next ?? null);
  if (takenNames === null) {
    return line(
      "name",
      "unknown",
      `Whether ${name} is free could not be read.`,
      "CSE says so when it is asked.",
    );
  }
  return takenNames.some((taken) => taken.toLowerCase() === name.toLowerCase())
    ? line("name", "fail", `${name} is taken by a cluster of this organization.`, "Choose another name.")
    : line("name", "pass", `${name} is free.`);
}

function rightsLine(facts: PreflightFacts): PreflightLine {
  const act: VcdAct =
    facts.purpose === "expose"
      ? "expose-cluster"
      : facts.expose
        ? "create-exposed-cluster"
        : "create-cluster";
  const missing = missingRights(act, facts.rights);
  if (missing === null) {
    return line(
      "rights",
      "unknown",
      "VMware Cloud Director does not let your rights be read.",
      "Go on: what is missing shows when it is tried.",
    );
  }
  if (missing.length === 0) return line("rights", "pass", "Your role has every right that is needed.");
  const gateway = missing.some((name) => name.startsWith("Organization vDC Gateway"));
  const why =
    gateway && facts.purpose === "create" ? " Without it CSE builds the cluster and ignores expose." : "";
  return line(
    "rights",
    "fail",
    `Your role lacks ${missing.map((name) => `"${name}"`).join(", ")}.${why}`,
    "Ask an admin of your organization in VMware Cloud Director to add it to your role, then sign in again.",
  );
}

const networkTypes: Record<string, string> = {
  ISOLATED: "isolated",
  DIRECT: "connected directly to the provider's network",
  DIRECT_UPLINK: "connected directly to the provider's network",
  OPAQUE: "not managed by VMware Cloud Director",
  CROSS_VDC: "a cross-VDC network",
};

function networkLine(facts: PreflightFacts, found: OrgNetworkSeen[] | null, exposes: boolean): PreflightLine {
  const name = facts.networkName;
  if (name === "") return line("network", "unknown", "No network yet.", "Choose one.");
  if (found === null)
    return line("network", "unknown", "The networks could not be read.", "Read them again.");
  if (found.length > 1) {
    return line(
      "network",
      "fail",
      `${found.length} networks are named ${name}. CSE tells networks by their names and stops.`,
      "Have one of them renamed, or choose another network.",
    );
  }
  const [network] = found;
  if (!network)
    return line("network", "fail", `There is no network ${name} in this org VDC.`, "Choose another one.");
  if (!exposes) return line("network", "pass", `${name} is there.`);
  if (network.type !== "NAT_ROUTED") {
    return line(
      "network",
      "fail",
      `${name} is ${networkTypes[network.type] ?? network.type}, not routed: no edge gateway stands between it and the outside.`,
      network.type.startsWith("DIRECT")
        ? "On such a network the cluster needs no DNAT rule: leave expose off."
        : "Choose a routed network, or leave expose off.",
    );
  }
  if (!network.nsxT) {
    return line(
      "network",
      "fail",
      `${name} is not backed by NSX-T, which CSE needs to expose.`,
      "Choose another network.",
    );
  }
  if (!network.connected) {
    return line(
      "network",
      "fail",
      `${name} is not connected to its edge gateway.`,
      "Have it connected, or choose another.",
    );
  }
  return line(
    "network",
    "pass",
    `${name} is routed${network.edgeGateway ? ` by ${network.edgeGateway.name}` : ""}.`,
  );
}

function edgeLine(facts: PreflightFacts, found: OrgNetworkSeen[] | null): PreflightLine {
  const network = found?.length === 1 ? found[0] : null;
  if (network && !network.edgeGateway) {
    return line("edge", "fail", `${network.name} has no edge gateway.`, "Choose a routed network.");
  }
  const { edge } = facts;
  if (!edge) {
    const name = network?.edgeGateway?.name;
    return line(
      "edge",
      "unknown",
      `${name ? `Edge gateway ${name}` : "The edge gateway"} could not be read.`,
      `It takes the right "${rightNames.viewEdge}".`,
    );
  }
  if (!edge.nsxT) {
    return line(
      "edge",
      "fail",
      `${edge.name} is not NSX-T backed, which CSE needs to expose.`,
      "Choose another network.",
    );
  }
  const first = edge.uplinks[0];
  const usable = facts.purpose === "create" ? first : edge.uplinks.find((uplink) => !uplink.usesIpSpaces);
  if (!usable) return line("edge", "fail", `${edge.name} has no uplink with addresses.`, "Ask the provider.");
  if (usable.usesIpSpaces) {
    return line(
      "edge",
      "fail",
      `${edge.name} takes its addresses from IP Spaces, which CSE 3 cannot use.`,
      "Use a network behind another edge gateway.",
    );
  }
  if (edge.status === "REALIZATION_FAILED") {
    return line(
      "edge",
      "fail",
      `VMware Cloud Director could not realize ${edge.name}.`,
      "Ask the provider to repair it.",
    );
  }
  return line("edge", "pass", `${edge.name} is NSX-T backed and has external addresses.`);
}

/** Counts over the ranges that would be taken from, and the address that would be next. */
function addressesLine(facts: PreflightFacts, now: Date): PreflightLine {
  const { edge, used } = facts;
  if (!edge || !used) {
    return line(
      "addresses",
      "unknown",
      "The edge's addresses could not be read.",
      `It takes the rights "${rightNames.viewEdge}" and "${rightNames.viewNat}".`,
    );
  }
  const byCse = facts.purpose === "create";
  const pool: PoolFacts = {
    ranges: edgeRanges(edge, byCse ? "cse" : "drawbridge"),
    used,
    rules: facts.rules ?? [],
    reservations: facts.reservations,
  };
  const { free, total } = countPool(pool, now);
  const next = byCse ? nextForCse(pool) : null;
  const pick = pickAddress(pool, { clusterId: facts.clusterId ?? "", now });
  const meter = { free, total };
  if (total === 0) {
    return line(
      "addresses",
      "fail",
      `${edge.name} has no external address range.`,
      "Ask the provider for one.",
      { meter },
    );
  }
  if (byCse ? next === null : !pick.ok) {
    const freeAt =
      !pick.ok && pick.freeAt ? ` One comes out of quarantine at ${pick.freeAt.toISOString()}.` : "";
    return line(
      "addresses",
      "fail",
      `None of ${total} external addresses is free.${freeAt}`,
      "Un-expose a cluster that no longer needs it, or ask the provider for more addresses.",
      { meter },
    );
  }
  const would = byCse
    ? ` CSE would take ${next} now; it reserves nothing.`
    : pick.ok
      ? ` ${pick.address} would be reserved.`
      : "";
  return line("addresses", "pass", `${free} of ${total} external addresses are free.${would}`, null, {
    meter,
  });
}

function busyLine(facts: PreflightFacts): PreflightLine {
  const { edge, edgeHeldBy } = facts;
  const wait = "Go on: it waits its turn by itself.";
  if (edgeHeldBy !== null) {
    return line("busy", "fail", `${edgeHeldBy} is being worked on through the same edge gateway.`, wait, {
      stops: false,
    });
  }
  if (!edge) return line("busy", "unknown", "Whether the edge gateway is at rest could not be read.", wait);
  if (edge.status === "CONFIGURING" || edge.status === "PENDING") {
    return line("busy", "fail", `${edge.name} is being changed by somebody right now.`, wait, {
      stops: false,
    });
  }
  return line("busy", "pass", `${edge.name} is at rest.`);
}

function firewallLine(facts: PreflightFacts): PreflightLine {
  if (facts.nodeAddress === null) {
    return line(
      "firewall",
      "unknown",
      "CSE writes no firewall rule, and the node has no address yet to weigh the rules for.",
      "Look here again once the cluster is built: the exact rule is shown then.",
    );
  }
  const target = {
    internalAddress: facts.nodeAddress,
    externalAddress: facts.nodeAddress,
    port: 6443,
    match: null,
  };
  const known = { firewall: facts.firewall, groups: facts.groups, profiles: facts.profiles };
  const words = describeFirewall(known, target, facts.clientCidrs, rightNames.viewFirewall);
  const value = { allows: "pass", bypassed: "pass", drops: "fail" } as const;
  const judged = words.verdict.verdict;
  const shown =
    judged === "allows" || judged === "bypassed" || judged === "drops" ? value[judged] : "unknown";
  return line("firewall", shown, words.sentence, words.next, { stops: false });
}
