import { allowed, type Capability, refused } from "../capability";
import type { ClusterLine } from "../exposures/cluster-views";
import type { Role } from "../people/roles";
import { type ActingPerson, actInVcd, mayByRole } from "../vcd/acting-person";

/** The one list of an organization's clusters, in AWS and in VMware Cloud Director. */
export type ClusterListView = {
  clusters: ClusterLine[];
  /** Organizations of VCD that are bound to this one, and whether the person is signed in there. */
  vcdOrganizations: { siteId: string; siteName: string; name: string; signedIn: boolean }[];
  /** Creating a cluster in VCD, at all. */
  create: Capability;
};

export const clusterFilters = [
  { key: "all", label: "All" },
  { key: "aws", label: "AWS" },
  { key: "vcd", label: "VMware Cloud Director" },
  { key: "attention", label: "Need somebody" },
] as const;
export type ClusterFilter = (typeof clusterFilters)[number]["key"];

export const clusterSorts = ["name", "-name", "where", "-where", "state", "-state"] as const;
export type ClusterSort = (typeof clusterSorts)[number];

function belongs(line: ClusterLine, filter: ClusterFilter): boolean {
  if (filter === "all") return true;
  return filter === "attention" ? needsSomebody(line) : line.provider === filter;
}

function needsSomebody(line: ClusterLine): boolean {
  return line.provider === "aws" ? line.attention > 0 : line.attention;
}

/** Where a cluster runs, in a few words. */
export function placeOfCluster(line: ClusterLine): string {
  if (line.provider === "aws") return line.place;
  return [line.siteName, line.vcdOrganizationName, line.vdcName].filter(Boolean).join(", ");
}

function stateOfCluster(line: ClusterLine): string {
  return line.provider === "aws" ? line.class : line.status.word;
}

function wordsOf(line: ClusterLine): string {
  const own =
    line.provider === "aws"
      ? [line.vpcId, line.accountId, ...line.cidrBlocks, "AWS"]
      : [line.kind, line.kubernetes, line.dnat.address, "VCD VMware Cloud Director"];
  return [line.name, placeOfCluster(line), stateOfCluster(line), ...own].join(" ").toLowerCase();
}

/** The lines that a search and a filter leave, in order, with how many each filter would. Every word must occur. */
export function arrangeClusters(
  lines: ClusterLine[],
  query: { search?: string; filter?: string; sort?: string },
): { rows: ClusterLine[]; counts: Record<ClusterFilter, number>; filter: ClusterFilter; sort: ClusterSort } {
  const filter = clusterFilters.find(({ key }) => key === query.filter)?.key ?? "all";
  const sort = clusterSorts.find((one) => one === query.sort) ?? "name";
  const words = (query.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const found = lines.filter((line) => words.every((word) => wordsOf(line).includes(word)));
  const keyOf = { name: (line: ClusterLine) => line.name, where: placeOfCluster, state: stateOfCluster }[
    sort.replace("-", "") as "name" | "where" | "state"
  ];
  const direction = sort.startsWith("-") ? -1 : 1;
  const rows = found
    .filter((line) => belongs(line, filter))
    .toSorted((a, b) => direction * keyOf(a).localeCompare(keyOf(b)) || a.name.localeCompare(b.name));
  const counts = Object.fromEntries(
    clusterFilters.map(({ key }) => [key, found.filter((line) => belongs(line, key)).length]),
  ) as Record<ClusterFilter, number>;
  return { rows, counts, filter, sort };
}

/** Whether somebody may create clusters at all: in which of the bound organizations is decided by their sign-in. */
export function mayCreateClusters(facts: {
  role: Role;
  vcdOrganizations: number;
  person: ActingPerson | null;
}): Capability {
  if (facts.vcdOrganizations === 0) {
    return refused(
      "state",
      "No organization of VMware Cloud Director belongs to yours, and clusters in AWS are registered by the provider.",
      "Ask the provider.",
    );
  }
  const byRole = mayByRole(facts.role, "cluster.create", "create clusters");
  if (!byRole.ok) return byRole;
  const acting = actInVcd(facts.person, facts.person?.placeId ?? "");
  return acting.ok ? allowed : acting;
}
