import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Role } from "@/lib/domain/people/roles";
import type { SessionHow } from "@/lib/domain/sessions/views";
import type { Transaction } from "./pool";
import { setReach } from "./reach";
import { organizations } from "./schema/organizations";
import { memberships, people } from "./schema/people";
import { sessions } from "./schema/sign-on";

export type PersonWithMemberships = {
  sessionId: string;
  person: { id: string; name: string; email: string };
  memberships: {
    organizationId: string;
    slug: string;
    name: string;
    kind: "tenant" | "provider";
    role: Role;
  }[];
};

/**
 * Session, person and memberships; null when the session ended, ran out, or the person is disabled. Only within the
 * reach of nobody yet; from here on the transaction is this person's, so that their memberships can be seen.
 *
 * Runs with each request, and its plan is the same for everybody: the statements have names, so that each connection
 * plans them once. Row-level security reads its settings when a plan runs, not when it is made.
 */
export async function findSession(
  tx: Transaction,
  sessionId: string,
  now: Date,
): Promise<PersonWithMemberships | null> {
  const at = sql.placeholder("now");
  const [row] = await tx
    .select({ sessionId: sessions.id, id: people.id, name: people.name, email: people.email })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(
      and(
        eq(sessions.id, sql.placeholder("sessionId")),
        isNull(sessions.endedAt),
        gt(sessions.endsAt, at),
        gt(sessions.idleEndsAt, at),
        isNull(people.disabledAt),
      ),
    )
    .prepare("find_session")
    .execute({ sessionId, now: now.toISOString() });
  if (!row) return null;
  await tx.execute(sql`select set_config('drawbridge.person', ${row.id}, true)`);
  const member = await tx
    .select({
      organizationId: organizations.id,
      slug: organizations.slug,
      name: organizations.name,
      kind: organizations.kind,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(memberships.personId, sql.placeholder("personId")))
    .orderBy(organizations.name)
    .prepare("find_session_memberships")
    .execute({ personId: row.id });
  return {
    sessionId: row.sessionId,
    person: { id: row.id, name: row.name, email: row.email },
    memberships: member,
  };
}

export type WhoCounts = { personId: string; organizations: { id: string; slug: string }[] };

/** Whose session it is, ended or not, and where they are a member: for counting alone, never to let anybody in. */
export async function findWhoCounts(tx: Transaction, sessionId: string): Promise<WhoCounts | null> {
  const [row] = await tx
    .select({ personId: sessions.personId })
    .from(sessions)
    .where(eq(sessions.id, sessionId));
  if (!row) return null;
  await tx.execute(sql`select set_config('drawbridge.person', ${row.personId}, true)`);
  const found = await tx
    .select({ id: organizations.id, slug: organizations.slug })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(memberships.personId, row.personId))
    .orderBy(organizations.name);
  return { personId: row.personId, organizations: found };
}

/** The person who signs in with this address, their hash included, disabled or not; null if there is none. */
export async function findPersonToSignIn(
  tx: Transaction,
  email: string,
): Promise<{ id: string; passwordHash: string | null; disabledAt: Date | null } | null> {
  const [row] = await tx
    .select({ id: people.id, passwordHash: people.passwordHash, disabledAt: people.disabledAt })
    .from(people)
    .where(
      and(eq(people.email, email.trim().toLowerCase()), isNull(people.vcdUserId), isNull(people.oidcSubject)),
    );
  return row ?? null;
}

/** Whoever was here before from that site under this label, however it is capitalized; null for nobody. */
export async function findVcdPersonId(
  tx: Transaction,
  { siteId, label }: { siteId: string; label: string },
): Promise<string | null> {
  const [row] = await tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.vcdSiteId, siteId), sql`lower(${people.email}) = lower(${label})`));
  return row?.id ?? null;
}

/** Whoever VCD calls so, with their roles here by organization before they enter again. Only for nobody yet. */
export async function findVcdPersonRoles(
  tx: Transaction,
  { siteId, userId }: { siteId: string; userId: string },
): Promise<Map<string, Role>> {
  const [known] = await tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.vcdSiteId, siteId), eq(people.vcdUserId, userId)));
  if (!known) return new Map();
  await setReach(tx, { organizationIds: [], personId: known.id });
  const rows = await tx
    .select({ organizationId: memberships.organizationId, role: memberships.role })
    .from(memberships)
    .where(eq(memberships.personId, known.id));
  await setReach(tx, { organizationIds: [], personId: null });
  return new Map(rows.map(({ organizationId, role }) => [organizationId, role]));
}

/** By which way somebody signs in, and the hash of their password if they have one here. Null for nobody within reach. */
export async function findSignInKind(
  tx: Transaction,
  personId: string,
): Promise<{ kind: SessionHow; passwordHash: string | null } | null> {
  const [row] = await tx
    .select({ vcd: people.vcdUserId, oidc: people.oidcSubject, passwordHash: people.passwordHash })
    .from(people)
    .where(eq(people.id, personId));
  if (!row) return null;
  return { kind: row.vcd ? "vcd" : row.oidc ? "oidc" : "password", passwordHash: row.passwordHash };
}

/** Sets the person's own hash; nothing happens for those who have no account of ours. */
export async function storeOwnPassword(
  tx: Transaction,
  { personId, passwordHash }: { personId: string; passwordHash: string },
): Promise<void> {
  await tx.update(people).set({ passwordHash }).where(eq(people.id, personId));
}

/** Names by person id, for timelines and queues. Unknown ids are absent. */
export async function namePeople(tx: Transaction, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(inArray(people.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row.name]));
}
