import type { ClusterDialect, ClusterEntitySeen, ControlPlaneVmSeen } from "../vcd/observed";
import { nodeAddress } from "./plan";

/** A cluster as it is stored, as far as its nodes' addresses are known from it. */
export type NodesSources = {
  name: string;
  dialect: ClusterDialect;
  seen: ClusterEntitySeen | null;
  vm: ControlPlaneVmSeen | null;
  goneAt: Date | null;
};

/**
 * Addresses of all control planes and nodes: whom a rule may point at. Null where one control plane's is not known: a
 * rule that leads to it must not be taken for one that leads nowhere.
 */
export function knownNodesOf(
  clusters: readonly NodesSources[],
): { address: string; clusterName: string }[] | null {
  const nodes: { address: string; clusterName: string }[] = [];
  for (const { name, dialect, seen, vm, goneAt } of clusters) {
    if (goneAt !== null || seen === null || dialect === "capvcd") continue;
    const own = nodeAddress({ vm, entity: seen });
    if (own === null && seen.phase?.status !== "FAILED") return null;
    const others = [...seen.workers, ...seen.nfsNodes].map(({ address }) => address);
    for (const address of [own, ...others]) if (address !== null) nodes.push({ address, clusterName: name });
  }
  return nodes;
}
