import type { ProviderFault } from "@/lib/domain/connections/observed";
import type {
  EdgeGatewaySeen,
  FirewallGroupSeen,
  FirewallSeen,
  NatTableSeen,
  PortProfileSeen,
  UsedAddressSeen,
} from "@/lib/domain/exposures/observed";
import type { ClusterEntitySeen, ControlPlaneVmSeen, TaskSeen } from "@/lib/domain/vcd/observed";

/** What one look read of an edge gateway. Null: this look did not read it, or could not (see the faults). */
export type EdgeLook = {
  seen: EdgeGatewaySeen | null;
  nat: NatTableSeen | null;
  used: UsedAddressSeen[] | null;
  firewall: FirewallSeen | null;
  /** Groups of the edge; members only of those that rules name, null for the others. */
  groups: FirewallGroupSeen[] | null;
  /** Profiles of the provider and the organization, and those of the system that rules name. */
  profiles: PortProfileSeen[] | null;
  /** Why edge, NAT table or used addresses could not be read. */
  edgeFault: ProviderFault | null;
  firewallFault: ProviderFault | null;
  /** Tasks that run on it now. */
  tasks: TaskSeen[] | null;
};

/** What one look read of an organization of VCD. */
export type VcdLook = {
  /** When it began: nothing that happened later is certain to be in it. */
  at: Date;
  /** A full sweep; else a glance at what moves. */
  full: boolean;
  /** Clusters that were read: all of the organization's where `everyCluster`. Null: none were looked for. */
  clusters: ClusterEntitySeen[] | null;
  everyCluster: boolean;
  /** Entity ids and names that were looked for one by one: those that are not among `clusters` were not there. */
  searched: { ids: Set<string>; names: Set<string> };
  /** By URN of the edge gateway. */
  edges: Map<string, EdgeLook>;
  /** By URN, without results: tasks that run, and those that are followed to their end. */
  tasks: Map<string, TaskSeen>;
  /** By URN of the cluster's entity: of what moves as read now, of others as read a few minutes ago. */
  vms: Map<string, ControlPlaneVmSeen>;
};

/** The cluster's entity as this look saw it: by its id, or by its name where the id is not known yet. */
export function entityIn(
  { clusters }: VcdLook,
  { entityId, name }: { entityId: string | null; name: string },
): ClusterEntitySeen | null {
  const same = (seen: ClusterEntitySeen) => (entityId ? seen.id === entityId : seen.name === name);
  return clusters?.find(same) ?? null;
}

/** Whether this look would have shown the cluster's entity. */
export function wasEntitySearched(
  { everyCluster, searched }: VcdLook,
  { entityId, name }: { entityId: string | null; name: string },
): boolean {
  return everyCluster || (entityId ? searched.ids.has(entityId) : searched.names.has(name));
}
