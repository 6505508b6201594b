import { and, count, eq, isNull, ne, sql } from "drizzle-orm";
import type { MembershipSource } from "@/lib/domain/people/can";
import type { Role } from "@/lib/domain/people/roles";
import type { Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { memberships, people } from "./schema/people";
import { passwordLinks } from "./schema/sign-on";
import { vcdSites } from "./schema/sites";

export type MembershipKey = { organizationId: string; personId: string };

export type MembershipRow = {
  personId: string;
  name: string;
  email: string;
  role: Role;
  source: MembershipSource;
  hasPassword: boolean;
  /** They sign in with VMware Cloud Director, with an OpenID provider; neither: with a password. */
  byVcd: boolean;
  byOpenId: boolean;
  /** The site of VMware Cloud Director they sign in with; null for others, and where it is out of reach. */
  siteName: string | null;
  disabledAt: Date | null;
  joinedAt: Date;
};

const membership = {
  personId: people.id,
  name: people.name,
  email: people.email,
  role: memberships.role,
  source: memberships.source,
  hasPassword: sql<boolean>`${people.passwordHash} is not null`,
  byVcd: sql<boolean>`${people.vcdUserId} is not null`,
  byOpenId: sql<boolean>`${people.oidcSubject} is not null`,
  siteName: vcdSites.name,
  disabledAt: people.disabledAt,
  joinedAt: memberships.createdAt,
};

export type Member = MembershipRow & {
  /** When the link to choose a password runs out; null where none is open, or for whoever may not make one. */
  linkExpiresAt: Date | null;
  /** Null for whoever never did. */
  lastSignInAt: Date | null;
};

/** The members of one organization by name. `now` decides which password links are still open. */
export async function listMembers(tx: Transaction, organizationId: string, now: Date): Promise<Member[]> {
  const rows = await tx
    .select({
      ...membership,
      linkExpiresAt: sql`(select max(${passwordLinks.expiresAt}) from ${passwordLinks}
        where ${passwordLinks.personId} = ${people.id} and ${passwordLinks.usedAt} is null and ${passwordLinks.expiresAt} > ${now})`.mapWith(
        passwordLinks.expiresAt,
      ) as unknown as ReturnType<typeof sql<Date | null>>,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(vcdSites, eq(vcdSites.id, people.vcdSiteId))
    .where(eq(memberships.organizationId, organizationId))
    .orderBy(sql`lower(${people.name})`, people.id);
  const { rows: signIns } = await tx.execute<{ person_id: string; at: Date | string }>(
    sql`select person_id, at from drawbridge_last_sign_ins(${organizationId}::uuid)`,
  );
  const lastOf = new Map(signIns.map(({ person_id, at }) => [person_id, new Date(at)]));
  return rows.map((row) => ({ ...row, lastSignInAt: lastOf.get(row.personId) ?? null }));
}

export async function findMembership(tx: Transaction, key: MembershipKey): Promise<MembershipRow | null> {
  const [row] = await tx
    .select(membership)
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(vcdSites, eq(vcdSites.id, people.vcdSiteId))
    .where(keyed(key));
  return row ?? null;
}

/** Where one of the provider's people belongs to the provider. */
export async function findProviderMembership(
  tx: Transaction,
  personId: string,
): Promise<{ organizationId: string; slug: string } | null> {
  const [row] = await tx
    .select({ organizationId: organizations.id, slug: organizations.slug })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(and(eq(memberships.personId, personId), eq(organizations.kind, "provider")));
  return row ?? null;
}

/** Whether somebody of this address (lower case, trimmed) belongs to an organization, however they sign in. */
export async function findMemberByEmail(
  tx: Transaction,
  { organizationId, email }: { organizationId: string; email: string },
): Promise<{ name: string } | null> {
  const [row] = await tx
    .select({ name: people.name })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.organizationId, organizationId), eq(people.email, email)));
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

export async function updateMembershipRole(tx: Transaction, key: MembershipKey, role: Role): Promise<void> {
  await tx.update(memberships).set({ role }).where(keyed(key));
}

export async function deleteMembership(tx: Transaction, key: MembershipKey): Promise<void> {
  await tx.delete(memberships).where(keyed(key));
}

/**
 * Members of an organization who have a role and are not disabled, without one of them. Count under `lockOrganization`
 * where a rule depends on it.
 */
export async function countOthersWithRole(
  tx: Transaction,
  { organizationId, personId }: MembershipKey,
  role: Role,
): Promise<number> {
  const [row] = await tx
    .select({ members: count() })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(memberships.organizationId, organizationId),
        eq(memberships.role, role),
        ne(memberships.personId, personId),
        isNull(people.disabledAt),
      ),
    );
  return row?.members ?? 0;
}

function keyed(key: MembershipKey) {
  return and(eq(memberships.organizationId, key.organizationId), eq(memberships.personId, key.personId));
}
