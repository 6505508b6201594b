import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { PolicyRule } from "@/lib/domain/policies/rule";
import { at, createdAt } from "./columns";
import { people } from "./people";

/**
 * Rules that decide requests without a person, refuse them, or ask for two. Refusals win over two approvers, these over
 * approvals; of several that match with the same effect the first by `position` is named.
 */
export const policies = pgTable(
  "policies",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    position: integer().notNull(),
    on: boolean().notNull().default(false),
    /** The version in force. */
    version: integer().notNull(),
    createdAt: createdAt(),
    deletedAt: at(),
  },
  (t) => [uniqueIndex("policies_name").on(sql`lower(${t.name})`).where(sql`${t.deletedAt} is null`)],
);

/** Each version of each rule, never changed once written: decisions name it. */
export const policyVersions = pgTable(
  "policy_versions",
  {
    policyId: uuid()
      .notNull()
      .references(() => policies.id),
    version: integer().notNull(),
    name: text().notNull(),
    rule: jsonb().$type<PolicyRule>().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.policyId, t.version] })],
);
