import { and, asc, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import type { Step } from "@/lib/domain/exposures/plan-types";
import type { Transaction } from "./pool";
import { exposures } from "./schema/exposures";
import { organizations } from "./schema/organizations";
import { places } from "./schema/places";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { vcdClusters } from "./schema/vcd-clusters";

// The web may not even read its own sealed text back: columns are named, and that one is not among them.
const { credentialSealed: _, ...readable } = getTableColumns(vcdSites);

/** A site without its credential. */
export type SiteRow = Omit<typeof vcdSites.$inferSelect, "credentialSealed">;
export type VcdOrganizationRow = typeof vcdOrganizations.$inferSelect;

export function listSiteRows(tx: Transaction): Promise<SiteRow[]> {
  return tx
    .select(readable)
    .from(vcdSites)
    .orderBy(asc(sql`lower(${vcdSites.name})`));
}

export async function findSite(tx: Transaction, id: string): Promise<SiteRow | null> {
  const [row] = await tx.select(readable).from(vcdSites).where(eq(vcdSites.id, id));
  return row ?? null;
}

/** The site registered under this origin. */
export async function findSiteByUrl(tx: Transaction, url: string): Promise<SiteRow | null> {
  const [row] = await tx.select(readable).from(vcdSites).where(eq(vcdSites.url, url));
  return row ?? null;
}

/** Inserts a site; false where its origin or its name is taken. */
export async function insertSite(tx: Transaction, values: typeof vcdSites.$inferInsert): Promise<boolean> {
  // No `returning`: that would read the row back, and its sealed column is not the web's to read.
  const result = await tx.insert(vcdSites).values(values).onConflictDoNothing();
  return (result.rowCount ?? 0) > 0;
}

export async function updateSite(
  tx: Transaction,
  id: string,
  changes: Partial<
    Pick<
      typeof vcdSites.$inferSelect,
      "mode" | "checkAskedAt" | "name" | "certificateAuthority" | "credentialLabel" | "credentialSealed"
    >
  >,
): Promise<void> {
  await tx.update(vcdSites).set(changes).where(eq(vcdSites.id, id));
}

/** An organization of a site, whose it is here, and the place where it is looked at. */
export type BoundOrganization = {
  binding: VcdOrganizationRow;
  owner: { id: string; slug: string; name: string };
  place: typeof places.$inferSelect;
};

const bound = {
  binding: vcdOrganizations,
  owner: { id: organizations.id, slug: organizations.slug, name: organizations.name },
  place: places,
};

/** Organizations bound to ours, of some sites or of all, by name. For the provider: tenants cannot read places. */
export function listBoundOrganizations(
  tx: Transaction,
  siteIds: string[] | "*",
): Promise<BoundOrganization[]> {
  return tx
    .select(bound)
    .from(vcdOrganizations)
    .innerJoin(organizations, eq(organizations.id, vcdOrganizations.organizationId))
    .innerJoin(places, eq(places.vcdOrganizationId, vcdOrganizations.id))
    .where(siteIds === "*" ? undefined : inArray(vcdOrganizations.siteId, siteIds))
    .orderBy(asc(sql`lower(${vcdOrganizations.name})`));
}

export function findBoundOrganization(tx: Transaction, id: string): Promise<BoundOrganization | null> {
  return findBound(tx, eq(vcdOrganizations.id, id));
}

/** The same by its place. */
export function findBoundPlace(tx: Transaction, placeId: string): Promise<BoundOrganization | null> {
  return findBound(tx, eq(places.id, placeId));
}

async function findBound(tx: Transaction, wanted: SQL): Promise<BoundOrganization | null> {
  const [row] = await tx
    .select(bound)
    .from(vcdOrganizations)
    .innerJoin(organizations, eq(organizations.id, vcdOrganizations.organizationId))
    .innerJoin(places, eq(places.vcdOrganizationId, vcdOrganizations.id))
    .where(wanted);
  return row ?? null;
}

/**
 * Makes an organization of a site ours, with its place, due at once. False where it, or its name, is bound already: an
 * organization of VCD belongs to exactly one of ours.
 */
export async function insertBoundOrganization(
  tx: Transaction,
  values: typeof vcdOrganizations.$inferInsert & { placeId: string },
  now: Date,
): Promise<boolean> {
  const { placeId, ...binding } = values;
  const made = await tx
    .insert(vcdOrganizations)
    .values(binding)
    .onConflictDoNothing()
    .returning({ id: vcdOrganizations.id });
  if (made.length === 0) return false;
  await tx.insert(places).values({
    id: placeId,
    kind: "vcd",
    vcdOrganizationId: binding.id,
    dueAt: now,
    fullSweepDueAt: now,
    inventoryDueAt: now,
    createdAt: now,
  });
  return true;
}

/** Who has an organization of a site here; null where nobody has. */
export async function findOwnerOf(
  tx: Transaction,
  siteId: string,
  orgId: string,
): Promise<{ slug: string; name: string } | null> {
  const [row] = await tx
    .select({ slug: organizations.slug, name: organizations.name })
    .from(vcdOrganizations)
    .innerJoin(organizations, eq(organizations.id, vcdOrganizations.organizationId))
    .where(and(eq(vcdOrganizations.siteId, siteId), eq(vcdOrganizations.orgId, orgId)));
  return row ?? null;
}

/** What hangs on an organization of a site, by the binding's id. */
export type BindingFigures = {
  bindingId: string;
  clusters: number;
  /** Live ones. */
  exposures: number;
  /** All there ever were. */
  everExposed: number;
  acts: number;
  people: number;
};

export async function listBindingFigures(
  tx: Transaction,
  siteIds: string[] | "*",
): Promise<Map<string, BindingFigures>> {
  const rows = await tx
    .select({
      bindingId: vcdOrganizations.id,
      clusters: sql<number>`(select count(*)::int from vcd_clusters c where c.vcd_organization_id = vcd_organizations.id and c.gone_at is null)`,
      exposures: sql<number>`(select count(*)::int from exposures e join vcd_clusters c on c.id = e.cluster_id where c.vcd_organization_id = vcd_organizations.id and e.ended_at is null)`,
      everExposed: sql<number>`(select count(*)::int from exposures e join vcd_clusters c on c.id = e.cluster_id where c.vcd_organization_id = vcd_organizations.id)`,
      acts: sql<number>`(select count(*)::int from cluster_acts a join vcd_clusters c on c.id = a.cluster_id where c.vcd_organization_id = vcd_organizations.id)`,
      people: sql<number>`(select count(distinct v.person_id)::int from vcd_sessions v where v.vcd_organization_id = vcd_organizations.id)`,
    })
    .from(vcdOrganizations)
    .where(siteIds === "*" ? undefined : inArray(vcdOrganizations.siteId, siteIds));
  return new Map(rows.map((row) => [row.bindingId, row]));
}

/** Takes a binding back, with all that was merely read through it. False where something was done there. */
export async function unbindOrganizationRow(tx: Transaction, id: string): Promise<boolean> {
  const { rows } = await tx.execute<{ done: boolean }>(
    sql`select drawbridge_unbind_vcd_organization(${id}::uuid) as done`,
  );
  return rows[0]?.done ?? false;
}

export type ExposureWouldSend = {
  exposureId: string;
  clusterName: string;
  organization: { slug: string; name: string };
  vcdOrganization: string;
  steps: Step[];
};

/** What the last plan of each exposure of a site would send if nothing held it back. */
export function listSiteWouldSend(tx: Transaction, siteId: string): Promise<ExposureWouldSend[]> {
  return tx
    .select({
      exposureId: exposures.id,
      clusterName: vcdClusters.name,
      organization: { slug: organizations.slug, name: organizations.name },
      vcdOrganization: vcdOrganizations.name,
      steps: exposures.wouldSend,
    })
    .from(exposures)
    .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdClusters.vcdOrganizationId))
    .innerJoin(organizations, eq(organizations.id, exposures.organizationId))
    .where(and(eq(vcdOrganizations.siteId, siteId), sql`jsonb_array_length(${exposures.wouldSend}) > 0`))
    .orderBy(exposures.createdAt, exposures.id)
    .limit(200);
}

/** Tenants that an organization can be bound to, by name. */
export function listTenants(tx: Transaction): Promise<{ slug: string; name: string }[]> {
  return tx
    .select({ slug: organizations.slug, name: organizations.name })
    .from(organizations)
    .where(eq(organizations.kind, "tenant"))
    .orderBy(asc(sql`lower(${organizations.name})`));
}
