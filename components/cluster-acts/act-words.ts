import { type ClusterVerb, describeConsequence } from "@/lib/domain/vcd/version-limits";
import type { ActedCluster } from "./cluster-acts";

/** What an act will do, said before it is done. */
export function consequenceOf(verb: ClusterVerb, cluster: ActedCluster): string {
  return describeConsequence(verb, { ...cluster, exposed: isExposed(cluster) });
}

export function isExposed({ dnat, exposure }: ActedCluster): boolean {
  return exposure !== null || dnat.rule !== null;
}

export function nfsNodes({ nodes }: ActedCluster): number {
  return nodes.filter(({ role }) => role === "NFS").length;
}
