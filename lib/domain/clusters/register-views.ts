import type { Capability } from "../capability";
import type { ClusterClass } from "./can";
import type { ClusterProposal } from "./propose-cluster";

/** A registered cluster as the provider's list shows it; times are ISO strings. */
export type RegisteredClusterLine = {
  id: string;
  name: string;
  class: ClusterClass;
  organization: { slug: string; name: string };
  accountName: string;
  accountId: string;
  region: string;
  vpcId: string;
  /** Empty before the first inventory. */
  cidrBlocks: string[];
  connections: number;
  held: { reason: string; at: string } | null;
};

export type RegisteredClusterDetail = RegisteredClusterLine & {
  podCidrs: string[];
  serviceCidrs: string[];
  inventoryAt: string | null;
  subnets: { id: string; name: string | null; cidrBlock: string; availabilityZone: string }[];
  dns: { support: boolean; hostnames: boolean } | null;
  routeTables: { id: string; name: string | null; routed: boolean; routes: number }[];
  /** How people reach it: a file that was registered, and its name in Amazon EKS. */
  kubeconfig: { registeredAt: string | null; eksName: string | null };
  manage: Capability;
};

/** A VPC that inventory found, for the choice of one; `taken` says why it cannot be chosen. */
export type VpcChoice = {
  placeId: string;
  vpcId: string;
  name: string | null;
  accountName: string;
  accountId: string;
  region: string;
  cidrBlocks: string[];
  inventoryAt: string;
  taken: string | null;
  /** Names of the clusters registered in it. */
  clusters: string[];
  proposal: ClusterProposal | null;
};

export type RegisterClusterChoices = {
  organizations: { slug: string; name: string }[];
  vpcs: VpcChoice[];
};
