import { and, count, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { NoticeFacts, NoticeKind } from "@/lib/domain/notifications/kinds";
import { isAddress } from "./hand-on";
import type { Transaction } from "./pool";
import { notices, notificationPreferences, notifications } from "./schema/notices";
import { memberships, people } from "./schema/people";
import { workers } from "./schema/workers";

export type ToldNotice = {
  id: string;
  kind: NoticeKind;
  subjectId: string;
  organizationId: string;
  at: Date;
  readAt: Date | null;
  facts: NoticeFacts;
};

/**
 * What a person was told, newest first, of places where they still belong: row-level security on `notices` sees to
 * that. `after` is the last row of the page before.
 */
export async function listNotifications(
  tx: Transaction,
  scope: {
    personId: string;
    unreadOnly?: boolean;
    organization?: string;
    after?: { at: Date; id: string } | null;
    ids?: string[];
    limit: number;
  },
): Promise<ToldNotice[]> {
  const { personId, after, ids } = scope;
  const rows = await tx
    .select({
      id: notifications.id,
      kind: notices.kind,
      subjectId: notices.subjectId,
      organizationId: notices.organizationId,
      at: notifications.at,
      readAt: notifications.readAt,
      facts: notices.facts,
    })
    .from(notifications)
    .innerJoin(notices, eq(notices.id, notifications.noticeId))
    .where(
      and(
        eq(notifications.personId, personId),
        scope.unreadOnly ? isNull(notifications.readAt) : undefined,
        scope.organization
          ? sql`${notices.facts} -> 'organization' ->> 'slug' = ${scope.organization}`
          : undefined,
        ids ? inArray(notifications.id, ids) : undefined,
        after
          ? sql`(${notifications.at}, ${notifications.id}) < (${after.at}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(notifications.at), desc(notifications.id))
    .limit(scope.limit);
  return rows.map((row) => ({ ...row, facts: row.facts as NoticeFacts }));
}

/** How many a person has not read, counted up to `most`. */
export async function countUnread(tx: Transaction, personId: string, most: number): Promise<number> {
  const unread = tx
    .select({ id: notifications.id })
    .from(notifications)
    .innerJoin(notices, eq(notices.id, notifications.noticeId))
    .where(and(eq(notifications.personId, personId), isNull(notifications.readAt)))
    .limit(most)
    .as("unread");
  const [row] = await tx.select({ n: count() }).from(unread);
  return row?.n ?? 0;
}

/** Marks a person's notifications as read; without ids all of them. Answers how many were not. */
export async function markRead(
  tx: Transaction,
  { personId, ids, at }: { personId: string; ids: string[] | null; at: Date },
): Promise<number> {
  const { rowCount } = await tx
    .update(notifications)
    .set({ readAt: at })
    .where(
      and(
        eq(notifications.personId, personId),
        isNull(notifications.readAt),
        ids ? inArray(notifications.id, ids) : undefined,
      ),
    );
  return rowCount ?? 0;
}

/** Organizations that a person's notifications are of, by name. */
export async function listNotifyingOrganizations(
  tx: Transaction,
  personId: string,
): Promise<{ slug: string; name: string }[]> {
  const { rows } = await tx.execute<{ slug: string; name: string }>(sql`
    select distinct t.facts -> 'organization' ->> 'slug' as slug, t.facts -> 'organization' ->> 'name' as name
    from ${notifications} n join ${notices} t on t.id = n.notice_id
    where n.person_id = ${personId}::uuid and t.facts -> 'organization' ->> 'slug' is not null
    order by name limit 200`);
  return rows;
}

/** Ids of the organizations a person belongs to. */
export async function listOwnOrganizationIds(tx: Transaction, personId: string): Promise<Set<string>> {
  const rows = await tx
    .select({ id: memberships.organizationId })
    .from(memberships)
    .where(eq(memberships.personId, personId));
  return new Set(rows.map(({ id }) => id));
}

/** What a person chose to have mailed (null: nothing yet), and where mail reaches them. */
export async function readMailWishes(
  tx: Transaction,
  personId: string,
): Promise<{ mailKinds: NoticeKind[] | null; email: string | null }> {
  const [row] = await tx
    .select({
      email: people.email,
      vcdUserId: people.vcdUserId,
      mailKinds: notificationPreferences.mailKinds,
    })
    .from(people)
    .leftJoin(notificationPreferences, eq(notificationPreferences.personId, people.id))
    .where(eq(people.id, personId));
  const reaches = row && row.vcdUserId === null && isAddress(row.email);
  return { mailKinds: row?.mailKinds ?? null, email: reaches ? row.email : null };
}

/** Keeps what a person wants mailed. */
export async function writeMailWishes(
  tx: Transaction,
  { personId, mailKinds, at }: { personId: string; mailKinds: NoticeKind[]; at: Date },
): Promise<void> {
  await tx
    .insert(notificationPreferences)
    .values({ personId, mailKinds, changedAt: at })
    .onConflictDoUpdate({ target: notificationPreferences.personId, set: { mailKinds, changedAt: at } });
}

/** A worker that gave no sign for this long does not count. */
const aliveMs = 60_000;

/** Whom mail comes from, as the workers that live say; null where none of them sends any. */
export async function readMailFrom(tx: Transaction, now: Date): Promise<string | null> {
  const since = new Date(now.getTime() - aliveMs);
  const [row] = await tx
    .select({ mailFrom: workers.mailFrom })
    .from(workers)
    .where(and(isNotNull(workers.mailFrom), sql`${workers.seenAt} >= ${since}::timestamptz`))
    .limit(1);
  return row?.mailFrom ?? null;
}
