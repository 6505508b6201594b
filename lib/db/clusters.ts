import { and, asc, desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { PeeringSeen, ProviderFault } from "@/lib/domain/connections/observed";
import type { Transaction } from "./pool";
import { clusters, peerings, vpcs } from "./schema/clusters";

const { kubeconfigSealed: _, ...readable } = getTableColumns(clusters);

/** What the web may read: all but the registered kubeconfig. `kubeconfigAt` says whether there is one. */
export const readableClusters = readable;
export type ClusterRow = Omit<typeof clusters.$inferSelect, "kubeconfigSealed">;
export type VpcRow = typeof vpcs.$inferSelect;

/** How a place is, as much of it as a tenant may know. */
export type PlaceHealth = {
  sweptAt: Date | null;
  inventoriedAt: Date | null;
  held: boolean;
  heldReason: string | null;
  failures: number;
  fault: ProviderFault | null;
  mode: "observe" | "act";
};

/** Clusters of an organization, production first, by name; all of them, or those of `ids`. "*" where the reach alone decides. */
export function listClusterRows(
  tx: Transaction,
  options: { organizationId: string; ids?: string[] },
): Promise<ClusterRow[]> {
  return tx
    .select(readable)
    .from(clusters)
    .where(
      and(
        options.organizationId === "*" ? undefined : eq(clusters.organizationId, options.organizationId),
        options.ids ? inArray(clusters.id, options.ids) : undefined,
      ),
    )
    .orderBy(desc(clusters.class), asc(sql`lower(${clusters.name})`));
}

/**
 * Locks a cluster's row until the transaction ends, so that its limits are counted by one at a time. Null where the
 * organization has no such cluster.
 */
export async function lockCluster(
  tx: Transaction,
  options: { organizationId: string; id: string },
): Promise<ClusterRow | null> {
  const [row] = await tx
    .select(readable)
    .from(clusters)
    .where(and(eq(clusters.organizationId, options.organizationId), eq(clusters.id, options.id)))
    .for("update");
  return row ?? null;
}

/** What sweeps found of these clusters' VPCs, by `placeId/vpcId`. */
export async function readVpcs(tx: Transaction, rows: ClusterRow[]): Promise<Map<string, VpcRow>> {
  if (rows.length === 0) return new Map();
  const found = await tx
    .select()
    .from(vpcs)
    .where(
      and(
        inArray(vpcs.placeId, [...new Set(rows.map((row) => row.placeId))]),
        inArray(vpcs.vpcId, [...new Set(rows.map((row) => row.vpcId))]),
      ),
    );
  return new Map(found.map((row) => [`${row.placeId}/${row.vpcId}`, row]));
}

/** Peerings on these clusters' VPCs that no connection of ours accounts for: made elsewhere, or left over. */
export async function readOtherPeerings(
  tx: Transaction,
  rows: ClusterRow[],
): Promise<{ placeId: string; seenAt: Date; seen: PeeringSeen }[]> {
  if (rows.length === 0) return [];
  const vpcIds = [...new Set(rows.map((row) => row.vpcId))];
  return tx
    .select({ placeId: peerings.placeId, seenAt: peerings.seenAt, seen: peerings.seen })
    .from(peerings)
    .where(
      and(
        inArray(peerings.placeId, [...new Set(rows.map((row) => row.placeId))]),
        inArray(peerings.origin, ["foreign", "orphan"]),
        sql`(${inArray(peerings.requesterVpcId, vpcIds)} or ${inArray(peerings.accepterVpcId, vpcIds)})`,
      ),
    );
}

/** Age and holds of places by id; tenants may not read places themselves. */
export async function readPlaceHealth(
  tx: Transaction,
  placeIds: string[],
): Promise<Map<string, PlaceHealth>> {
  const health = new Map<string, PlaceHealth>();
  for (const placeId of new Set(placeIds)) {
    const { rows } = await tx.execute<{
      swept_at: string | null;
      inventoried_at: string | null;
      held: boolean;
      held_reason: string | null;
      failures: number;
      fault: ProviderFault | null;
      mode: "observe" | "act";
    }>(sql`select * from drawbridge_place_health(${placeId}::uuid)`);
    const row = rows[0];
    if (!row) continue;
    health.set(placeId, {
      sweptAt: row.swept_at ? new Date(row.swept_at) : null,
      inventoriedAt: row.inventoried_at ? new Date(row.inventoried_at) : null,
      held: row.held,
      heldReason: row.held_reason,
      failures: row.failures,
      fault: row.fault,
      mode: row.mode,
    });
  }
  return health;
}

/** The provider's own AWS account ids. Nothing else of the accounts is a tenant's to see. */
export async function readOwnAccountIds(tx: Transaction): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`select drawbridge_own_account_ids() as id`);
  return rows.map((row) => row.id);
}
