import { aliasedTable, and, asc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { memberships, people } from "./schema/people";
import { delegations } from "./schema/requests";

export type DelegationRow = typeof delegations.$inferSelect;
export type DelegationWithNames = DelegationRow & { personName: string; delegateName: string };

const person = aliasedTable(people, "person");
const delegate = aliasedTable(people, "delegate");

/** Delegations that hold now or will: those not ended by hand and not over; the soonest first. */
export async function listDelegations(
  tx: Transaction,
  { personId, now }: { personId?: string; now: Date },
): Promise<DelegationWithNames[]> {
  const rows = await tx
    .select({ delegation: delegations, personName: person.name, delegateName: delegate.name })
    .from(delegations)
    .innerJoin(person, eq(person.id, delegations.personId))
    .innerJoin(delegate, eq(delegate.id, delegations.delegateId))
    .where(
      and(
        personId ? eq(delegations.personId, personId) : undefined,
        isNull(delegations.endedAt),
        gt(delegations.untilAt, now),
      ),
    )
    .orderBy(asc(delegations.fromAt), asc(delegations.id));
  return rows.map(({ delegation, ...names }) => ({ ...delegation, ...names }));
}

/** Absences are set one after the other, whoever's they are: two who name each other at once would make a circle. */
export async function lockDelegations(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('drawbridge delegations', 0))`);
}

/** A delegation of this person, locked; null where there is none. */
export async function lockDelegation(
  tx: Transaction,
  scope: { id: string; personId: string },
): Promise<DelegationRow | null> {
  const [row] = await tx
    .select()
    .from(delegations)
    .where(and(eq(delegations.id, scope.id), eq(delegations.personId, scope.personId)))
    .for("update");
  return row ?? null;
}

export async function insertDelegation(tx: Transaction, row: typeof delegations.$inferInsert): Promise<void> {
  await tx.insert(delegations).values(row);
}

export async function endDelegation(tx: Transaction, id: string, endedAt: Date): Promise<void> {
  await tx.update(delegations).set({ endedAt }).where(eq(delegations.id, id));
}

/** Those who may decide requests: provider admins who are not disabled, by name. */
export async function listDeciders(tx: Transaction): Promise<{ id: string; name: string }[]> {
  return tx
    .select({ id: people.id, name: people.name })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(
      and(
        eq(organizations.kind, "provider"),
        inArray(memberships.role, ["provider-admin"]),
        isNull(people.disabledAt),
      ),
    )
    .orderBy(asc(people.name));
}
