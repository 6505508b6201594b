import { and, count, eq, sql } from "drizzle-orm";
import type { Role } from "@/lib/domain/people/roles";
import type { Transaction } from "./pool";
import { memberships, organizations, passwordLinks, people, vcdSites } from "./schema";

export type OrganizationRow = typeof organizations.$inferSelect;

export async function findOrganization(tx: Transaction, slug: string): Promise<OrganizationRow | null> {
  const [row] = await tx.select().from(organizations).where(eq(organizations.slug, slug));
  return row ?? null;
}

/**
 * Locks an organization until commit, so that rules over all of its members hold. Not so strongly that rows which
 * refer to it would wait, the audit's among them: they wait for one another already, and would do so in a circle.
 */
export async function lockOrganization(tx: Transaction, id: string): Promise<void> {
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, id))
    .for("no key update");
}

/** Inserts an organization; false where its slug is taken. */
export async function insertOrganization(
  tx: Transaction,
  values: typeof organizations.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(organizations)
    .values(values)
    .onConflictDoNothing({ target: organizations.slug })
    .returning({ id: organizations.id });
  return rows.length > 0;
}

export async function updateOrganizationRow(
  tx: Transaction,
  id: string,
  changes: Pick<OrganizationRow, "name" | "invitationLimit" | "withdrawAfterHours">,
): Promise<void> {
  await tx.update(organizations).set(changes).where(eq(organizations.id, id));
}

// Names are written out: in a select from one table drizzle leaves tables' names away, and `id` would be the inner one.
const figures = {
  organization: organizations,
  members: sql<number>`(select count(*)::int from memberships m where m.organization_id = organizations.id)`,
  clusters: sql<number>`(select count(*)::int from clusters c where c.organization_id = organizations.id)`,
  connections: sql<number>`(select count(*)::int from connections c where c.organization_id = organizations.id and c.ended_at is null)`,
  waiting: sql<number>`(select count(*)::int from requests r where r.organization_id = organizations.id and r.state = 'waiting')`,
};

export type OrganizationFigures = {
  organization: OrganizationRow;
  members: number;
  clusters: number;
  connections: number;
  waiting: number;
};

/** Every organization within reach with how much it has; the provider's own first. */
export function listOrganizationFigures(tx: Transaction): Promise<OrganizationFigures[]> {
  return tx
    .select(figures)
    .from(organizations)
    .orderBy(sql`${organizations.kind} = 'tenant'`, sql`lower(${organizations.name})`);
}

export async function findOrganizationFigures(
  tx: Transaction,
  slug: string,
): Promise<OrganizationFigures | null> {
  const [row] = await tx.select(figures).from(organizations).where(eq(organizations.slug, slug));
  return row ?? null;
}

export type Member = {
  personId: string;
  name: string;
  email: string;
  role: Role;
  hasPassword: boolean;
  /** The site whose VMware Cloud Director they sign in with; null for local people. */
  siteName: string | null;
  /** When the link to choose a password runs out; null where none is open. */
  linkExpiresAt: Date | null;
};

/** The members of one organization by name. `now` decides which password links are still open. */
export function listMembers(tx: Transaction, organizationId: string, now: Date): Promise<Member[]> {
  return tx
    .select({
      personId: people.id,
      name: people.name,
      email: people.email,
      role: memberships.role,
      hasPassword: sql<boolean>`${people.passwordHash} is not null`,
      siteName: vcdSites.name,
      linkExpiresAt: sql`(select max(${passwordLinks.expiresAt}) from ${passwordLinks}
        where ${passwordLinks.personId} = ${people.id} and ${passwordLinks.usedAt} is null and ${passwordLinks.expiresAt} > ${now})`.mapWith(
        passwordLinks.expiresAt,
      ) as unknown as ReturnType<typeof sql<Date | null>>,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(vcdSites, eq(vcdSites.id, people.vcdSiteId))
    .where(eq(memberships.organizationId, organizationId))
    .orderBy(sql`lower(${people.name})`);
}

export async function findMembership(
  tx: Transaction,
  key: { organizationId: string; personId: string },
): Promise<{
  role: Role;
  name: string;
  email: string;
  hasPassword: boolean;
  siteName: string | null;
} | null> {
  const [row] = await tx
    .select({
      role: memberships.role,
      name: people.name,
      email: people.email,
      hasPassword: sql<boolean>`${people.passwordHash} is not null`,
      siteName: vcdSites.name,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(vcdSites, eq(vcdSites.id, people.vcdSiteId))
    .where(and(eq(memberships.organizationId, key.organizationId), eq(memberships.personId, key.personId)));
  return row ?? null;
}

/** Makes a membership; false where the person has one in this organization already. */
export async function insertMembership(
  tx: Transaction,
  values: typeof memberships.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(memberships)
    .values(values)
    .onConflictDoNothing()
    .returning({ personId: memberships.personId });
  return rows.length > 0;
}

export async function updateMembershipRole(
  tx: Transaction,
  key: { organizationId: string; personId: string },
  role: Role,
): Promise<void> {
  await tx
    .update(memberships)
    .set({ role })
    .where(and(eq(memberships.organizationId, key.organizationId), eq(memberships.personId, key.personId)));
}

export async function deleteMembership(
  tx: Transaction,
  key: { organizationId: string; personId: string },
): Promise<void> {
  await tx
    .delete(memberships)
    .where(and(eq(memberships.organizationId, key.organizationId), eq(memberships.personId, key.personId)));
}

/** Members of an organization who have a role. Count under `lockOrganization` where a rule depends on it. */
export async function countMembersWithRole(
  tx: Transaction,
  organizationId: string,
  role: Role,
): Promise<number> {
  const [row] = await tx
    .select({ members: count() })
    .from(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.role, role)));
  return row?.members ?? 0;
}
