import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { RequestKind } from "@/lib/domain/requests/requests";
import { at } from "./columns";
import { organizations } from "./organizations";

/** What sweeps observed and did; people's acts are in `audit`. A timeline joins both. */
export const events = pgTable(
  "events",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    subjectKind: text().$type<RequestKind | "cluster" | "session">().notNull(),
    subjectId: uuid().notNull(),
    at: at().notNull(),
    kind: text().notNull(),
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    providerRequestId: text(),
  },
  (t) => [index().on(t.subjectId, t.at, t.id)],
);
