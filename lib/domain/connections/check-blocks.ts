import type { Finding } from "./check-request";
import { canonicalCidr, cidrContains, cidrsOverlap } from "./cidr";
import { judgeBlock, offerCorrection, type RequestFormValues, splitCidrs } from "./request-schema";
import type { ClusterFacts } from "./request-world";

/** Blocks a VPC may not have, or that never reach a peering (Amazon VPC user guide, VPC CIDR blocks). */
const unusable: { cidr: string; why: string }[] = [
  { cidr: "0.0.0.0/8", why: "addresses that mean “this network”" },
  { cidr: "127.0.0.0/8", why: "addresses a host uses for itself" },
  { cidr: "169.254.0.0/16", why: "link-local addresses, where AWS keeps its metadata and DNS services" },
  { cidr: "224.0.0.0/3", why: "multicast and reserved addresses" },
];

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
const dockerBridge = "172.17.0.0/16";

/** Blocks by themselves: spelling, space that no VPC can use, space that needs care, each other. */
export function checkBlocks(values: RequestFormValues, blocks: string[]): Finding[] {
  const findings: Finding[] = [];
  const correction = offerCorrection(values)?.cidrs;
  for (const block of splitCidrs(values.cidrs)) {
    const judged = judgeBlock(block);
    if (judged?.suggestion) {
      findings.push({
        field: "cidrs",
        level: "info",
        code: "not-canonical",
        message: judged.message,
        suggestion: correction,
      });
    }
  }
  for (const block of blocks) {
    const never = unusable.find(({ cidr }) => cidrsOverlap(cidr, block));
    if (never) {
      findings.push({
        field: "cidrs",
        level: "refuse",
        code: "unusable-block",
        message: `${block} lies in ${never.cidr}: ${never.why}. No VPC can be reached there.`,
        next: "Copy the IPv4 CIDRs from VPC › Your VPCs in your AWS console.",
        clash: { with: never.why, theirs: never.cidr, ours: block },
      });
      continue;
    }
    if (cidrsOverlap(dockerBridge, block)) {
      findings.push({
        field: "cidrs",
        level: "warn",
        code: "docker-bridge",
        message: `${block} shares addresses with ${dockerBridge}, which container runtimes often use on each node.`,
        next: "If nodes of the cluster do, they cannot reach these addresses. Ask the provider before you rely on it.",
        clash: { with: "Container bridge", theirs: dockerBridge, ours: block },
      });
    }
    if (!privateBlocks.some((cidr) => cidrContains(cidr, block))) {
      findings.push({
        field: "cidrs",
        level: "warn",
        code: "public-space",
        message: `${block} is public address space. The cluster will send traffic for it to your VPC instead of the internet.`,
        next: "Continue only if these addresses are yours. Without DNS resolution, AWS names lead to public addresses.",
      });
    }
  }
  blocks.forEach((block, index) => {
    const other = blocks.find((candidate, at) => at > index && cidrsOverlap(candidate, block));
    if (other) {
      findings.push({
        field: "cidrs",
        level: "refuse",
        code: "blocks-overlap",
        message: `${block} and ${other} share addresses. The blocks of one VPC never do.`,
        next: "Keep those that your AWS console lists for the VPC.",
        clash: { with: "Another block of this request", theirs: other, ours: block },
      });
    }
  });
  return findings;
}

/** Blocks against every network that the cluster reaches or has inside. */
export function checkOverlaps(blocks: string[], cluster: ClusterFacts): Finding[] {
  const findings: Finding[] = [];
  const compare = (theirs: readonly string[], code: string, label: string, why: string, next: string) => {
    for (const their of theirs) {
      for (const block of blocks) {
        if (!cidrsOverlap(their, block)) continue;
        findings.push({
          field: "cidrs",
          level: "refuse",
          code,
          message: `${block} shares addresses with ${label}, ${their}. ${why}`,
          next,
          clash: { with: sentenceStart(label), theirs: their, ours: block },
        });
      }
    }
  };
  compare(
    cluster.cidrBlocks,
    "overlap-vpc",
    `the VPC of ${cluster.name}`,
    "AWS refuses to peer VPCs that overlap, even if only other blocks would be used.",
    "Use a VPC whose blocks are all different, or another cluster.",
  );
  compare(
    cluster.podCidrs,
    "overlap-pod",
    `the pod network of ${cluster.name}`,
    "Pods would reach each other at these addresses, never your VPC.",
    "Use a VPC, or blocks of it, outside the pod network.",
  );
  compare(
    cluster.serviceCidrs,
    "overlap-service",
    `the service network of ${cluster.name}`,
    "The cluster keeps these addresses for its own services.",
    "Use a VPC, or blocks of it, outside the service network.",
  );
  for (const connection of cluster.connections) {
    compare(
      connection.cidrs,
      "overlap-connection",
      `connection ${connection.name}`,
      "Traffic for these addresses already goes there.",
      "Leave out this block, or remove that connection first.",
    );
  }
  for (const peering of cluster.foreignPeerings) {
    compare(
      peering.cidrs,
      "overlap-foreign-peering",
      `peering ${peering.id}, made outside Drawbridge`,
      "Traffic for these addresses may already go there.",
      "Leave out this block, or ask the provider about that peering.",
    );
  }
  return findings;
}

/** Blocks against the routes in place, and their number against the room left in each table. */
export function checkRoutes(blocks: string[], cluster: ClusterFacts): Finding[] {
  const findings: Finding[] = [];
  const known = [
    ...cluster.cidrBlocks,
    ...cluster.connections.flatMap((connection) => connection.cidrs),
    ...cluster.foreignPeerings.flatMap((peering) => peering.cidrs),
  ].map(canonicalCidr);
  const said = new Set<string>();
  for (const table of cluster.routeTables.filter((candidate) => candidate.routed)) {
    for (const { destination, target } of table.destinations) {
      // A default route is less specific than any block here, so it never takes a connection's traffic.
      const theirs = canonicalCidr(destination);
      if (target === "local" || theirs.endsWith("/0") || known.includes(theirs)) continue;
      for (const block of blocks) {
        const key = `${theirs}|${block}|${target}`;
        if (!cidrsOverlap(theirs, block) || said.has(key)) continue;
        said.add(key);
        const label = `Route in ${table.name ?? table.id}`;
        findings.push({
          field: "cidrs",
          level: "refuse",
          code: "overlap-route",
          message: `${block} shares addresses with a route of the cluster: ${theirs} goes to ${target} in ${table.name ?? table.id}.`,
          next: "Leave out this block, or ask the provider what that route is for.",
          clash: { with: label, theirs, ours: block },
        });
      }
    }
    const free = table.limit - table.used;
    if (blocks.length > free) {
      findings.push({
        field: "cidrs",
        level: "refuse",
        code: "route-limit",
        message: `Route table ${table.name ?? table.id} has ${table.used} of ${table.limit} routes; this request needs ${blocks.length} more.`,
        next: "Ask for fewer blocks, or ask the provider to raise the quota of routes per table at AWS.",
      });
    } else if (blocks.length > 0 && free - blocks.length < 5) {
      findings.push({
        field: "cidrs",
        level: "info",
        code: "route-limit-near",
        message: `Route table ${table.name ?? table.id} will have ${table.used + blocks.length} of ${table.limit} routes.`,
      });
    }
  }
  return findings;
}

function sentenceStart(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}
