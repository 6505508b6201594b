import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type {
  PeeringSeen,
  ProviderFault,
  RouteTableSeen,
  VpcInventory,
} from "@/lib/domain/connections/observed";
import type {
  AttemptOutcome,
  Blocked,
  Ending,
  Lights,
  PlanMemory,
  Step,
} from "@/lib/domain/connections/plan-types";
import type { ConnectionState } from "@/lib/domain/connections/states";
import type { Role } from "@/lib/domain/people/roles";
import type { AccountCheck } from "@/lib/domain/places/account-check";
import type { RequestKind, RequestState, RequestTerms } from "@/lib/domain/requests/requests";

const at = (name?: string) =>
  name
    ? timestamp(name, { withTimezone: true, precision: 3 })
    : timestamp({ withTimezone: true, precision: 3 });
const createdAt = () => at().notNull().defaultNow();

export const organizations = pgTable("organizations", {
  id: uuid().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  kind: text().$type<"tenant" | "provider">().notNull(),
  /** Unanswered invitations it may have at a time in one account and Region. */
  invitationLimit: integer().notNull().default(5),
  /** Unanswered invitations are withdrawn after this many hours. */
  withdrawAfterHours: integer().notNull().default(72),
  createdAt: createdAt(),
});

export const people = pgTable("people", {
  id: uuid().primaryKey(),
  /** Lower case, trimmed. */
  email: text().notNull().unique(),
  name: text().notNull(),
  passwordHash: text(),
  disabledAt: at(),
  createdAt: createdAt(),
});

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
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.personId] }), index().on(t.personId)],
);

export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    seenAt: createdAt(),
    endsAt: at().notNull(),
    endedAt: at(),
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

/** The unit of work: one account in one Region. */
export const places = pgTable(
  "places",
  {
    id: uuid().primaryKey(),
    kind: text().$type<"aws">().notNull(),
    awsAccountId: uuid()
      .notNull()
      .references(() => awsAccounts.id),
    region: text().notNull(),
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
  (t) => [unique().on(t.awsAccountId, t.region), index().on(t.dueAt)],
);

/** What sweeps found of VPCs: inventory and route tables, each with its age. */
export const vpcs = pgTable(
  "vpcs",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    vpcId: text().notNull(),
    inventory: jsonb().$type<VpcInventory>().notNull(),
    inventoryAt: at().notNull(),
    routeTables: jsonb().$type<RouteTableSeen[]>(),
    routeTablesAt: at(),
  },
  (t) => [primaryKey({ columns: [t.placeId, t.vpcId] })],
);

/** Every peering the last full sweep saw in a place; ours name their connection. */
export const peerings = pgTable(
  "peerings",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    peeringId: text().notNull(),
    seen: jsonb().$type<PeeringSeen>().notNull(),
    seenAt: at().notNull(),
    status: text().notNull(),
    requesterVpcId: text().notNull(),
    accepterVpcId: text().notNull(),
    connectionId: uuid(),
    /** `ours`, `foreign`, or `orphan`: carries our tags but no row of ours. */
    origin: text().$type<"ours" | "foreign" | "orphan">().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.placeId, t.peeringId] }),
    index().on(t.placeId, t.requesterVpcId),
    index().on(t.placeId, t.accepterVpcId),
  ],
);

export const clusters = pgTable(
  "clusters",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    name: text().notNull(),
    class: text().$type<"production" | "development">().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** Copies of the place's account and Region: tenants may not read accounts. */
    accountId: text().notNull(),
    region: text().notNull(),
    vpcId: text().notNull(),
    podCidrs: text().array().notNull(),
    serviceCidrs: text().array().notNull(),
    heldAt: at(),
    heldReason: text(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("clusters_organization_id_id").on(t.organizationId, t.id),
    uniqueIndex("clusters_name").on(t.organizationId, sql`lower(${t.name})`),
    uniqueIndex("clusters_production_vpc").on(t.placeId, t.vpcId).where(sql`${t.class} = 'production'`),
    index().on(t.placeId, t.vpcId),
  ],
);

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

/** One queue for everything that a provider's admin decides: connections, and exposures later. */
export const requests = pgTable(
  "requests",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    kind: text().$type<RequestKind>().notNull(),
    /** The connection (or exposure) it asks for. */
    subjectId: uuid().notNull(),
    state: text().$type<RequestState>().notNull(),
    /** What was asked, as the approver is shown it; the decision is bound to its digest. */
    terms: jsonb().$type<RequestTerms>().notNull(),
    termsDigest: text().notNull(),
    reason: text().notNull(),
    requestedBy: uuid()
      .notNull()
      .references(() => people.id),
    requestedAt: at().notNull(),
    decidedBy: uuid().references(() => people.id),
    decidedAt: at(),
    note: text(),
  },
  (t) => [
    check(
      "requests_second_person",
      sql`${t.state} not in ('approved', 'denied') or (${t.decidedBy} is not null and ${t.decidedBy} <> ${t.requestedBy})`,
    ),
    uniqueIndex("requests_one_waiting").on(t.kind, t.subjectId).where(sql`${t.state} = 'waiting'`),
    index().on(t.state, t.requestedAt, t.id),
    index().on(t.organizationId, t.subjectId),
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

/** What sweeps observed and did; people's acts are in `audit`. A timeline joins both. */
export const events = pgTable(
  "events",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    subjectKind: text().$type<RequestKind | "cluster">().notNull(),
    subjectId: uuid().notNull(),
    at: at().notNull(),
    kind: text().notNull(),
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    providerRequestId: text(),
  },
  (t) => [index().on(t.subjectId, t.at, t.id)],
);

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
  (t) => [primaryKey({ columns: [t.organizationId, t.seq] }), index().on(t.subjectId, t.at)],
);

export const auditHeads = pgTable("audit_heads", {
  organizationId: uuid()
    .primaryKey()
    .references(() => organizations.id),
  seq: bigint({ mode: "number" }).notNull(),
  hash: text().notNull(),
});

/** Heartbeats: who sweeps, and whether anybody does. */
export const workers = pgTable("workers", {
  id: uuid().primaryKey(),
  startedAt: at().notNull(),
  seenAt: at().notNull(),
  /** Masked identity, e.g. the account and ARN of the credentials it runs with; never a secret. */
  facts: jsonb().$type<Record<string, unknown>>().notNull(),
});
