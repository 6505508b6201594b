import type { Transaction } from "@/lib/db/pool";
import { findVcdCluster } from "@/lib/db/vcd-clusters";
import type { Actor } from "../context";
import { notFound, ServiceError } from "../errors";
import { type ClusterScene, loadVcdWorld, sceneOf } from "./load-vcd-world";

/**
 * A cluster of VCD of the organization acted in, with everything its way out is judged by. To change something about it
 * its row is locked until commit, so that two changes of one cluster come one after the other. Another organization's
 * answers as a missing one.
 */
export async function loadClusterScene(
  tx: Transaction,
  actor: Actor,
  options: { clusterId: string; lock?: boolean; now: Date },
): Promise<ClusterScene> {
  const { organizationId } = actor;
  const found = await findVcdCluster(tx, { organizationId, id: options.clusterId, lock: options.lock });
  if (!found) throw notFound("cluster");
  return sceneOf(await loadVcdWorld(tx, actor, [found], options.now), found);
}

/** Refuses an act on an exposure that is not the live one any more: the page that sent it is old. */
export function demandLive({ live, found }: ClusterScene, exposureId: string | undefined): void {
  if (!exposureId || live?.exposure.id === exposureId) return;
  throw new ServiceError("stale", `This is not the present exposure of ${found.cluster.name} any more.`, {
    next: "Look at the cluster as it is now, then decide.",
  });
}
