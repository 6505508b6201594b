import { and, asc, eq, isNull, notInArray, sql } from "drizzle-orm";
import type { Member } from "@/lib/domain/notifications/audience";
import type { Transaction } from "./pool";
import { deliveries, webhooks } from "./schema/deliveries";
import { notices, notificationPreferences, notifications } from "./schema/notices";
import { organizations } from "./schema/organizations";
import { memberships, people } from "./schema/people";
import { delegations } from "./schema/requests";

export type NoticeRow = typeof notices.$inferSelect;

/** Locks the oldest notice that was not handed on and that nobody else holds; null where there is none. */
export async function lockNextNotice(tx: Transaction, except: string[]): Promise<NoticeRow | null> {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(isNull(notices.handedOnAt), except.length > 0 ? notInArray(notices.id, except) : undefined))
    .orderBy(asc(notices.at), asc(notices.id))
    .limit(1)
    .for("update", { skipLocked: true });
  return row ?? null;
}

/** Marks a notice as handed on, with its facts as they are told from now on. */
export async function markHandedOn(
  tx: Transaction,
  { id, facts }: { id: string; facts: Record<string, unknown> },
  at: Date,
): Promise<void> {
  await tx.update(notices).set({ facts, handedOnAt: at }).where(eq(notices.id, id));
}

/**
 * Everybody who may be told of something in an organization: its own members and those of the provider. `source` and
 * the kind of account decide whether mail can reach them.
 */
export async function listMembersToTell(tx: Transaction, organizationId: string): Promise<Member[]> {
  const rows = await tx
    .select({
      personId: memberships.personId,
      organizationId: memberships.organizationId,
      role: memberships.role,
      email: people.email,
      vcdUserId: people.vcdUserId,
      mailKinds: notificationPreferences.mailKinds,
    })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(notificationPreferences, eq(notificationPreferences.personId, memberships.personId))
    .where(
      and(
        isNull(people.disabledAt),
        sql`(${memberships.organizationId} = ${organizationId}::uuid or ${organizations.kind} = 'provider')`,
      ),
    );
  return rows.map(({ vcdUserId, email, organizationId: of, ...row }) => ({
    ...row,
    email: vcdUserId === null && isAddress(email) ? email : null,
    of: of === organizationId ? "organization" : "provider",
  }));
}

/** Whether mail can be sent there; people of VMware Cloud Director have names that only look alike. */
export function isAddress(email: string): boolean {
  return /^[^\s<>@"(),:;\\[\]]+@[^\s<>@"(),:;\\[\]]+$/.test(email);
}

/** Who is away at `now`, and who decides for them. */
export function listDelegationsNow(
  tx: Transaction,
  now: Date,
): Promise<{ personId: string; delegateId: string }[]> {
  return tx
    .select({ personId: delegations.personId, delegateId: delegations.delegateId })
    .from(delegations)
    .where(
      and(
        isNull(delegations.endedAt),
        sql`${delegations.fromAt} <= ${now}::timestamptz and ${delegations.untilAt} > ${now}::timestamptz`,
      ),
    );
}

/**
 * Webhooks that are to be called for a notice: those of its organization, and the provider's, which hear of everybody.
 * Of its own switching off no webhook is told.
 */
export function listWebhooksToCall(
  tx: Transaction,
  { organizationId, kind, subjectId }: NoticeRow,
): Promise<{ id: string; organizationId: string }[]> {
  return tx
    .select({ id: webhooks.id, organizationId: webhooks.organizationId })
    .from(webhooks)
    .innerJoin(organizations, eq(organizations.id, webhooks.organizationId))
    .where(
      and(
        eq(webhooks.on, true),
        isNull(webhooks.deletedAt),
        sql`${kind} = any (${webhooks.kinds})`,
        sql`${webhooks.id} <> ${subjectId}::uuid`,
        sql`(${webhooks.organizationId} = ${organizationId}::uuid or ${organizations.kind} = 'provider')`,
      ),
    );
}

/** Puts rows under people's bells; those that are there already stay as they are. */
export async function insertNotifications(
  tx: Transaction,
  rows: (typeof notifications.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await tx.insert(notifications).values(rows).onConflictDoNothing();
}

/** Makes deliveries, one a channel and receiver of a notice. Answers the ids of those that were made. */
export async function insertDeliveries(
  tx: Transaction,
  rows: (typeof deliveries.$inferInsert)[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const made = await tx
    .insert(deliveries)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: deliveries.id });
  return made.map(({ id }) => id);
}

/** Locks deliveries that wait without a job: those that a person asked for, anew or as a test. */
export async function lockDeliveriesWithoutJob(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.state, "waiting"), isNull(deliveries.jobId)))
    .orderBy(asc(deliveries.createdAt))
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map(({ id }) => id);
}

/** Notes which job makes the next try of a delivery. */
export async function setDeliveryJob(
  tx: Transaction,
  { id, jobId, nextTryAt }: { id: string; jobId: string; nextTryAt: Date },
): Promise<void> {
  await tx.update(deliveries).set({ jobId, nextTryAt }).where(eq(deliveries.id, id));
}

/** Ids of the provider's organizations: one, as a rule. */
export async function listProviderIds(tx: Transaction): Promise<string[]> {
  const rows = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.kind, "provider"));
  return rows.map(({ id }) => id);
}
