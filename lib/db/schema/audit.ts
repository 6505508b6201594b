import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at } from "./columns";
import { organizations } from "./organizations";

/** Append-only, one hash chain per organization (the provider is one too). */
export const audit = pgTable(
  "audit",
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    seq: bigint({ mode: "number" }).notNull(),
    at: at().notNull(),
    personId: uuid(),
    personName: text(),
    role: text(),
    verb: text().notNull(),
    outcome: text().$type<"done" | "denied">().notNull(),
    subjectKind: text(),
    subjectId: text(),
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    requestId: text().notNull(),
    address: text(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.seq] }),
    index().on(t.subjectId, t.at),
    index().on(t.at, t.organizationId, t.seq),
    index().on(t.organizationId, t.at, t.seq),
    index().on(t.personId, t.at),
    index().on(t.organizationId, t.personId, t.at),
    index().on(t.verb, t.at),
  ],
);

export const auditHeads = pgTable("audit_heads", {
  organizationId: uuid()
    .primaryKey()
    .references(() => organizations.id),
  seq: bigint({ mode: "number" }).notNull(),
  hash: text().notNull(),
});
