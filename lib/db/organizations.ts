import { and, count, eq, isNull, sql } from "drizzle-orm";
import type { Quotas } from "@/lib/domain/organizations/can";
import type { Transaction } from "./pool";
import { connections } from "./schema/connections";
import { exposures } from "./schema/exposures";
import { organizations } from "./schema/organizations";

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
  await tx.execute(sql`select drawbridge_lock_organization(${id}::uuid)`);
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
  changes: Pick<
    OrganizationRow,
    "name" | "invitationLimit" | "withdrawAfterHours" | "connectionLimit" | "exposureLimit"
  >,
): Promise<void> {
  await tx.update(organizations).set(changes).where(eq(organizations.id, id));
}

// Names are written out: in a select from one table drizzle leaves tables' names away, and `id` would be the inner one.
const figures = {
  organization: organizations,
  members: sql<number>`(select count(*)::int from memberships m where m.organization_id = organizations.id)`,
  clusters: sql<number>`(select count(*)::int from clusters c where c.organization_id = organizations.id)`,
  connections: sql<number>`(select count(*)::int from connections c where c.organization_id = organizations.id and c.ended_at is null)`,
  exposures: sql<number>`(select count(*)::int from exposures e where e.organization_id = organizations.id and e.ended_at is null)`,
  waiting: sql<number>`(select count(*)::int from requests r where r.organization_id = organizations.id and r.state = 'waiting')`,
};

export type OrganizationFigures = {
  organization: OrganizationRow;
  members: number;
  clusters: number;
  connections: number;
  exposures: number;
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

/** What one organization may have, and how much of it is in use: its live intents, waiting ones included. */
export async function readQuotas(tx: Transaction, organizationId: string): Promise<Quotas> {
  const [row] = await tx
    .select({ connectionLimit: organizations.connectionLimit, exposureLimit: organizations.exposureLimit })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  if (!row) throw new Error(`organization ${organizationId} is out of reach`);
  const [ofConnections] = await tx
    .select({ used: count() })
    .from(connections)
    .where(and(eq(connections.organizationId, organizationId), isNull(connections.endedAt)));
  const [ofExposures] = await tx
    .select({ used: count() })
    .from(exposures)
    .where(and(eq(exposures.organizationId, organizationId), isNull(exposures.endedAt)));
  return {
    connections: { used: ofConnections?.used ?? 0, limit: row.connectionLimit },
    exposures: { used: ofExposures?.used ?? 0, limit: row.exposureLimit },
  };
}

/**
 * The same, and until commit nobody else asks for one of `noun` in that organization: the last free one goes to one of
 * however many who ask at once. Locked after whatever else a request locks, and apart from `lockOrganization`.
 */
export async function lockQuotas(
  tx: Transaction,
  organizationId: string,
  noun: keyof Quotas,
): Promise<Quotas> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`quota of ${noun} ${organizationId}`}, 0))`,
  );
  return readQuotas(tx, organizationId);
}
