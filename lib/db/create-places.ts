import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { vcdClusters } from "./schema/vcd-clusters";

/** An organization of VCD that belongs to one of ours, as far as creating clusters in it depends on it. */
export type CreatePlaceRow = {
  placeId: string;
  vcdOrganization: { id: string; name: string };
  site: Pick<typeof vcdSites.$inferSelect, "id" | "name" | "url" | "mode" | "versions" | "cseServer">;
};

/** The organizations of VCD that belong to an organization of ours, by site and name; one of them where a place is given. */
export async function listCreatePlaces(
  tx: Transaction,
  organizationId: string,
  placeId?: string,
): Promise<CreatePlaceRow[]> {
  const rows = await tx
    .select({
      // Tenants cannot read places.
      placeId: sql<string | null>`drawbridge_vcd_place(${vcdOrganizations.id})`,
      vcdOrganization: { id: vcdOrganizations.id, name: vcdOrganizations.name },
      site: {
        id: vcdSites.id,
        name: vcdSites.name,
        url: vcdSites.url,
        mode: vcdSites.mode,
        versions: vcdSites.versions,
        cseServer: vcdSites.cseServer,
      },
    })
    .from(vcdOrganizations)
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(eq(vcdOrganizations.organizationId, organizationId))
    .orderBy(asc(vcdSites.name), asc(vcdOrganizations.name));
  return rows.flatMap((row) =>
    row.placeId && (!placeId || row.placeId === placeId) ? [{ ...row, placeId: row.placeId }] : [],
  );
}

/** Names are taken one at a time: whoever creates in a place waits for whoever did just before. */
export async function lockPlaceNames(tx: Transaction, placeId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`names ${placeId}`}, 0))`);
}

/** Whether a cluster of that name is being asked for in a place and CSE has not made it yet. */
export async function isNameAskedFor(
  tx: Transaction,
  { placeId, name }: { placeId: string; name: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: vcdClusters.id })
    .from(vcdClusters)
    .where(
      and(
        eq(vcdClusters.placeId, placeId),
        sql`lower(${vcdClusters.name}) = lower(${name})`,
        isNull(vcdClusters.entityId),
        isNull(vcdClusters.goneAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Adds a cluster that is asked for; a look gives it its entity once CSE has made one. */
export async function insertAskedCluster(
  tx: Transaction,
  row: typeof vcdClusters.$inferInsert,
): Promise<void> {
  await tx.insert(vcdClusters).values(row);
}
