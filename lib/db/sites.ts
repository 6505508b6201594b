import { and, asc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { organizations, places, vcdOrganizations, vcdSites } from "./schema";

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

export async function findBoundOrganization(tx: Transaction, id: string): Promise<BoundOrganization | null> {
  const [row] = await tx
    .select(bound)
    .from(vcdOrganizations)
    .innerJoin(organizations, eq(organizations.id, vcdOrganizations.organizationId))
    .innerJoin(places, eq(places.vcdOrganizationId, vcdOrganizations.id))
    .where(eq(vcdOrganizations.id, id));
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
