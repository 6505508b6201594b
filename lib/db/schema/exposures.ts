import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { Finding } from "@/lib/domain/exposures/findings";
import type { ApiServerAnswer, HandshakeSeen } from "@/lib/domain/exposures/observed";
import type {
  Attempt,
  Blocked,
  Ending,
  Lights,
  PlanMemory,
  Step,
  Way,
} from "@/lib/domain/exposures/plan-types";
import type { ExposureState } from "@/lib/domain/exposures/states";
import type { Stored } from "../stored";
import { at, createdAt } from "./columns";
import { people } from "./people";
import { places } from "./places";
import { vcdSites } from "./sites";
import { vcdClusters } from "./vcd-clusters";

const isExposureLive = sql`state in ('awaiting-approval', 'programming', 'exposed', 'withdrawing')`;

export const exposures = pgTable(
  "exposures",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    clusterId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    way: text().$type<Way>().notNull(),
    edgeId: text(),
    /** Reserved for a rule of ours; seen for CSE's. */
    address: text(),
    /** Control plane's address that the rule is tied to, and its machine. */
    internalAddress: text(),
    controlPlaneVmId: text(),
    state: text().$type<ExposureState>().notNull(),
    stateSince: at().notNull(),
    wanted: text().$type<"exposed" | "gone">().notNull().default("exposed"),
    ending: jsonb().$type<Ending>(),
    /** Who takes back a rule of CSE's. */
    removal: text().$type<"cse" | "rule">().notNull().default("rule"),
    clickedAt: at(),
    firewall: jsonb().$type<{ clientCidrs: string[]; wanted: "open" | "closed" }>(),
    approvedAt: at(),
    heldAt: at(),
    heldReason: text(),
    blocked: jsonb().$type<Blocked>(),
    wouldSend: jsonb().$type<Step[]>().notNull().default([]),
    findings: jsonb().$type<Finding[]>().notNull().default([]),
    lights: jsonb().$type<Lights>(),
    memory: jsonb().$type<PlanMemory>().notNull().default({}),
    observedAt: at(),
    handshake: jsonb().$type<Stored<HandshakeSeen>>(),
    handshakeAt: at(),
    answer: jsonb().$type<ApiServerAnswer>(),
    answerAt: at(),
    watchedUntil: at(),
    /** When the last plan wants another look; null leaves it to the regular sweep. */
    lookAt: at(),
    /** The revision that was last planned: a higher one was made by a person since. */
    plannedRevision: integer().notNull().default(0),
    requestedBy: uuid()
      .notNull()
      .references(() => people.id),
    /** Who had it taken back: an un-expose through CSE goes with their token. */
    removedBy: uuid().references(() => people.id),
    createdAt: createdAt(),
    endedAt: at(),
    revision: integer().notNull().default(1),
  },
  (t) => [
    unique("exposures_organization_id_id").on(t.organizationId, t.id),
    foreignKey({
      columns: [t.organizationId, t.clusterId],
      foreignColumns: [vcdClusters.organizationId, vcdClusters.id],
      name: "exposures_cluster_of_organization",
    }),
    uniqueIndex("exposures_one_live").on(t.clusterId).where(isExposureLive),
    index().on(t.placeId, t.state),
    index().on(t.placeId, t.lookAt),
    index().on(t.organizationId, t.createdAt, t.id),
  ],
);

/** Committed before each mutating call for an exposure; see `attempts`. */
export const exposureAttempts = pgTable(
  "exposure_attempts",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    exposureId: uuid().notNull(),
    stepKey: text().notNull(),
    step: jsonb().$type<Step>().notNull(),
    startedAt: at().notNull(),
    deadline: at().notNull(),
    outcome: text().$type<Attempt["outcome"]>().notNull(),
    finishedAt: at(),
    taskId: text(),
    entityId: text(),
    fault: jsonb().$type<ProviderFault>(),
    providerRequestId: text(),
    failures: integer().notNull().default(0),
  },
  (t) => [
    foreignKey({
      columns: [t.organizationId, t.exposureId],
      foreignColumns: [exposures.organizationId, exposures.id],
      name: "exposure_attempts_exposure_of_organization",
    }),
    uniqueIndex("exposure_attempts_one_open")
      .on(t.exposureId, t.stepKey)
      .where(sql`outcome in ('open', 'accepted', 'unknown')`),
    index().on(t.exposureId, t.startedAt),
  ],
);

/** External addresses that are ours: held for an exposure, or resting after its use. The key decides every race. */
export const addressReservations = pgTable(
  "address_reservations",
  {
    siteId: uuid()
      .notNull()
      .references(() => vcdSites.id),
    edgeId: text().notNull(),
    address: text().notNull(),
    organizationId: uuid().notNull(),
    exposureId: uuid().notNull(),
    clusterId: uuid().notNull(),
    state: text().$type<"reserved" | "quarantined">().notNull(),
    since: at().notNull(),
    /** When a quarantine ends; null while reserved. */
    until: at(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.edgeId, t.address] }),
    foreignKey({
      columns: [t.organizationId, t.exposureId],
      foreignColumns: [exposures.organizationId, exposures.id],
      name: "address_reservations_exposure_of_organization",
    }),
    uniqueIndex("address_reservations_one_each").on(t.exposureId).where(sql`${t.state} = 'reserved'`),
  ],
);

/** Who may write to an edge gateway now: one change at a time, whichever VDC it is for. */
export const edgeLocks = pgTable(
  "edge_locks",
  {
    siteId: uuid()
      .notNull()
      .references(() => vcdSites.id),
    edgeId: text().notNull(),
    organizationId: uuid().notNull(),
    exposureId: uuid().notNull(),
    since: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.edgeId] }),
    foreignKey({
      columns: [t.organizationId, t.exposureId],
      foreignColumns: [exposures.organizationId, exposures.id],
      name: "edge_locks_exposure_of_organization",
    }),
  ],
);
