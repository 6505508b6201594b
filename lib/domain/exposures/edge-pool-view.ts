import type { ProviderFault } from "../connections/observed";
import { describeVcdFault } from "../vcd/faults";
import { endedTaskStatuses, type TaskSeen } from "../vcd/observed";
import { missingRights } from "../vcd/rights";
import { holdsPort } from "./address-text";
import {
  edgeRanges,
  layoutPool,
  nextForCse,
  type PoolFacts,
  type PoolLayout,
  pickAddress,
  type Reservation,
} from "./addresses";
import { surveyRules } from "./dnat-status";
import { type EdgeSources, viewRule } from "./dnat-view";
import type { EdgePoolView } from "./edge-pool-views";
import type { Finding } from "./findings";
import { describeFirewall } from "./firewall";
import { knownNodesOf, type NodesSources } from "./known-nodes";
import type { NatRuleSeen, UsedAddressSeen } from "./observed";
import { apiPort } from "./plan-types";
import { parseCseRuleName, parseOurRuleName } from "./rule-names";
import { describeFinding } from "./words-findings";

/** Everything stored that an edge gateway's picture is made of. */
export type EdgePoolSources = {
  installationId: string;
  edge: EdgeSources & {
    used: UsedAddressSeen[] | null;
    runningTasks: Pick<TaskSeen, "status" | "operation" | "operationName">[] | null;
  };
  siteName: string;
  vcdOrganizationName: string;
  /** Every cluster of the same organization of VCD, gone ones too. */
  clusters: (NodesSources & { id: string; entityId: string | null })[];
  /** Whether clusters were all read at least once: else a rule may look like an orphan and be none. */
  everyCluster: boolean;
  /** Exposures of these clusters that have not ended, with their clusters. */
  exposures: { id: string; clusterId: string }[];
  /** The name of the cluster of each exposure that has an address here, ended or not. */
  exposureNames: ReadonlyMap<string, string>;
  reservations: Reservation[];
  /** Who has the lock here: the name of a cluster. */
  holder: string | null;
  /** Of whoever looks; null where they cannot be read, and for local people. */
  rights: readonly string[] | null;
};

/** An edge gateway with its external addresses as a picture, and what its rules show. */
export function viewEdgePool(sources: EdgePoolSources, now: Date): EdgePoolView {
  const { edge, installationId } = sources;
  const { seen } = edge;
  const [ownRight] = missingRights("see-dnat", sources.rights) ?? [];
  const [ownFirewallRight] = missingRights("see-firewall", sources.rights) ?? [];
  const rules = ownRight ? [] : (edge.nat?.rules ?? []);
  const facts: PoolFacts = {
    // Without the list of uses every address would look free.
    ranges: ownRight || edge.used === null ? [] : edgeRanges(seen, "drawbridge"),
    used: edge.used ?? [],
    rules,
    reservations: sources.reservations,
  };
  const pool = layoutPool(facts, { exposures: sources.exposureNames }, now);
  const pick = pickAddress(facts, { clusterId: "", now });
  return {
    id: edge.edgeId,
    name: seen.name,
    status: seen.status,
    siteName: sources.siteName,
    vcdOrganizationName: sources.vcdOrganizationName,
    ownerName: seen.owner?.name ?? null,
    nsxT: seen.nsxT,
    usesIpSpaces: seen.uplinks.length > 0 && seen.uplinks.every((uplink) => uplink.usesIpSpaces),
    pool: {
      ...pool,
      stretches: pool.stretches.map((one) => ({ ...one, until: one.until?.toISOString() ?? null })),
    },
    twin: twinOf(sources, pool),
    next: {
      drawbridge: pick.ok ? pick.address : null,
      cse: nextForCse({ ...facts, ranges: facts.ranges.length > 0 ? edgeRanges(seen, "cse") : [] }),
      freeAt: pick.ok ? null : (pick.freeAt?.toISOString() ?? null),
    },
    rules: rules
      .filter((rule) => rule.type === "DNAT")
      .map((rule) => ({
        ...viewRule(rule, installationId),
        ...ownerOf(rule, sources),
        firewall: firewallWords(rule, edge, ownFirewallRight ?? null),
      })),
    findings: ownRight ? [] : findingsOf(sources, rules),
    busy: busyWords(sources),
    fault: ownRight ? rightWords(ownRight) : edge.edgeFault && wordsOf(edge.edgeFault),
    firewallFault: ownFirewallRight
      ? rightWords(ownFirewallRight)
      : edge.firewallFault && wordsOf(edge.firewallFault),
    natAt: ownRight ? null : (edge.natAt?.toISOString() ?? null),
    firewallAt: ownFirewallRight ? null : (edge.firewallAt?.toISOString() ?? null),
    seenAt: edge.seenAt.toISOString(),
  };
}

/** The firewall's first matching rule for a rule that leads to an API server, in a sentence. */
function firewallWords(
  rule: NatRuleSeen,
  edge: EdgePoolSources["edge"],
  missing: string | null,
): string | null {
  if (!rule.enabled || !holdsPort(rule.externalPort, apiPort)) return null;
  const facts = {
    firewall: missing ? null : edge.firewall,
    groups: edge.groups ?? [],
    profiles: edge.profiles ?? [],
  };
  const { internalAddresses: internalAddress, externalAddresses: externalAddress, firewallMatch } = rule;
  const target = { internalAddress, externalAddress, port: apiPort, match: firewallMatch };
  return describeFirewall(facts, target, [], missing).sentence;
}

type Owner = { cluster: { id: string; name: string } | null; exposureId: string | null };

/** Whose rule it is: by its name, else by where it leads. */
function ownerOf(rule: NatRuleSeen, sources: EdgePoolSources): Owner {
  const ours = parseOurRuleName(rule.name);
  const exposure =
    ours?.installationId === sources.installationId
      ? sources.exposures.find(({ id }) => id === ours.exposureId)
      : undefined;
  const entityId = parseCseRuleName(rule.name)?.entityId ?? null;
  const cluster =
    sources.clusters.find((one) => one.id === exposure?.clusterId) ??
    sources.clusters.find((one) => entityId !== null && one.entityId === entityId) ??
    sources.clusters.find((one) => one.goneAt === null && one.vm?.address === rule.internalAddresses);
  const live = exposure ?? sources.exposures.find((one) => one.clusterId === cluster?.id);
  return {
    cluster: cluster ? { id: cluster.id, name: cluster.name } : null,
    exposureId: live?.id ?? null,
  };
}

function findingsOf(sources: EdgePoolSources, rules: readonly NatRuleSeen[]): EdgePoolView["findings"] {
  const present = sources.clusters.filter((one) => one.goneAt === null);
  const found = surveyRules(rules, {
    installationId: sources.installationId,
    clusters: sources.everyCluster
      ? present.flatMap(({ name, entityId }) => (entityId ? [{ name, entityId }] : []))
      : null,
    exposureIds: sources.exposures.map(({ id }) => id),
    nodes: sources.everyCluster ? knownNodesOf(sources.clusters) : null,
  });
  return found.map((one) => viewFinding(one, rules, sources));
}

function viewFinding(
  found: Finding,
  rules: readonly NatRuleSeen[],
  sources: EdgePoolSources,
): EdgePoolView["findings"][number] {
  const rule = rules.find((one) => one.id === found.ruleId);
  const owner = rule ? ownerOf(rule, sources) : { cluster: null, exposureId: null };
  return {
    code: found.code,
    level: found.level,
    ...describeFinding(found, owner.cluster?.name ?? ""),
    // What can be done about it is done on the page of its cluster; rules of nobody's are left to people.
    act: null,
    ruleId: found.ruleId,
    clusterId: owner.cluster?.id ?? null,
    exposureId: owner.exposureId,
  };
}

function busyWords({ edge, holder }: EdgePoolSources): string | null {
  const running = edge.runningTasks?.find((task) => !endedTaskStatuses.includes(task.status));
  const at = running ? ` VMware Cloud Director is at ${running.operationName || running.operation}.` : "";
  if (holder) return `${holder} is being worked on.${at}`;
  if (running) return at.trim();
  const moving = edge.seen.status === "CONFIGURING" || edge.seen.status === "PENDING";
  return moving ? "VMware Cloud Director is changing it." : null;
}

function wordsOf(fault: ProviderFault): EdgePoolView["fault"] {
  const { title, cause, next } = describeVcdFault(fault);
  return { title, cause, next };
}

function rightWords(right: string): EdgePoolView["fault"] {
  return {
    title: "A right is missing",
    cause: `It takes the right "${right}".`,
    next: "Ask an admin of your organization in VMware Cloud Director to add it to your role, then sign in again.",
  };
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "es"}`;

function twinOf({ edge }: EdgePoolSources, { counts, stretches }: PoolLayout): string[] {
  if (counts.total === 0) return [`The external addresses of ${edge.seen.name} are not known.`];
  const taken = stretches.filter(({ role }) => role !== "free");
  return [
    `${edge.seen.name} has ${plural(counts.total, "external address")}: ${counts.free} free, ${counts.used} used, ${counts.reserved} reserved, ${counts.quarantined} at rest.`,
    ...taken.map(({ first, last, count, role, owner }) => {
      const range = count === 1 ? first : `${first} to ${last}`;
      const how = { used: "used by", reserved: "reserved for", quarantined: "at rest after", free: "" }[role];
      return `${range}: ${how} ${owner ?? "somebody"}.`;
    }),
  ];
}
