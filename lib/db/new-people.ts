import { and, eq, isNull, sql } from "drizzle-orm";
import type { Role } from "@/lib/domain/people/roles";
import type { Transaction } from "./pool";
import { memberships, people } from "./schema/people";

/** The person with this address (lower case, trimmed), or a new one. `isNew` says which. */
export async function findOrInsertPerson(
  tx: Transaction,
  values: { id: string; email: string; name: string },
): Promise<{ id: string; name: string; isNew: boolean; hasPassword: boolean }> {
  const [made] = await tx
    .insert(people)
    .values(values)
    .onConflictDoNothing({ target: people.email, where: sql`vcd_user_id is null and oidc_subject is null` })
    .returning({ id: people.id });
  if (made) return { id: made.id, name: values.name, isNew: true, hasPassword: false };
  const [known] = await tx
    .select({ id: people.id, name: people.name, hash: people.passwordHash })
    .from(people)
    .where(and(eq(people.email, values.email), isNull(people.vcdUserId), isNull(people.oidcSubject)));
  if (!known) throw new Error("a person's address is taken, yet nobody has it");
  return { id: known.id, name: known.name, isNew: false, hasPassword: known.hash !== null };
}

/**
 * The person whose account is kept here with this address (lower case, trimmed), or null. `lock`: until commit, so that
 * nobody else chooses their password meanwhile.
 */
export async function findLocalPerson(
  tx: Transaction,
  email: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<{ id: string; hasPassword: boolean; disabledAt: Date | null } | null> {
  const query = tx
    .select({ id: people.id, hash: people.passwordHash, disabledAt: people.disabledAt })
    .from(people)
    .where(and(eq(people.email, email), isNull(people.vcdUserId), isNull(people.oidcSubject)));
  const [row] = await (lock ? query.for("update") : query);
  return row ? { id: row.id, hasPassword: row.hash !== null, disabledAt: row.disabledAt } : null;
}

/** Whether anybody is known at all, and whether anybody could sign in. Serialized by a lock until commit. */
export async function lockFirstPerson(tx: Transaction): Promise<{ people: number; withPassword: number }> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('drawbridge first admin'))`);
  const [row] = await tx
    .select({
      people: sql<number>`count(*)::int`,
      withPassword: sql<number>`count(${people.passwordHash})::int`,
    })
    .from(people);
  return row ?? { people: 0, withPassword: 0 };
}

/** Organizations of a person, for what is recorded about the person themselves. Needs a reach with their id. */
export function listMembershipsOf(
  tx: Transaction,
  personId: string,
): Promise<{ organizationId: string; role: Role }[]> {
  return tx
    .select({ organizationId: memberships.organizationId, role: memberships.role })
    .from(memberships)
    .where(eq(memberships.personId, personId));
}
