import { sql } from "drizzle-orm";
import { jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { CseServerSeen, SiteVersions } from "@/lib/domain/vcd/observed";
import type { SiteCheck } from "@/lib/domain/vcd/site-check";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";

/** A VMware Cloud Director that the provider registered. */
export const vcdSites = pgTable(
  "vcd_sites",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** Origin, such as `https://vcd.example.com`. */
    url: text().notNull().unique(),
    /** PEM of a private authority that vouches for it; null = the authorities Node.js knows. */
    certificateAuthority: text(),
    /** Whose credential it is, in words without a secret. */
    credentialLabel: text().notNull(),
    /** JSON of the provider's credential, sealed to the worker for `vcd-site/<id>`. */
    credentialSealed: text().notNull(),
    mode: text().$type<"observe" | "act">().notNull().default("observe"),
    versions: jsonb().$type<SiteVersions>(),
    cseServer: jsonb().$type<CseServerSeen>(),
    checkAskedAt: at(),
    checkedAt: at(),
    checkResult: jsonb().$type<SiteCheck>(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("vcd_sites_name").on(sql`lower(${t.name})`)],
);

/** An organization of a site; it belongs to exactly one organization of ours, and is one place. */
export const vcdOrganizations = pgTable(
  "vcd_organizations",
  {
    id: uuid().primaryKey(),
    siteId: uuid()
      .notNull()
      .references(() => vcdSites.id),
    /** URN of the organization in VCD. */
    orgId: text().notNull(),
    /** Short name, as in the portal's address /tenant/NAME. */
    name: text().notNull(),
    displayName: text().notNull(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique("vcd_organizations_organization_id_id").on(t.organizationId, t.id),
    unique("vcd_organizations_one_owner").on(t.siteId, t.orgId),
    uniqueIndex("vcd_organizations_name").on(t.siteId, sql`lower(${t.name})`),
  ],
);
