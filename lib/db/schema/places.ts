import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { AccountCheck } from "@/lib/domain/places/account-check";
import { at, createdAt } from "./columns";
import { vcdOrganizations } from "./sites";

export const awsAccounts = pgTable("aws_accounts", {
  id: uuid().primaryKey(),
  /** 12 digits. */
  accountId: text().notNull().unique(),
  name: text().notNull(),
  regions: text().array().notNull(),
  /** Role the worker assumes; null uses the worker's own credentials. */
  roleArn: text(),
  externalId: text(),
  mode: text().$type<"observe" | "act">().notNull().default("observe"),
  checkAskedAt: at(),
  checkedAt: at(),
  checkResult: jsonb().$type<AccountCheck>(),
  createdAt: createdAt(),
});

/** The unit of work: one AWS account in one Region, or one organization of a VCD site. */
export const places = pgTable(
  "places",
  {
    id: uuid().primaryKey(),
    kind: text().$type<"aws" | "vcd">().notNull(),
    awsAccountId: uuid().references(() => awsAccounts.id),
    /** Empty for an organization of VCD. */
    region: text().notNull().default(""),
    vcdOrganizationId: uuid()
      .unique()
      .references(() => vcdOrganizations.id),
    heldAt: at(),
    heldReason: text(),
    dueAt: at().notNull().defaultNow(),
    /** Rises with every wake-up; a sweep that ends under another value than it claimed leaves the place due. */
    wakeSeq: bigint({ mode: "number" }).notNull().default(0),
    /** Rises with every claim; all writes of a sweep carry it, so that a worker that lost its lease writes nothing. */
    leaseSeq: bigint({ mode: "number" }).notNull().default(0),
    leaseOwner: uuid(),
    leaseUntil: at(),
    inventoryDueAt: at().notNull().defaultNow(),
    fullSweepDueAt: at().notNull().defaultNow(),
    glancedAt: at(),
    sweptAt: at(),
    inventoriedAt: at(),
    /** Failed looks in a row; drives back-off and the circuit breaker. */
    failures: integer().notNull().default(0),
    fault: jsonb().$type<ProviderFault>(),
    faultAt: at(),
    /** EC2 calls of the last full sweep, inventory not counted. */
    sweepCalls: integer(),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.awsAccountId, t.region),
    index().on(t.dueAt),
    check(
      "places_of_one_kind",
      sql`(${t.kind} = 'aws') = (${t.awsAccountId} is not null and ${t.region} <> '')
        and (${t.kind} = 'vcd') = (${t.vcdOrganizationId} is not null)`,
    ),
  ],
);
