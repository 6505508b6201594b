import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { PeeringSeen, ProviderFault } from "@/lib/domain/connections/observed";
import type {
  AttemptOutcome,
  Blocked,
  Ending,
  Lights,
  PlanMemory,
  Step,
} from "@/lib/domain/connections/plan-types";
import type { ConnectionState } from "@/lib/domain/connections/states";
import { clusters } from "./clusters";
import { at, createdAt } from "./columns";
import { people } from "./people";
import { places } from "./places";

const isLive = sql`state in ('awaiting-approval', 'queued', 'sending', 'awaiting-acceptance', 'connecting', 'active', 'removing')`;

export const connections = pgTable(
  "connections",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    clusterId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    name: text().notNull(),
    accountId: text().notNull(),
    vpcId: text().notNull(),
    region: text().notNull(),
    cidrs: text().array().notNull(),
    dnsResolution: boolean().notNull(),
    state: text().$type<ConnectionState>().notNull(),
    stateSince: at().notNull(),
    wanted: text().$type<"connected" | "gone">().notNull().default("connected"),
    ending: jsonb().$type<Ending>(),
    peeringId: text(),
    adoptPeeringId: text(),
    approvedAt: at(),
    sentAt: at(),
    expirationTime: at(),
    heldAt: at(),
    heldReason: text(),
    blocked: jsonb().$type<Blocked>(),
    /** Steps of the last plan that would be sent if nothing held them back. */
    wouldSend: jsonb().$type<Step[]>().notNull().default([]),
    lights: jsonb().$type<Lights>(),
    memory: jsonb().$type<PlanMemory>().notNull().default({}),
    peering: jsonb().$type<PeeringSeen>(),
    /** When the peering was last looked for in AWS. */
    observedAt: at(),
    /** Somebody has its page open until then: glances include it. */
    watchedUntil: at(),
    /** When the last plan wants its peering looked at again; null leaves it to the regular sweep. */
    lookAt: at(),
    /** The same for a look that also searches the VPC pair and reads route tables. */
    fullLookAt: at(),
    /** The revision that was last planned: a higher one was made by a person since, and is looked at first. */
    plannedRevision: integer().notNull().default(0),
    requestedBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    endedAt: at(),
    /** Rises with every change that a page shows; SSE and ETags name it. */
    revision: integer().notNull().default(1),
  },
  (t) => [
    unique("connections_organization_id_id").on(t.organizationId, t.id),
    foreignKey({
      columns: [t.organizationId, t.clusterId],
      foreignColumns: [clusters.organizationId, clusters.id],
      name: "connections_cluster_of_organization",
    }),
    uniqueIndex("connections_live_name").on(t.clusterId, sql`lower(${t.name})`).where(isLive),
    uniqueIndex("connections_live_pair").on(t.clusterId, t.vpcId).where(isLive),
    index().on(t.placeId, t.state),
    index().on(t.placeId, t.lookAt),
    index().on(t.organizationId, t.createdAt, t.id),
    index().on(t.peeringId),
  ],
);

/** Committed before each mutating call, so that a crash between call and record is known of. */
export const attempts = pgTable(
  "attempts",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    connectionId: uuid().notNull(),
    stepKey: text().notNull(),
    step: jsonb().$type<Step>().notNull(),
    startedAt: at().notNull(),
    deadline: at().notNull(),
    outcome: text().$type<AttemptOutcome>().notNull(),
    finishedAt: at(),
    peeringId: text(),
    fault: jsonb().$type<ProviderFault>(),
    providerRequestId: text(),
    /** Refusals in a row of this step, this one included. */
    failures: integer().notNull().default(0),
  },
  (t) => [
    foreignKey({
      columns: [t.organizationId, t.connectionId],
      foreignColumns: [connections.organizationId, connections.id],
      name: "attempts_connection_of_organization",
    }),
    uniqueIndex("attempts_one_open").on(t.connectionId, t.stepKey).where(sql`outcome in ('open', 'unknown')`),
    index().on(t.connectionId, t.startedAt),
  ],
);
