import type { exposures } from "@/lib/db/schema/exposures";
import type { Actor } from "../context";
import type { ClusterScene } from "./load-vcd-world";

/**
 * The row of an exposure for a rule of CSE's that is there already, as if Drawbridge had followed it from the start: it
 * was seen in place when the edge was last read. The caller has judged that there is such a rule.
 */
export function foundExposure(
  { found: { cluster }, foundRule, edge }: ClusterScene,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): typeof exposures.$inferInsert {
  if (!foundRule || !edge) throw new Error(`No rule of CSE's was found for cluster ${cluster.id}`);
  const seenAt = (edge.natAt ?? edge.seenAt).toISOString();
  return {
    id,
    organizationId: actor.organizationId,
    clusterId: cluster.id,
    placeId: cluster.placeId,
    way: "cse",
    edgeId: edge.edgeId,
    address: foundRule.externalAddresses,
    internalAddress: foundRule.internalAddresses,
    controlPlaneVmId: cluster.vm?.address === foundRule.internalAddresses ? cluster.vm.id : null,
    state: "exposed",
    stateSince: now,
    memory: {
      ruleSeenAt: seenAt,
      carried: [foundRule.externalAddresses],
      creation: "succeeded",
      ...(cluster.goneAt ? { entityGoneAt: cluster.goneAt.toISOString() } : { entitySeenAt: seenAt }),
    },
    requestedBy: actor.personId,
    createdAt: now,
  };
}
