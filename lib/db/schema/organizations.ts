import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt } from "./columns";

export const organizations = pgTable("organizations", {
  id: uuid().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  kind: text().$type<"tenant" | "provider">().notNull(),
  /** Unanswered invitations it may have at a time in one account and Region. */
  invitationLimit: integer().notNull().default(5),
  /** Unanswered invitations are withdrawn after this many hours. */
  withdrawAfterHours: integer().notNull().default(72),
  /** Live connections it may have in all its clusters together, waiting ones included. */
  connectionLimit: integer().notNull().default(250),
  /** Live exposures it may have, waiting ones included. */
  exposureLimit: integer().notNull().default(50),
  createdAt: createdAt(),
});
