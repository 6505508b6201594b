import { jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at } from "./columns";

/** Heartbeats: who sweeps, and whether anybody does. */
export const workers = pgTable("workers", {
  id: uuid().primaryKey(),
  startedAt: at().notNull(),
  seenAt: at().notNull(),
  /** Masked identity, e.g. the account and ARN of the credentials it runs with; never a secret. */
  facts: jsonb().$type<Record<string, unknown>>().notNull(),
  /** Whom its e-mail comes from; null where it sends none. The only thing of it that the web reads beside `seenAt`. */
  mailFrom: text(),
});
