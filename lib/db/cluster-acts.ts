import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { people } from "./schema/people";
import { clusterActs, vcdClusters } from "./schema/vcd-clusters";
import { announceAsk, announceChange } from "./signals";

export type ClusterActRow = typeof clusterActs.$inferSelect;

/** States in which another act on the same cluster must wait. */
export const liveActStates = ["waiting", "sending", "accepted", "unknown"] as const;

/** Puts down what CSE is to do in a person's name, and wakes the workers after commit. */
export async function insertClusterAct(
  tx: Transaction,
  row: typeof clusterActs.$inferInsert & { id: string },
): Promise<void> {
  await tx.insert(clusterActs).values(row);
  await announceAsk(tx, row.id);
  await announceChange(tx, { organizationId: row.organizationId, kind: "clusters", id: row.clusterId });
}

/** An act with the name of whoever asked for it. */
export type ClusterActFound = ClusterActRow & { personName: string };

/** Acts on a cluster, newest first, at most `limit`. */
export async function listClusterActs(
  tx: Transaction,
  { organizationId, clusterId, limit }: { organizationId: string; clusterId: string; limit: number },
): Promise<ClusterActFound[]> {
  const rows = await tx
    .select({ act: clusterActs, personName: people.name })
    .from(clusterActs)
    .innerJoin(people, eq(people.id, clusterActs.personId))
    .where(and(eq(clusterActs.organizationId, organizationId), eq(clusterActs.clusterId, clusterId)))
    .orderBy(desc(clusterActs.createdAt), desc(clusterActs.id))
    .limit(limit);
  return rows.map(({ act, personName }) => ({ ...act, personName }));
}

/** The act on a cluster whose end is not known; null where none is under way. */
export async function findLiveAct(
  tx: Transaction,
  scope: { organizationId: string; clusterId: string },
): Promise<ClusterActRow | null> {
  const [row] = await tx
    .select()
    .from(clusterActs)
    .where(
      and(
        eq(clusterActs.organizationId, scope.organizationId),
        eq(clusterActs.clusterId, scope.clusterId),
        inArray(clusterActs.state, [...liveActStates]),
      ),
    );
  return row ?? null;
}

/** One act of the organization; null where there is none. `lock` it to change it. */
export async function findClusterAct(
  tx: Transaction,
  { organizationId, id, lock }: { organizationId: string; id: string; lock?: boolean },
): Promise<ClusterActRow | null> {
  const query = tx
    .select()
    .from(clusterActs)
    .where(and(eq(clusterActs.organizationId, organizationId), eq(clusterActs.id, id)));
  const [row] = await (lock ? query.for("update") : query);
  return row ?? null;
}

/** Takes back an act that waits. */
export async function cancelWaitingAct(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx
    .update(clusterActs)
    .set({ state: "cancelled", endedAt: now })
    .where(and(eq(clusterActs.id, id), eq(clusterActs.state, "waiting")));
}

/** A cluster that was only ever asked for, and is not any more, is gone. */
export async function giveUpAskedCluster(tx: Transaction, clusterId: string, now: Date): Promise<void> {
  await tx
    .update(vcdClusters)
    .set({ goneAt: now, revision: sql`${vcdClusters.revision} + 1` })
    .where(and(eq(vcdClusters.id, clusterId), isNull(vcdClusters.entityId), isNull(vcdClusters.goneAt)));
}
