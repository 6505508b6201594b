import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { DeliveryTry, NoticeKind } from "@/lib/domain/notifications/kinds";
import { at, createdAt } from "./columns";
import { notices } from "./notices";
import { organizations } from "./organizations";
import { invitations, people } from "./people";

/** Addresses of an organization's own that are told of its notices; signed. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    name: text().notNull(),
    url: text().notNull(),
    /** Sealed to the worker for `webhook/<id>`. */
    secretSealed: text().notNull(),
    /** The one before: it signs as well from `rotatedAt` on until that is null again (a trigger keeps it). */
    previousSecretSealed: text(),
    rotatedAt: at(),
    kinds: text().array().$type<NoticeKind[]>().notNull(),
    on: boolean().notNull().default(true),
    /** Why it was switched off by itself. */
    offReason: text(),
    /** Nothing has been delivered since; null once something was. */
    failingSince: at(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    deletedAt: at(),
  },
  (t) => [
    unique("webhooks_organization_id_id").on(t.organizationId, t.id),
    uniqueIndex("webhooks_name").on(t.organizationId, sql`lower(${t.name})`).where(sql`deleted_at is null`),
  ],
);

/** One e-mail or webhook call to be made, and what came of each try. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    channel: text().$type<"mail" | "webhook">().notNull(),
    /** Null for a test. */
    noticeId: uuid(),
    webhookId: uuid(),
    personId: uuid().references(() => people.id),
    /** Whose link is mailed; null for all other deliveries. */
    invitationId: uuid(),
    /** The link's token, sealed to the worker's key for `invitation-mail/<id>`, for as long as it waits to be mailed. */
    linkSealed: text(),
    state: text().$type<"waiting" | "delivered" | "given-up">().notNull(),
    createdAt: createdAt(),
    nextTryAt: at(),
    settledAt: at(),
    /** When the tries under way began: it is given up a day later. A person may have it begin anew. */
    roundBeganAt: at().notNull().default(sql`now()`),
    /** The job of the next try; null where none was made yet, or none is wanted any more. */
    jobId: uuid(),
    /** Each try: when, how long, what was answered; newest last. */
    tries: jsonb().$type<DeliveryTry[]>().notNull().default([]),
  },
  (t) => [
    uniqueIndex("deliveries_mail_once").on(t.noticeId, t.personId).where(sql`channel = 'mail'`),
    uniqueIndex("deliveries_webhook_once").on(t.noticeId, t.webhookId).where(sql`channel = 'webhook'`),
    // Not with the organization: the provider's webhooks tell of everybody's. A trigger sees whose may be told where.
    foreignKey({ columns: [t.noticeId], foreignColumns: [notices.id], name: "deliveries_notice" }),
    foreignKey({
      columns: [t.organizationId, t.webhookId],
      foreignColumns: [webhooks.organizationId, webhooks.id],
      name: "deliveries_webhook",
    }),
    foreignKey({
      columns: [t.organizationId, t.invitationId],
      foreignColumns: [invitations.organizationId, invitations.id],
      name: "deliveries_invitation",
    }),
    check("deliveries_link_waits", sql`${t.linkSealed} is null or ${t.state} = 'waiting'`),
    index("deliveries_invitation_links")
      .on(t.invitationId, t.createdAt)
      .where(sql`invitation_id is not null`),
    index().on(t.organizationId, t.createdAt),
    index().on(t.webhookId, t.createdAt),
    index("deliveries_to_begin").on(t.createdAt).where(sql`state = 'waiting' and job_id is null`),
  ],
);
