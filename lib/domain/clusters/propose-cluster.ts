import type { VpcInventory } from "../connections/observed";

/** A cluster that the tags of a VPC suggest. Only a proposal: an admin confirms it. */
export type ClusterProposal = {
  name: string;
  vpcId: string;
  accountId: string;
  region: string;
  cidrBlocks: string[];
  /** Who made the cluster, by whose tags were found. */
  madeBy: "drawbridge" | "eksctl" | "cluster-api" | "kops" | "kubernetes";
  /** `development` where several clusters share the VPC; null where the tags do not tell. */
  class: "production" | "development" | null;
  /** Names of all clusters that the tags name, this one included. */
  clusters: string[];
  /** Why it is proposed, in words. */
  reason: string;
};

/** Tags by which an operator declares a cluster's VPC to Drawbridge. */
export const clusterTags = { clusterId: "drawbridge:cluster-id", class: "drawbridge:class" } as const;

const cloudProvider = "kubernetes.io/cluster/";
const clusterApi = "sigs.k8s.io/cluster-api-provider-aws/cluster/";
const kops = "KubernetesCluster";
const eksctl = "alpha.eksctl.io/cluster-name";

function namesAfter(tags: Record<string, string>, prefix: string): string[] {
  return Object.keys(tags)
    .filter((key) => key.startsWith(prefix) && key.length > prefix.length)
    .map((key) => key.slice(prefix.length))
    .sort();
}

/**
 * The cluster that a VPC most likely belongs to, by the tags that Kubernetes' cloud provider, Cluster API, kOps,
 * eksctl and Drawbridge's own operators set; null where no tag speaks of a cluster.
 */
export function proposeCluster(vpc: VpcInventory): ClusterProposal | null {
  const { tags } = vpc;
  const fromKubernetes = namesAfter(tags, cloudProvider);
  const fromClusterApi = namesAfter(tags, clusterApi);
  const candidates: { madeBy: ClusterProposal["madeBy"]; names: string[]; tag: string }[] = [
    { madeBy: "drawbridge", names: present(tags[clusterTags.clusterId]), tag: clusterTags.clusterId },
    { madeBy: "cluster-api", names: fromClusterApi, tag: `${clusterApi}…` },
    { madeBy: "eksctl", names: present(tags[eksctl]), tag: eksctl },
    { madeBy: "kops", names: present(tags[kops]), tag: kops },
    { madeBy: "kubernetes", names: fromKubernetes, tag: `${cloudProvider}…` },
  ];
  const found = candidates.find(({ names }) => names.length > 0);
  const name = found?.names[0];
  if (!found || name === undefined) return null;

  const declared = found.madeBy === "drawbridge";
  const clusters = [
    ...new Set(candidates.filter((one) => one.madeBy !== "drawbridge").flatMap(({ names }) => names)),
  ].sort();
  const shared =
    clusters.length > 1 || fromKubernetes.some((one) => tags[`${cloudProvider}${one}`] === "shared");
  return {
    name,
    vpcId: vpc.vpcId,
    accountId: vpc.accountId,
    region: vpc.region,
    cidrBlocks: vpc.cidrBlocks,
    madeBy: found.madeBy,
    class: readClass(tags[clusterTags.class]) ?? (clusters.length > 1 ? "development" : null),
    clusters: clusters.length > 0 ? clusters : [name],
    reason: declared
      ? `Its tag ${found.tag} names it.`
      : clusters.length > 1
        ? `Its tags name ${clusters.length} clusters that share it: ${clusters.join(", ")}.`
        : `Its tag ${found.tag} names ${name}${shared ? ", which may share it with others" : ""}.`,
  };
}

function present(value: string | undefined): string[] {
  const trimmed = value?.trim() ?? "";
  return trimmed === "" ? [] : [trimmed];
}

function readClass(value: string | undefined): "production" | "development" | null {
  return value === "production" || value === "development" ? value : null;
}
