import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Role } from "@/lib/domain/people/roles";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";
import { vcdSites } from "./sites";

export const people = pgTable(
  "people",
  {
    id: uuid().primaryKey(),
    /** Lower case, trimmed. Of people of VCD: how VCD names them, `ann@acme at Frankfurt`; nothing is sent there. */
    email: text().notNull(),
    name: text().notNull(),
    passwordHash: text(),
    /** Whose account in VCD this is; both null for local people. */
    vcdSiteId: uuid().references(() => vcdSites.id),
    vcdUserId: text(),
    /** Issuer and `sub` of an OpenID provider; both null for others. An address alone is never an identity. */
    oidcIssuer: text(),
    oidcSubject: text(),
    disabledAt: at(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("people_email").on(t.email).where(sql`vcd_user_id is null and oidc_subject is null`),
    unique("people_vcd_user").on(t.vcdSiteId, t.vcdUserId),
    unique("people_oidc_subject").on(t.oidcIssuer, t.oidcSubject),
    check(
      "people_of_one_kind",
      sql`(${t.vcdSiteId} is null) = (${t.vcdUserId} is null) and (${t.oidcIssuer} is null) = (${t.oidcSubject} is null)
        and num_nonnulls(${t.vcdUserId}, ${t.oidcSubject}, ${t.passwordHash}) <= 1`,
    ),
  ],
);

export const memberships = pgTable(
  "memberships",
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    role: text().$type<Role>().notNull(),
    /** Who keeps it: people here, VCD's role, or the groups of the OpenID provider, read anew at each sign-in. */
    source: text().$type<"local" | "vcd" | "oidc">().notNull().default("local"),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.personId] }), index().on(t.personId)],
);

/** Invitations of people to an organization. Only the SHA-256 of the token is kept. */
export const invitations = pgTable(
  "invitations",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    email: text().notNull(),
    role: text().$type<Role>().notNull(),
    tokenHash: text().notNull().unique(),
    invitedBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    expiresAt: at().notNull(),
    acceptedAt: at(),
    acceptedBy: uuid().references(() => people.id),
    revokedAt: at(),
  },
  (t) => [
    unique("invitations_organization_id_id").on(t.organizationId, t.id),
    uniqueIndex("invitations_one_open")
      .on(t.organizationId, t.email)
      .where(sql`accepted_at is null and revoked_at is null`),
  ],
);
