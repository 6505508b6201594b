import { edgeRanges, nextForCse, type PoolFacts, pickAddress } from "../exposures/addresses";
import { describeFirewall, type FirewallOpening } from "../exposures/firewall";
import { openingNames } from "../exposures/firewall-changes";
import { ourRuleName } from "../exposures/rule-names";
import { type ExposureState, isExposureEnded } from "../exposures/states";
import { type PreflightFacts, type PreflightLine, preflight } from "../vcd/checks";
import type { ClusterDialect, ClusterEntitySeen } from "../vcd/observed";
import { rightNames } from "../vcd/rights";
import type { ExposureTerms } from "./requests";

/** What is known now of the cluster and the edge that stored terms are about. */
export type ExposureWorld = {
  installationId: string;
  /** Null: the row is gone. `state` is null until CSE has made an entity. */
  cluster: {
    dialect: ClusterDialect;
    state: ClusterEntitySeen["state"] | null;
    phase: ClusterEntitySeen["phase"];
    gone: boolean;
  } | null;
  exposure: { state: ExposureState; address: string | null } | null;
  /** Product version of the site's CSE server; null where it was not found. */
  cseVersion: string | null;
  /** The site may only be looked at so far. */
  observeOnly: boolean;
  facts: Omit<PreflightFacts, "purpose" | "expose" | "name" | "networkName" | "clientCidrs">;
};

/** A line of the checks beside the decision; `stops` with `fail` refuses the approval. */
export type ReviewLine = Omit<PreflightLine, "key"> & { key: string };

/** One call that approval leads to, exactly as it is sent. */
export type ExposureCall = {
  call: string;
  sentBy: "drawbridge" | "person";
  when: string;
  /** In plain words, for somebody who does not know the API. */
  effect: string;
  fields: { term: string; value: string }[];
};

export type ExposureReview = {
  kind: "exposure";
  checks: ReviewLine[];
  calls: ExposureCall[];
  /** The rule that the edge's firewall gets; null where it is left alone. */
  firewall: FirewallOpening | null;
};

/** What the checks say now about stored terms of an exposure, and what approving them will cause. */
export function reviewExposure(terms: ExposureTerms, world: ExposureWorld, now: Date): ExposureReview {
  const opening = terms.clientCidrs.length > 0 ? openingOf(terms, world) : null;
  return {
    kind: "exposure",
    checks: checksOf(terms, world, now),
    calls: [...mainCalls(terms, world, now), ...(opening ? firewallCalls(terms, world, opening) : [])],
    firewall: opening,
  };
}

function checksOf(terms: ExposureTerms, world: ExposureWorld, now: Date): ReviewLine[] {
  const lines: ReviewLine[] = [siteLine(world)];
  if (terms.act !== "create") lines.push(clusterLine(terms, world));
  if (terms.act === "open-firewall") return [...lines, exposedLine(terms, world), firewallLine(terms, world)];
  const facts: PreflightFacts = {
    ...world.facts,
    purpose: terms.act,
    expose: true,
    name: terms.clusterName,
    networkName: terms.networkName ?? "",
    clientCidrs: terms.clientCidrs,
  };
  const checks = preflight(facts, now).map((line): ReviewLine => {
    // The words of the checks are to the person who asked; here another one reads them.
    if (line.key !== "rights") return line;
    const sentence = line.sentence
      .replace(/^Your role/, "The requester's role")
      .replace("your rights", "the requester's rights");
    return { ...line, label: "Requester's rights in VMware Cloud Director", sentence };
  });
  lines.push(...checks);
  if (terms.act === "create" && opensEveryPort(world.cseVersion)) {
    lines.push({
      key: "every-port",
      label: "Ports",
      value: "fail",
      sentence: `CSE ${world.cseVersion} makes its rule without a port: every port of the control plane answers outside, SSH (22) among them.`,
      next: "Once the rule is there, it can be narrowed to port 6443 with one click.",
      stops: false,
    });
  }
  return lines;
}

/** CSE before 3.1.3 leaves the port out (container-service-extension 3.1.3, release notes). */
export function opensEveryPort(cseVersion: string | null): boolean {
  const [major = 0, minor = 0, patch = 0] = (cseVersion ?? "")
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  if (cseVersion === null || Number.isNaN(major + minor + patch)) return false;
  return major < 3 || (major === 3 && (minor < 1 || (minor === 1 && patch < 3)));
}

function siteLine({ observeOnly }: ExposureWorld): ReviewLine {
  const line = { key: "site", label: "Site", stops: false };
  return observeOnly
    ? {
        ...line,
        value: "fail",
        sentence: "Drawbridge may only look at this site so far: what is approved waits.",
        next: "Let Drawbridge act at the site, after its check has passed.",
      }
    : { ...line, value: "pass", sentence: "Drawbridge may act at this site.", next: null };
}

function clusterLine(terms: ExposureTerms, { cluster }: ExposureWorld): ReviewLine {
  const line = { key: "cluster", label: "Cluster", stops: true };
  const fail = (sentence: string): ReviewLine => ({
    ...line,
    value: "fail",
    sentence,
    next: "Deny the request; there is nothing to lead to.",
  });
  if (!cluster || cluster.gone) return fail(`${terms.clusterName} no longer exists.`);
  if (cluster.state !== "RESOLVED")
    return fail(`VMware Cloud Director calls ${terms.clusterName} ${cluster.state ?? "not made yet"}.`);
  return { ...line, value: "pass", sentence: `${terms.clusterName} is there and resolved.`, next: null };
}

function exposedLine(terms: ExposureTerms, { exposure }: ExposureWorld): ReviewLine {
  const line = { key: "exposure", label: "Exposure", stops: true };
  const live = exposure !== null && !isExposureEnded(exposure.state) && exposure.state !== "withdrawing";
  return live
    ? {
        ...line,
        value: "pass",
        sentence: `${terms.clusterName} is exposed${exposure.address ? ` at ${exposure.address}` : ""}.`,
        next: null,
      }
    : {
        ...line,
        value: "fail",
        sentence: `${terms.clusterName} is no longer exposed.`,
        next: "Deny the request: an opening would lead nowhere.",
      };
}

function judge(terms: ExposureTerms, world: ExposureWorld) {
  const { firewall, groups, profiles, nodeAddress } = world.facts;
  const internalAddress = terms.internalAddress ?? nodeAddress;
  if (internalAddress === null) return null;
  const target = { internalAddress, externalAddress: internalAddress, port: terms.port, match: null };
  const words = describeFirewall(
    { firewall, groups, profiles },
    target,
    terms.clientCidrs,
    rightNames.viewFirewall,
  );
  return { words, target };
}

function firewallLine(terms: ExposureTerms, world: ExposureWorld): ReviewLine {
  const line = { key: "firewall", label: "Edge firewall", stops: false };
  const judged = judge(terms, world);
  if (!judged) {
    return {
      ...line,
      value: "unknown",
      sentence: "The control plane's address is not known yet.",
      next: null,
    };
  }
  const { verdict, sentence, next } = judged.words;
  if (verdict.verdict === "unreadable" && verdict.unreadable === "firewall") {
    return {
      ...line,
      value: "fail",
      stops: true,
      sentence,
      next: next ?? "It is read with the next full look.",
    };
  }
  if (verdict.verdict === "drops" && verdict.rule?.where === "system") {
    return {
      ...line,
      value: "fail",
      sentence,
      next: "An opening of ours stands below system rules and would change nothing.",
    };
  }
  const open = verdict.verdict === "allows" || verdict.verdict === "bypassed";
  return {
    ...line,
    value: "pass",
    sentence,
    next: open ? "They are let in already: the opening would change nothing." : null,
  };
}

function openingOf(terms: ExposureTerms, world: ExposureWorld): FirewallOpening | null {
  const judged = judge(terms, world);
  const name = openingNames({ installationId: world.installationId, id: terms.exposureId }).rule;
  const before = judged?.words.add?.before ?? null;
  return {
    name,
    sources: terms.clientCidrs,
    destination: judged?.target.internalAddress ?? "the control plane's address",
    protocol: "TCP",
    port: terms.port,
    action: "ALLOW",
    direction: "IN",
    ipProtocol: "IPV4",
    before,
  };
}

function mainCalls(terms: ExposureTerms, world: ExposureWorld, now: Date): ExposureCall[] {
  if (terms.act === "create") return [createCall(terms, world)];
  if (terms.act === "expose") return [natCall(terms, world, now)];
  return [];
}

function poolOf({ facts }: ExposureWorld, taker: "cse" | "drawbridge"): PoolFacts | null {
  if (!facts.edge || !facts.used) return null;
  return {
    ranges: edgeRanges(facts.edge, taker),
    used: facts.used,
    rules: facts.rules ?? [],
    reservations: facts.reservations,
  };
}

function createCall(terms: ExposureTerms, world: ExposureWorld): ExposureCall {
  const pool = poolOf(world, "cse");
  const next = pool ? nextForCse(pool) : null;
  const port = opensEveryPort(world.cseVersion) ? "none: every port" : String(terms.port);
  return {
    call: "POST /api/cse/3.0/clusters",
    sentBy: "person",
    when: "Within seconds, or once the requester is signed in to VMware Cloud Director again",
    effect: "CSE builds the cluster from the document below and makes its DNAT rule on the way",
    fields: [
      { term: "Cluster", value: `${terms.clusterName} in ${terms.vdcName ?? "an org VDC"}` },
      { term: "Network", value: terms.networkName ?? "as the document says" },
      { term: "Edge gateway", value: terms.edgeName ?? "found by CSE" },
      { term: "Rule", value: `${terms.clusterName}_<its id>_expose_dnat` },
      {
        term: "External address",
        value: next ? `${next}, if it is still the lowest free then` : "the lowest free",
      },
      { term: "External port", value: port },
    ],
  };
}

function natCall(terms: ExposureTerms, world: ExposureWorld, now: Date): ExposureCall {
  const pool = poolOf(world, "drawbridge");
  const pick = pool ? pickAddress(pool, { clusterId: terms.clusterId, now }) : null;
  return {
    call: `POST ${edgePathOf(terms)}/nat/rules`,
    sentBy: "drawbridge",
    when: "Within seconds, once the edge gateway is at rest",
    effect: "Connections to the external address, this port only, lead to the cluster's API server",
    fields: [
      { term: "Name", value: ourRuleName(world.installationId, terms.exposureId) },
      { term: "Type", value: "DNAT, enabled" },
      {
        term: "External address",
        value: pick?.ok ? `${pick.address}, if it is still free then` : "reserved when one is free",
      },
      { term: "External port", value: String(terms.port) },
      { term: "Internal address", value: terms.internalAddress ?? "the control plane's" },
    ],
  };
}

const edgePathOf = ({ edgeId }: ExposureTerms) => `/cloudapi/1.0.0/edgeGateways/${edgeId ?? "<its id>"}`;

function firewallCalls(terms: ExposureTerms, world: ExposureWorld, opening: FirewallOpening): ExposureCall[] {
  const names = openingNames({ installationId: world.installationId, id: terms.exposureId });
  const when =
    terms.act === "open-firewall" ? "Within seconds, one after another" : "Once the rule is in place";
  const set = (name: string, addresses: string, effect: string): ExposureCall => ({
    call: "POST /cloudapi/1.0.0/firewallGroups",
    sentBy: "drawbridge",
    when,
    effect,
    fields: [
      { term: "Name", value: name },
      { term: "Addresses", value: addresses },
    ],
  });
  return [
    set(names.clients, opening.sources.join(", "), "Names the clients that are let in"),
    set(names.node, opening.destination, "Names the control plane"),
    {
      call: "POST /cloudapi/1.0.0/applicationPortProfiles",
      sentBy: "drawbridge",
      when,
      effect: "Names the port",
      fields: [
        { term: "Name", value: names.profile },
        { term: "Port", value: `TCP ${terms.port}` },
      ],
    },
    {
      call: `PUT ${edgePathOf(terms)}/firewall/rules`,
      sentBy: "drawbridge",
      when,
      effect:
        "The whole list is read, this rule is put in, and the list is written back; not at all if it moved meanwhile",
      fields: [
        { term: "Rule", value: `${opening.name}: allow, in, ${opening.protocol} ${opening.port}` },
        { term: "Source", value: opening.sources.join(", ") },
        { term: "Destination", value: opening.destination },
        {
          term: "Place",
          value: opening.before ? `above "${opening.before.name}"` : "first of the user rules",
        },
      ],
    },
  ];
}

/** Checks that forbid the approval now. */
export function refusingChecks(review: ExposureReview): ReviewLine[] {
  return review.checks.filter((line) => line.stops && line.value === "fail");
}
