import { sql } from "drizzle-orm";
import { foreignKey, index, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import type { NoticeKind } from "@/lib/domain/notifications/kinds";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";
import { people } from "./people";

/**
 * Something that people care about, written in the transaction that made it so: the outbox. The worker hands it on to
 * bells, mail and webhooks.
 */
export const notices = pgTable(
  "notices",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    kind: text().$type<NoticeKind>().notNull(),
    subjectKind: text().notNull(),
    subjectId: uuid().notNull(),
    at: at().notNull(),
    /** The same happening twice is told once. */
    dedupeKey: text().notNull().unique(),
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    handedOnAt: at(),
  },
  (t) => [
    unique("notices_organization_id_id").on(t.organizationId, t.id),
    index("notices_to_hand_on").on(t.at).where(sql`handed_on_at is null`),
    index().on(t.organizationId, t.at),
  ],
);

/** What stands under a person's bell. */
export const notifications = pgTable(
  "notifications",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    noticeId: uuid().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    at: at().notNull(),
    readAt: at(),
  },
  (t) => [
    unique("notifications_once").on(t.noticeId, t.personId),
    foreignKey({
      columns: [t.organizationId, t.noticeId],
      foreignColumns: [notices.organizationId, notices.id],
      name: "notifications_notice",
    }),
    index().on(t.personId, t.at, t.id),
  ],
);

/** Which kinds a person wants by e-mail; without a row, the kinds' own defaults. */
export const notificationPreferences = pgTable("notification_preferences", {
  personId: uuid()
    .primaryKey()
    .references(() => people.id),
  mailKinds: text().array().$type<NoticeKind[]>().notNull(),
  changedAt: createdAt(),
});
