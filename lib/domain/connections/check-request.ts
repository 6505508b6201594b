import { addressCount, canonicalCidr, cidrContains, cidrsOverlap, isIpv4Cidr } from "./cidr";
import { partitionOf, regionLabel } from "./regions";
import { judgeBlock, offerCorrection, type RequestFormValues, splitCidrs } from "./request-schema";
import type { ClusterFacts, RequestWorld } from "./request-world";

export type FindingField = "clusterId" | "accountId" | "vpcId" | "cidrs" | "region" | "name" | "form";

/** One thing the checks found. `refuse` stops the request; `warn` and `info` are shown and let it pass. */
export type Finding = {
  field: FindingField;
  level: "refuse" | "warn" | "info";
  /** Machine word, stable, e.g. `overlap-pod`. */
  code: string;
  message: string;
  next?: string;
  /** The two blocks that share addresses, for the picture. */
  clash?: { with: string; theirs: string; ours: string };
  /** A value to put into the field instead. */
  suggestion?: string;
};

/** Blocks a VPC may not have, or that never reach a peering (Amazon VPC user guide, VPC CIDR blocks). */
const unusable: { cidr: string; why: string }[] = [
  { cidr: "0.0.0.0/8", why: "addresses that mean “this network”" },
  { cidr: "127.0.0.0/8", why: "addresses a host uses for itself" },
  { cidr: "169.254.0.0/16", why: "link-local addresses, where AWS keeps its metadata and DNS services" },
  { cidr: "224.0.0.0/3", why: "multicast and reserved addresses" },
];

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
const dockerBridge = "172.17.0.0/16";

/**
 * What is known, before anything is sent, about a request as it is being filled in. Empty and malformed fields are
 * left to the schema; each check speaks only when the values it needs are there. Run in the browser while typing,
 * by the verb on submit, and again at approval.
 */
export function checkRequest(values: RequestFormValues, world: RequestWorld): Finding[] {
  const cluster = world.clusters.find((candidate) => candidate.id === values.clusterId) ?? null;
  const blocks = [...new Set(splitCidrs(values.cidrs).filter(isIpv4Cidr).map(canonicalCidr))];
  return [
    ...checkCluster(values, cluster),
    ...checkAccount(values, cluster, world),
    ...checkVpc(values, cluster),
    ...checkRegion(values, cluster, world),
    ...checkBlocks(values, blocks),
    ...(cluster ? checkOverlaps(blocks, cluster) : []),
    ...(cluster ? checkRoutes(blocks, cluster) : []),
    ...checkName(values, cluster),
    ...(cluster ? checkPlace(cluster, world) : []),
  ];
}

/** True where nothing found stops the request. */
export function mayRequest(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.level !== "refuse");
}

function checkCluster(values: RequestFormValues, cluster: ClusterFacts | null): Finding[] {
  if (values.clusterId === "") return [];
  if (!cluster) {
    return [
      {
        field: "clusterId",
        level: "refuse",
        code: "cluster-unknown",
        message: "This cluster is not among those of your organization.",
        next: "Choose one from the list.",
      },
    ];
  }
  if (cluster.class === "development") {
    return [
      {
        field: "clusterId",
        level: "refuse",
        code: "development-cluster",
        message: `${cluster.name} is a development cluster. Development clusters share one VPC, so a connection would open your network to other people's clusters too.`,
        next: "Choose a production cluster: each has a VPC of its own.",
      },
    ];
  }
  const findings: Finding[] = [];
  if (cluster.used >= cluster.limit) {
    findings.push({
      field: "clusterId",
      level: "refuse",
      code: "no-place-left",
      message: `${cluster.used} of ${cluster.limit} connections of ${cluster.name} are in use. AWS allows no more on one VPC.`,
      next: "Remove a connection that is no longer needed, or ask the provider to raise the quota at AWS.",
    });
  } else if (cluster.used >= cluster.limit - 3) {
    findings.push({
      field: "clusterId",
      level: "info",
      code: "few-places-left",
      message: `${cluster.used} of ${cluster.limit} connections of ${cluster.name} are in use.`,
    });
  }
  if (cluster.held !== null) {
    findings.push({
      field: "clusterId",
      level: "warn",
      code: "cluster-held",
      message: `Work on ${cluster.name} is on hold: ${cluster.held === "" ? "no reason was given" : cluster.held}.`,
      next: "You may ask now; nothing is sent to AWS until the provider lifts the hold.",
    });
  }
  if (cluster.blocksSeenAt === null) {
    findings.push({
      field: "clusterId",
      level: "warn",
      code: "blocks-not-read",
      message: `The address blocks of ${cluster.name} have not been read from AWS yet, so an overlap with them cannot be seen now.`,
      next: "They are checked again before approval.",
    });
  }
  return findings;
}

function checkAccount(
  values: RequestFormValues,
  cluster: ClusterFacts | null,
  world: RequestWorld,
): Finding[] {
  const suggestion = offerCorrection(values)?.accountId;
  const findings: Finding[] = [];
  if (suggestion) {
    findings.push({
      field: "accountId",
      level: "info",
      code: "account-id-punctuation",
      message: "AWS writes account IDs without dashes and spaces.",
      suggestion,
    });
  }
  const accountId = suggestion ?? values.accountId;
  if (world.ownAccountIds.includes(accountId) || accountId === cluster?.accountId) {
    findings.push({
      field: "accountId",
      level: "refuse",
      code: "own-account",
      message: `${accountId} is an account of the provider, not yours.`,
      next: "Enter the ID of the AWS account that owns your VPC. The console shows it in the menu at the top right.",
    });
  }
  return findings;
}

function checkVpc(values: RequestFormValues, cluster: ClusterFacts | null): Finding[] {
  if (!cluster || values.vpcId === "") return [];
  if (values.vpcId === cluster.vpcId) {
    return [
      {
        field: "vpcId",
        level: "refuse",
        code: "own-vpc",
        message: `${values.vpcId} is the VPC of ${cluster.name} itself.`,
        next: "Enter the ID of your own VPC, the one to be connected with the cluster.",
      },
    ];
  }
  const taken = cluster.connections.find((connection) => connection.vpcId === values.vpcId);
  if (taken) {
    return [
      {
        field: "vpcId",
        level: "refuse",
        code: "pair-connected",
        message: `${values.vpcId} already has a connection with ${cluster.name}: ${taken.name}. AWS allows one between two VPCs.`,
        next: "Use that connection, or remove it first.",
      },
    ];
  }
  const foreign = cluster.foreignPeerings.find((peering) => peering.vpcId === values.vpcId);
  if (foreign) {
    return [
      {
        field: "vpcId",
        level: "refuse",
        code: "pair-peered-elsewhere",
        message: `${values.vpcId} is already peered with ${cluster.name} by ${foreign.id}, which was made outside Drawbridge. AWS allows one peering between two VPCs.`,
        next: `Delete ${foreign.id} in AWS first, or ask the provider to take it over.`,
      },
    ];
  }
  return [];
}

function checkRegion(
  values: RequestFormValues,
  cluster: ClusterFacts | null,
  world: RequestWorld,
): Finding[] {
  if (values.region === "") return [];
  const known = world.regions.find((region) => region.code === values.region);
  const partition = known?.partition ?? partitionOf(values.region);
  const ours = partitionOf(cluster?.region ?? "");
  if (cluster && partition !== ours) {
    return [
      {
        field: "region",
        level: "refuse",
        code: "other-partition",
        message: `${regionLabel(values.region)} belongs to another part of AWS than ${regionLabel(cluster.region)}. VPCs of different partitions cannot be peered.`,
        next: "Use a VPC in a commercial Region, or connect the two networks by VPN.",
      },
    ];
  }
  if (!known) {
    return [
      {
        field: "region",
        level: "refuse",
        code: "region-unknown",
        message: `${values.region} is not a Region that connections can be made to.`,
        next: "Choose a Region from the list.",
      },
    ];
  }
  if (cluster && values.region !== cluster.region) {
    return [
      {
        field: "region",
        level: "info",
        code: "inter-region",
        message: `${cluster.name} is in ${regionLabel(cluster.region)}: this connection crosses Regions. Packets up to 8500 bytes pass, traffic is billed at inter-Region rates, and security groups can name addresses only.`,
      },
    ];
  }
  return [];
}

function checkBlocks(values: RequestFormValues, blocks: string[]): Finding[] {
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

function checkOverlaps(blocks: string[], cluster: ClusterFacts): Finding[] {
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

function checkRoutes(blocks: string[], cluster: ClusterFacts): Finding[] {
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

function checkName(values: RequestFormValues, cluster: ClusterFacts | null): Finding[] {
  const wanted = values.name.trim().toLowerCase();
  if (!cluster || wanted === "") return [];
  const taken = cluster.connections.find((connection) => connection.name.toLowerCase() === wanted);
  if (!taken) return [];
  return [
    {
      field: "name",
      level: "refuse",
      code: "name-taken",
      message: `${cluster.name} already has a connection named ${taken.name}.`,
      next: "Choose another name; capital and small letters count as the same.",
    },
  ];
}

function checkPlace(cluster: ClusterFacts, world: RequestWorld): Finding[] {
  const outstanding = world.outstanding?.[`${cluster.accountId}/${cluster.region}`];
  if (!outstanding || outstanding.used < outstanding.limit) return [];
  return [
    {
      field: "form",
      level: "info",
      code: "invitations-queue",
      message: `${outstanding.used} of ${outstanding.limit} invitations from ${regionLabel(cluster.region)} wait for an answer.`,
      next: "After approval yours is sent as soon as one of them is answered.",
    },
  ];
}

function sentenceStart(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** `10.20.0.0/16` → `65,536 addresses`; empty for text that is no IPv4 block. */
export function describeSize(block: string): string {
  const count = addressCount(block);
  return count === null ? "" : `${count.toLocaleString("en-US")} ${count === 1 ? "address" : "addresses"}`;
}
