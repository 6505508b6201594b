import { and, asc, desc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { addressReservations, edgeLocks, exposures } from "./schema/exposures";
import { vcdSessions } from "./schema/sign-on";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { vcdClusters, vcdEdges, vcdInventories, vcdTasks } from "./schema/vcd-clusters";

export type VcdClusterRow = typeof vcdClusters.$inferSelect;
export type VcdEdgeRow = typeof vcdEdges.$inferSelect;

/** A cluster of VCD with the organization and the site it is in. */
export type VcdClusterFound = {
  cluster: VcdClusterRow;
  vcdOrganization: { id: string; orgId: string; name: string };
  site: Pick<typeof vcdSites.$inferSelect, "id" | "name" | "url" | "mode" | "versions" | "cseServer">;
};

const found = {
  cluster: vcdClusters,
  vcdOrganization: {
    id: vcdOrganizations.id,
    orgId: vcdOrganizations.orgId,
    name: vcdOrganizations.name,
  },
  site: {
    id: vcdSites.id,
    name: vcdSites.name,
    url: vcdSites.url,
    mode: vcdSites.mode,
    versions: vcdSites.versions,
    cseServer: vcdSites.cseServer,
  },
};

/** One cluster of the organization, or of any ("*") for the provider's people; gone or not; null if there is none. */
export async function findVcdCluster(
  tx: Transaction,
  options: { organizationId: string | "*"; id: string; lock?: boolean },
): Promise<VcdClusterFound | null> {
  const query = tx
    .select(found)
    .from(vcdClusters)
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdClusters.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(
      and(
        eq(vcdClusters.id, options.id),
        options.organizationId === "*" ? undefined : eq(vcdClusters.organizationId, options.organizationId),
      ),
    );
  const [row] = await (options.lock ? query.for("update", { of: vcdClusters }) : query);
  return row ?? null;
}

/** The organization's clusters of VCD by name, those that are gone left out. */
export function listVcdClusters(tx: Transaction, organizationId: string): Promise<VcdClusterFound[]> {
  return tx
    .select(found)
    .from(vcdClusters)
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdClusters.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(and(eq(vcdClusters.organizationId, organizationId), isNull(vcdClusters.goneAt)))
    .orderBy(asc(vcdClusters.name), asc(vcdClusters.id));
}

/** Puts a cluster on hold, or lifts that; its revision rises. */
export async function setVcdClusterHold(
  tx: Transaction,
  options: { organizationId: string; id: string },
  hold: { heldAt: Date | null; heldReason: string | null },
): Promise<void> {
  await tx
    .update(vcdClusters)
    .set({ ...hold, revision: sql`${vcdClusters.revision} + 1` })
    .where(and(eq(vcdClusters.organizationId, options.organizationId), eq(vcdClusters.id, options.id)));
}

/** Tasks about some clusters, newest first. */
export async function listClusterTasks(
  tx: Transaction,
  options: { placeId: string; clusterId: string; exposureIds: string[]; limit: number },
): Promise<(typeof vcdTasks.$inferSelect)[]> {
  const { clusterId, exposureIds } = options;
  return tx
    .select()
    .from(vcdTasks)
    .where(
      and(
        eq(vcdTasks.placeId, options.placeId),
        or(
          eq(vcdTasks.clusterId, clusterId),
          exposureIds.length > 0 ? inArray(vcdTasks.exposureId, exposureIds) : undefined,
        ),
      ),
    )
    .orderBy(desc(vcdTasks.firstSeenAt), desc(vcdTasks.taskId))
    .limit(options.limit);
}

/** Every cluster row of some places, gone ones too: whom their edges' rules may be about. */
export async function readClustersOfPlaces(tx: Transaction, placeIds: string[]): Promise<VcdClusterRow[]> {
  if (placeIds.length === 0) return [];
  return tx.select().from(vcdClusters).where(inArray(vcdClusters.placeId, placeIds));
}

/** Edge gateways of some places as last read, by name. */
export async function readEdges(tx: Transaction, placeIds: string[]): Promise<VcdEdgeRow[]> {
  if (placeIds.length === 0) return [];
  return tx
    .select()
    .from(vcdEdges)
    .where(inArray(vcdEdges.placeId, placeIds))
    .orderBy(asc(vcdEdges.placeId), asc(vcdEdges.edgeId));
}

/** Organizations of VCD that belong to one of ours, with their sites. */
export function listVcdOrganizations(
  tx: Transaction,
  organizationId: string,
): Promise<Pick<VcdClusterFound, "vcdOrganization" | "site">[]> {
  return tx
    .select({ vcdOrganization: found.vcdOrganization, site: found.site })
    .from(vcdOrganizations)
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(eq(vcdOrganizations.organizationId, organizationId))
    .orderBy(asc(vcdSites.name), asc(vcdOrganizations.name));
}

/** The one place of an organization of VCD; tenants may not read places themselves. */
export async function readVcdPlace(tx: Transaction, vcdOrganizationId: string): Promise<string | null> {
  const { rows } = await tx.execute<{ id: string | null }>(
    sql`select drawbridge_vcd_place(${vcdOrganizationId}::uuid) as id`,
  );
  return rows[0]?.id ?? null;
}

export async function readVcdInventory(
  tx: Transaction,
  placeId: string,
): Promise<typeof vcdInventories.$inferSelect | null> {
  const [row] = await tx.select().from(vcdInventories).where(eq(vcdInventories.placeId, placeId));
  return row ?? null;
}

/** Addresses of ours on some edges of a site: reserved, or resting after their use. */
export async function readReservations(
  tx: Transaction,
  options: { siteId: string; edgeIds: string[] },
): Promise<(typeof addressReservations.$inferSelect)[]> {
  if (options.edgeIds.length === 0) return [];
  return tx
    .select()
    .from(addressReservations)
    .where(
      and(
        eq(addressReservations.siteId, options.siteId),
        inArray(addressReservations.edgeId, options.edgeIds),
      ),
    );
}

/** Who may write to some edges of a site now: the exposure, and its cluster's name. */
export async function readEdgeHolders(
  tx: Transaction,
  options: { siteId: string; edgeIds: string[]; exceptExposureId?: string },
): Promise<Map<string, { exposureId: string; clusterName: string }>> {
  if (options.edgeIds.length === 0) return new Map();
  const rows = await tx
    .select({
      edgeId: edgeLocks.edgeId,
      exposureId: edgeLocks.exposureId,
      clusterName: vcdClusters.name,
    })
    .from(edgeLocks)
    .innerJoin(exposures, eq(exposures.id, edgeLocks.exposureId))
    .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
    .where(
      and(
        eq(edgeLocks.siteId, options.siteId),
        inArray(edgeLocks.edgeId, options.edgeIds),
        options.exceptExposureId ? ne(edgeLocks.exposureId, options.exceptExposureId) : undefined,
      ),
    );
  return new Map(rows.map(({ edgeId, ...holder }) => [edgeId, holder]));
}

/** Rights that VCD last told of a person in one of its organizations; null where it told none. */
export async function readRightsOf(
  tx: Transaction,
  options: { personId: string; vcdOrganizationId: string },
): Promise<string[] | null> {
  const [row] = await tx
    .select({ rights: vcdSessions.rights })
    .from(vcdSessions)
    .where(
      and(
        eq(vcdSessions.personId, options.personId),
        eq(vcdSessions.vcdOrganizationId, options.vcdOrganizationId),
      ),
    )
    .orderBy(desc(vcdSessions.checkedAt))
    .limit(1);
  return row?.rights ?? null;
}
