import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { Role } from "@/lib/domain/people/roles";
import type { VcdReference } from "@/lib/domain/vcd/observed";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";
import { people } from "./people";
import { vcdOrganizations } from "./sites";

/** What holds for the whole installation: one row. */
export const settings = pgTable(
  "settings",
  {
    id: integer().primaryKey().default(1),
    /** Whether people may sign in with a password kept here. */
    localAccounts: boolean().notNull().default(true),
    sessionIdleMinutes: integer().notNull().default(60),
    sessionHours: integer().notNull().default(12),
    /** A request that nobody decided ends after this many days. */
    requestDays: integer().notNull().default(14),
    changedAt: createdAt(),
  },
  (t) => [check("settings_one_row", sql`${t.id} = 1`)],
);

/** Which group of the OpenID provider gives which role where. */
export const groupMappings = pgTable(
  "group_mappings",
  {
    id: uuid().primaryKey(),
    /** Value of the groups claim, exactly. */
    groupName: text().notNull(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    role: text().$type<Role>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique("group_mappings_once").on(t.groupName, t.organizationId)],
);

export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    /** How the person proved who they are. */
    how: text().$type<"password" | "vcd" | "oidc">().notNull().default("password"),
    /** Client address and browser at sign-in, for the person's own list. */
    address: text(),
    userAgent: text(),
    createdAt: createdAt(),
    /** Last act of the person's; what a page reads by itself does not count. */
    seenAt: createdAt(),
    /** Ends without an act until then. */
    idleEndsAt: at().notNull().default(sql`'9999-12-31'`),
    /** Ends then, whatever happens. */
    endsAt: at().notNull(),
    endedAt: at(),
    endReason: text().$type<
      "signed-out" | "ended-elsewhere" | "everywhere" | "ended-by-admin" | "ended-at-vcd" | "password-changed"
    >(),
  },
  (t) => [index().on(t.personId)],
);

/** Single-use links to set a password. Only the SHA-256 of the token is kept. */
export const passwordLinks = pgTable("password_links", {
  tokenHash: text().primaryKey(),
  personId: uuid()
    .notNull()
    .references(() => people.id),
  createdAt: createdAt(),
  expiresAt: at().notNull(),
  usedAt: at(),
});

/** Fixed windows for limits on sign-in and on actions. */
export const rateWindows = pgTable("rate_windows", {
  key: text().primaryKey(),
  windowEndsAt: at().notNull(),
  count: integer().notNull(),
});

/** A person's own session at VCD, opened at sign-in: what CSE does in their name goes with its token. */
export const vcdSessions = pgTable(
  "vcd_sessions",
  {
    id: uuid().primaryKey(),
    /** The session of ours it was opened with. */
    sessionId: uuid()
      .notNull()
      .unique()
      .references(() => sessions.id),
    organizationId: uuid().notNull(),
    vcdOrganizationId: uuid().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    /** URN and name of the user in VCD. */
    userId: text().notNull(),
    userName: text().notNull(),
    roles: jsonb().$type<VcdReference[]>().notNull(),
    /** Names of all rights; null where VCD does not let the person read roles. */
    rights: jsonb().$type<string[]>(),
    /** The bearer token, sealed to the worker for `vcd-session/<id>`; null once dropped. */
    tokenSealed: text(),
    idleTimeoutMs: integer().notNull(),
    expiresAt: at(),
    createdAt: createdAt(),
    /** When VCD was last asked whether it still holds, and what rights it has. */
    checkedAt: at().notNull(),
    endedAt: at(),
    endReason: text().$type<"signed-out" | "ended-by-vcd" | "expired">(),
  },
  (t) => [
    foreignKey({
      columns: [t.organizationId, t.vcdOrganizationId],
      foreignColumns: [vcdOrganizations.organizationId, vcdOrganizations.id],
      name: "vcd_sessions_organization",
    }),
    index().on(t.personId),
    index().on(t.vcdOrganizationId, t.checkedAt),
  ],
);
