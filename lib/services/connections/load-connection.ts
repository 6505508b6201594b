import { lockCluster } from "@/lib/db/clusters";
import { type ConnectionWithCluster, findConnection } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/pool";
import type { Actor } from "../context";
import { notFound } from "../errors";

/**
 * A connection of the organization acted in, locked until commit after its cluster: every change takes the two locks
 * in this order. Another organization's answers as a missing one.
 */
export async function loadConnectionToChange(
  tx: Transaction,
  actor: Actor,
  id: string,
): Promise<ConnectionWithCluster> {
  const { organizationId } = actor;
  const found = await findConnection(tx, { organizationId, id });
  if (!found) throw notFound("connection");
  await lockCluster(tx, { organizationId, id: found.cluster.id });
  const locked = await findConnection(tx, { organizationId, id, lock: true });
  if (!locked) throw notFound("connection");
  return locked;
}
