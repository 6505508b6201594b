import { and, asc, eq, sql } from "drizzle-orm";
import type { OrganizationKind } from "@/lib/domain/people/can";
import type { Role } from "@/lib/domain/people/roles";
import type { Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { memberships, people } from "./schema/people";
import { groupMappings, sessions } from "./schema/sign-on";

export type GroupMapping = {
  id: string;
  /** Value of the groups claim, exactly. */
  group: string;
  role: Role;
  organization: { id: string; slug: string; name: string; kind: OrganizationKind };
};

/** Every mapping, by group, then by organization. Needs a reach over all. */
export function listGroupMappings(tx: Transaction): Promise<GroupMapping[]> {
  return mappings(tx).orderBy(asc(groupMappings.groupName), asc(organizations.name));
}

export async function findGroupMapping(tx: Transaction, id: string): Promise<GroupMapping | null> {
  const [row] = await mappings(tx).where(eq(groupMappings.id, id));
  return row ?? null;
}

function mappings(tx: Transaction) {
  const { id, slug, name, kind } = organizations;
  return tx
    .select({
      id: groupMappings.id,
      group: groupMappings.groupName,
      role: groupMappings.role,
      organization: { id, slug, name, kind },
    })
    .from(groupMappings)
    .innerJoin(organizations, eq(organizations.id, groupMappings.organizationId))
    .$dynamic();
}

/** Inserts a mapping; false where the group is mapped to that organization already. */
export async function insertGroupMapping(
  tx: Transaction,
  values: typeof groupMappings.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(groupMappings)
    .values(values)
    .onConflictDoNothing()
    .returning({ id: groupMappings.id });
  return rows.length > 0;
}

export async function updateGroupMapping(tx: Transaction, id: string, role: Role): Promise<void> {
  await tx.update(groupMappings).set({ role }).where(eq(groupMappings.id, id));
}

export async function deleteGroupMapping(tx: Transaction, id: string): Promise<void> {
  await tx.delete(groupMappings).where(eq(groupMappings.id, id));
}

/** How many members by groups each organization has, by its id. Needs a reach over all. */
export async function countMembersByGroups(tx: Transaction): Promise<Map<string, number>> {
  const rows = await tx
    .select({ organizationId: memberships.organizationId, members: sql<number>`count(*)::int` })
    .from(memberships)
    .where(eq(memberships.source, "oidc"))
    .groupBy(memberships.organizationId);
  return new Map(rows.map(({ organizationId, members }) => [organizationId, members]));
}

/** How many people have a password here, of whom the OpenID provider knows nothing; disabled ones left out. */
export async function countLocalAccounts(tx: Transaction): Promise<number> {
  const [row] = await tx
    .select({ people: sql<number>`count(*)::int` })
    .from(people)
    .where(
      and(
        sql`${people.vcdUserId} is null and ${people.oidcSubject} is null`,
        sql`${people.disabledAt} is null`,
      ),
    );
  return row?.people ?? 0;
}

/** Ends every session that a password opened; gives how many there were. Needs a reach over all. */
export async function endPasswordSessions(tx: Transaction, now: Date): Promise<number> {
  const rows = await tx
    .update(sessions)
    .set({ endedAt: now, endReason: "ended-by-admin" })
    .where(
      and(
        eq(sessions.how, "password"),
        sql`${sessions.endedAt} is null and ${sessions.endsAt} > ${now} and ${sessions.idleEndsAt} > ${now}`,
      ),
    )
    .returning({ id: sessions.id });
  return rows.length;
}

/** By which way a session was opened; null where it is not within reach. */
export async function findSessionWay(
  tx: Transaction,
  sessionId: string,
): Promise<"password" | "vcd" | "oidc" | null> {
  const [row] = await tx.select({ how: sessions.how }).from(sessions).where(eq(sessions.id, sessionId));
  return row?.how ?? null;
}
