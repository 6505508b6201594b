import { checkBlocks, checkOverlaps, checkRoutes } from "./check-blocks";
import { addressCount, canonicalCidr, isIpv4Cidr } from "./cidr";
import { partitionOf, regionLabel } from "./regions";
import { offerCorrection, type RequestFormValues, splitCidrs } from "./request-schema";
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

/** `10.20.0.0/16` → `65,536 addresses`; empty for text that is no IPv4 block. */
export function describeSize(block: string): string {
  const count = addressCount(block);
  return count === null ? "" : `${count.toLocaleString("en-US")} ${count === 1 ? "address" : "addresses"}`;
}
