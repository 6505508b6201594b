import { and, eq, inArray, sql } from "drizzle-orm";
import { exposureEnds } from "@/lib/domain/exposures/states";
import type { Database, Transaction } from "./pool";
import { edgeLocks, exposures } from "./schema/exposures";
import { vcdClusters } from "./schema/vcd-clusters";

/** An edge gateway as locks and addresses know it: the same URN may stand for another edge at another site. */
export type EdgeKey = { siteId: string; edgeId: string };

export type EdgeHolder = { exposureId: string; organizationId: string; clusterName: string };

const ends = sql.join(
  exposureEnds.map((state) => sql`${state}`),
  sql`, `,
);

/** Who may write to these edges now, by URN. A lock whose exposure has ended is free, and not among them. */
export async function findEdgeHolders(
  tx: Database | Transaction,
  siteId: string,
  edgeIds: readonly string[],
): Promise<Map<string, EdgeHolder>> {
  if (edgeIds.length === 0) return new Map();
  const rows = await tx
    .select({
      edgeId: edgeLocks.edgeId,
      exposureId: edgeLocks.exposureId,
      organizationId: edgeLocks.organizationId,
      clusterName: vcdClusters.name,
    })
    .from(edgeLocks)
    .innerJoin(exposures, eq(exposures.id, edgeLocks.exposureId))
    .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
    .where(
      and(
        eq(edgeLocks.siteId, siteId),
        inArray(edgeLocks.edgeId, [...new Set(edgeIds)]),
        sql`${exposures.state} not in (${ends})`,
      ),
    );
  return new Map(rows.map(({ edgeId, ...holder }) => [edgeId, holder]));
}

/**
 * Takes the edge's lock for an exposure, or finds that it has it already. False where another exposure that has not
 * ended holds it. Two that ask at once: the second waits for the first one's transaction.
 */
export async function takeEdgeLock(
  tx: Transaction,
  { siteId, edgeId }: EdgeKey,
  owner: { exposureId: string; organizationId: string },
  now: Date,
): Promise<boolean> {
  const taken = await tx
    .insert(edgeLocks)
    .values({ siteId, edgeId, ...owner, since: now })
    .onConflictDoUpdate({
      target: [edgeLocks.siteId, edgeLocks.edgeId],
      set: {
        organizationId: owner.organizationId,
        exposureId: owner.exposureId,
        since: sql`case when ${edgeLocks.exposureId} = excluded.exposure_id then ${edgeLocks.since} else excluded.since end`,
      },
      setWhere: sql`${edgeLocks.exposureId} = excluded.exposure_id or exists (
        select from ${exposures} e where e.id = ${edgeLocks.exposureId} and e.state in (${ends}))`,
    })
    .returning({ exposureId: edgeLocks.exposureId });
  return taken.length > 0;
}

/** Frees whatever an exposure holds, but for one edge, if given. */
export async function freeEdgeLocks(
  tx: Transaction,
  exposureId: string,
  except: EdgeKey | null = null,
): Promise<void> {
  const other = except
    ? sql`(${edgeLocks.siteId}, ${edgeLocks.edgeId}) <> (${except.siteId}::uuid, ${except.edgeId})`
    : undefined;
  await tx.delete(edgeLocks).where(and(eq(edgeLocks.exposureId, exposureId), other));
}

/** Whether an exposure holds an edge's lock, kept so until the transaction ends. */
export async function holdsEdgeLock(
  tx: Transaction,
  { siteId, edgeId }: EdgeKey,
  exposureId: string,
): Promise<boolean> {
  const rows = await tx
    .select({ edgeId: edgeLocks.edgeId })
    .from(edgeLocks)
    .where(
      and(eq(edgeLocks.siteId, siteId), eq(edgeLocks.edgeId, edgeId), eq(edgeLocks.exposureId, exposureId)),
    )
    .for("share");
  return rows.length > 0;
}
