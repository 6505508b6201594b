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
import type { Finding } from "@/lib/domain/exposures/findings";
import type {
  ApiServerAnswer,
  EdgeGatewaySeen,
  FirewallGroupSeen,
  FirewallSeen,
  HandshakeSeen,
  NatTableSeen,
  PortProfileSeen,
  UsedAddressSeen,
} from "@/lib/domain/exposures/observed";
import type {
  Attempt as ExposureAttempt,
  Blocked as ExposureBlocked,
  Ending as ExposureEnding,
  Lights as ExposureLights,
  PlanMemory as ExposureMemory,
  Step as ExposureStep,
  Way,
} from "@/lib/domain/exposures/plan-types";
import type { ExposureState } from "@/lib/domain/exposures/states";
import type { DeliveryTry, NoticeKind } from "@/lib/domain/notifications/kinds";
import type { Role } from "@/lib/domain/people/roles";
import type { AccountCheck } from "@/lib/domain/places/account-check";
import type { PolicyRule } from "@/lib/domain/policies/rule";
import type { RequestKind, RequestState, RequestTerms } from "@/lib/domain/requests/requests";
import type { ActInput, ActKind, ActState } from "@/lib/domain/vcd/acts";
import type { ClusterConfig } from "@/lib/domain/vcd/cluster-config";
import type {
  ClusterDialect,
  ClusterEntitySeen,
  ClusterStep,
  ControlPlaneVmSeen,
  CseServerSeen,
  CseVdcSeen,
  OrgNetworkSeen,
  OrgVdcSeen,
  SiteVersions,
  SizingPolicySeen,
  StorageProfileSeen,
  TaskSeen,
  TaskStatus,
  TemplateSeen,
  VcdReference,
} from "@/lib/domain/vcd/observed";
import type { SiteCheck } from "@/lib/domain/vcd/site-check";
import type { Stored } from "./stored";

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
  /** Live connections it may have in all its clusters together, waiting ones included. */
  connectionLimit: integer().notNull().default(250),
  /** Live exposures it may have, waiting ones included. */
  exposureLimit: integer().notNull().default(50),
  createdAt: createdAt(),
});

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
    /** Name of the EKS cluster, for `aws eks update-kubeconfig`; null where it is not one. */
    eksName: text(),
    /** A kubeconfig that an admin registered, sealed to the worker for `kubeconfig/<id>`. */
    kubeconfigSealed: text(),
    kubeconfigAt: at(),
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

/** One queue for everything that a provider's admin decides: connections and exposures. */
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
    /** Ends undecided then. */
    expiresAt: at().notNull().default(sql`now() + interval '14 days'`),
    remindedAt: at(),
    /** People who must approve. */
    approvalsNeeded: integer().notNull().default(1),
    /** The rule that decided, or that asks for a second approver, as it was then. */
    policyId: uuid(),
    policyVersion: integer(),
    /** Rises with every edit of the terms; approvals of earlier ones count no more. */
    edition: integer().notNull().default(1),
    editedBy: uuid().references(() => people.id),
    editedAt: at(),
    /** Everybody who edited it so far: a trigger adds to them, and none decides it. */
    editors: uuid().array().notNull().default([]),
    decidedBy: uuid().references(() => people.id),
    decidedAt: at(),
    note: text(),
  },
  (t) => [
    // A rule that decided stands in for the person; whoever asked or ever edited never decides.
    check(
      "requests_second_person",
      sql`${t.state} not in ('approved', 'denied')
        or (${t.decidedBy} is null and ${t.policyId} is not null)
        or (${t.decidedBy} is not null and ${t.decidedBy} <> ${t.requestedBy}
          and ${t.decidedBy} <> all (${t.editors}))`,
    ),
    foreignKey({
      columns: [t.policyId, t.policyVersion],
      foreignColumns: [policyVersions.policyId, policyVersions.version],
      name: "requests_policy_version",
    }),
    unique("requests_organization_id_id").on(t.organizationId, t.id),
    uniqueIndex("requests_one_waiting").on(t.kind, t.subjectId).where(sql`${t.state} = 'waiting'`),
    index().on(t.state, t.requestedAt, t.id),
    index().on(t.organizationId, t.subjectId),
  ],
);

/** Approvals given to a request so far; the one that completes the number decides it. */
export const requestApprovals = pgTable(
  "request_approvals",
  {
    organizationId: uuid().notNull(),
    requestId: uuid().notNull(),
    edition: integer().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    termsDigest: text().notNull(),
    note: text(),
    at: at().notNull(),
    /** The person thought better of it while the request was undecided: it counts no more. */
    takenBackAt: at(),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.edition, t.personId] }),
    foreignKey({
      columns: [t.organizationId, t.requestId],
      foreignColumns: [requests.organizationId, requests.id],
      name: "request_approvals_request",
    }),
  ],
);

export const requestComments = pgTable(
  "request_comments",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    requestId: uuid().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    /** As what they wrote it: which side of the thread it stands on. */
    role: text().$type<Role>().notNull(),
    /** `edit`: written by Drawbridge for whoever edited, saying what changed. */
    kind: text().$type<"comment" | "edit">().notNull().default("comment"),
    text: text().notNull(),
    at: at().notNull(),
  },
  (t) => [
    foreignKey({
      columns: [t.organizationId, t.requestId],
      foreignColumns: [requests.organizationId, requests.id],
      name: "request_comments_request",
    }),
    index().on(t.requestId, t.at, t.id),
  ],
);

/** While somebody is away, what waits for them goes to a colleague. */
export const delegations = pgTable(
  "delegations",
  {
    id: uuid().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    delegateId: uuid()
      .notNull()
      .references(() => people.id),
    fromAt: at().notNull(),
    untilAt: at().notNull(),
    endedAt: at(),
    createdAt: createdAt(),
  },
  (t) => [
    index().on(t.personId, t.untilAt),
    check("delegations_to_another", sql`${t.personId} <> ${t.delegateId}`),
  ],
);

/**
 * Something that people care about, written in the transaction that made it so: the outbox. The worker hands it on to
 * bells, mail and webhooks.
 */
export const notices = pgTable(
  "notices",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    kind: text().$type<NoticeKind>().notNull(),
    subjectKind: text().notNull(),
    subjectId: uuid().notNull(),
    at: at().notNull(),
    /** The same happening twice is told once. */
    dedupeKey: text().notNull().unique(),
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    handedOnAt: at(),
  },
  (t) => [
    unique("notices_organization_id_id").on(t.organizationId, t.id),
    index("notices_to_hand_on").on(t.at).where(sql`handed_on_at is null`),
    index().on(t.organizationId, t.at),
  ],
);

/** What stands under a person's bell. */
export const notifications = pgTable(
  "notifications",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    noticeId: uuid().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    at: at().notNull(),
    readAt: at(),
  },
  (t) => [
    unique("notifications_once").on(t.noticeId, t.personId),
    foreignKey({
      columns: [t.organizationId, t.noticeId],
      foreignColumns: [notices.organizationId, notices.id],
      name: "notifications_notice",
    }),
    index().on(t.personId, t.at, t.id),
  ],
);

/** Which kinds a person wants by e-mail; without a row, the kinds' own defaults. */
export const notificationPreferences = pgTable("notification_preferences", {
  personId: uuid()
    .primaryKey()
    .references(() => people.id),
  mailKinds: text().array().$type<NoticeKind[]>().notNull(),
  changedAt: createdAt(),
});

/** Addresses of an organization's own that are told of its notices; signed. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    name: text().notNull(),
    url: text().notNull(),
    /** Sealed to the worker for `webhook/<id>`. */
    secretSealed: text().notNull(),
    /** The one before: it signs as well from `rotatedAt` on until that is null again (a trigger keeps it). */
    previousSecretSealed: text(),
    rotatedAt: at(),
    kinds: text().array().$type<NoticeKind[]>().notNull(),
    on: boolean().notNull().default(true),
    /** Why it was switched off by itself. */
    offReason: text(),
    /** Nothing has been delivered since; null once something was. */
    failingSince: at(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    deletedAt: at(),
  },
  (t) => [
    unique("webhooks_organization_id_id").on(t.organizationId, t.id),
    uniqueIndex("webhooks_name").on(t.organizationId, sql`lower(${t.name})`).where(sql`deleted_at is null`),
  ],
);

/** One e-mail or webhook call to be made, and what came of each try. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    channel: text().$type<"mail" | "webhook">().notNull(),
    /** Null for a test. */
    noticeId: uuid(),
    webhookId: uuid(),
    personId: uuid().references(() => people.id),
    /** Whose link is mailed; null for all other deliveries. */
    invitationId: uuid(),
    /** The link's token, sealed to the worker's key for `invitation-mail/<id>`, for as long as it waits to be mailed. */
    linkSealed: text(),
    state: text().$type<"waiting" | "delivered" | "given-up">().notNull(),
    createdAt: createdAt(),
    nextTryAt: at(),
    settledAt: at(),
    /** When the tries under way began: it is given up a day later. A person may have it begin anew. */
    roundBeganAt: at().notNull().default(sql`now()`),
    /** The job of the next try; null where none was made yet, or none is wanted any more. */
    jobId: uuid(),
    /** Each try: when, how long, what was answered; newest last. */
    tries: jsonb().$type<DeliveryTry[]>().notNull().default([]),
  },
  (t) => [
    uniqueIndex("deliveries_mail_once").on(t.noticeId, t.personId).where(sql`channel = 'mail'`),
    uniqueIndex("deliveries_webhook_once").on(t.noticeId, t.webhookId).where(sql`channel = 'webhook'`),
    // Not with the organization: the provider's webhooks tell of everybody's. A trigger sees whose may be told where.
    foreignKey({ columns: [t.noticeId], foreignColumns: [notices.id], name: "deliveries_notice" }),
    foreignKey({
      columns: [t.organizationId, t.webhookId],
      foreignColumns: [webhooks.organizationId, webhooks.id],
      name: "deliveries_webhook",
    }),
    foreignKey({
      columns: [t.organizationId, t.invitationId],
      foreignColumns: [invitations.organizationId, invitations.id],
      name: "deliveries_invitation",
    }),
    check("deliveries_link_waits", sql`${t.linkSealed} is null or ${t.state} = 'waiting'`),
    index("deliveries_invitation_links")
      .on(t.invitationId, t.createdAt)
      .where(sql`invitation_id is not null`),
    index().on(t.organizationId, t.createdAt),
    index().on(t.webhookId, t.createdAt),
    index("deliveries_to_begin").on(t.createdAt).where(sql`state = 'waiting' and job_id is null`),
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
    subjectKind: text().$type<RequestKind | "cluster" | "session">().notNull(),
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

/** Heartbeats: who sweeps, and whether anybody does. */
export const workers = pgTable("workers", {
  id: uuid().primaryKey(),
  startedAt: at().notNull(),
  seenAt: at().notNull(),
  /** Masked identity, e.g. the account and ARN of the credentials it runs with; never a secret. */
  facts: jsonb().$type<Record<string, unknown>>().notNull(),
  /** Whom its e-mail comes from; null where it sends none. The only thing of it that the web reads beside `seenAt`. */
  mailFrom: text(),
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

/** Slow facts of a VCD organization. Templates and CSE's own view of VDCs are read with a person's token. */
export const vcdInventories = pgTable("vcd_inventories", {
  placeId: uuid()
    .primaryKey()
    .references(() => places.id),
  organizationId: uuid()
    .notNull()
    .references(() => organizations.id),
  vdcs: jsonb().$type<OrgVdcSeen[]>().notNull(),
  networks: jsonb().$type<OrgNetworkSeen[]>().notNull(),
  storageProfiles: jsonb().$type<StorageProfileSeen[]>().notNull(),
  sizingPolicies: jsonb().$type<SizingPolicySeen[]>().notNull(),
  at: at().notNull(),
  templates: jsonb().$type<TemplateSeen[]>(),
  cseVdcs: jsonb().$type<CseVdcSeen[]>(),
  cseAt: at(),
});

/** Edge gateways as last read; what could not be read keeps its age and says why. */
export const vcdEdges = pgTable(
  "vcd_edges",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** URN. */
    edgeId: text().notNull(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    seen: jsonb().$type<EdgeGatewaySeen>().notNull(),
    seenAt: at().notNull(),
    nat: jsonb().$type<NatTableSeen>(),
    used: jsonb().$type<UsedAddressSeen[]>(),
    natAt: at(),
    edgeFault: jsonb().$type<ProviderFault>(),
    firewall: jsonb().$type<FirewallSeen>(),
    groups: jsonb().$type<FirewallGroupSeen[]>(),
    profiles: jsonb().$type<PortProfileSeen[]>(),
    firewallAt: at(),
    firewallFault: jsonb().$type<ProviderFault>(),
    /** Tasks that ran on it at the last look. */
    runningTasks: jsonb().$type<Stored<TaskSeen>[]>(),
  },
  (t) => [primaryKey({ columns: [t.placeId, t.edgeId] })],
);

/** Clusters of VCD organizations: entities that sweeps found, and those being asked for. */
export const vcdClusters = pgTable(
  "vcd_clusters",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    vcdOrganizationId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** URN of its entity, opaque; null until CSE has made one. */
    entityId: text(),
    name: text().notNull(),
    dialect: text().$type<ClusterDialect>().notNull(),
    /** `native`, `TKGm`, `TKG+` or `CAPVCD`. */
    kind: text().notNull(),
    /** What a person asked CSE to create here; null where it was found. */
    asked: jsonb().$type<ClusterConfig>(),
    seen: jsonb().$type<ClusterEntitySeen>(),
    seenAt: at(),
    /** A look that should have shown it did not; a second one makes it gone. */
    missedAt: at(),
    goneAt: at(),
    /** URN of the edge gateway its network is routed through. */
    edgeId: text(),
    vm: jsonb().$type<ControlPlaneVmSeen>(),
    vmAt: at(),
    /** From the last kubeconfig that CSE gave: the authority, no secret, and the client certificate's end. */
    certificateAuthority: text(),
    clientCertificateEnds: at(),
    kubeconfigReadAt: at(),
    heldAt: at(),
    heldReason: text(),
    createdAt: createdAt(),
    /** Rises with every change that a page shows. */
    revision: integer().notNull().default(1),
  },
  (t) => [
    unique("vcd_clusters_organization_id_id").on(t.organizationId, t.id),
    foreignKey({
      columns: [t.organizationId, t.vcdOrganizationId],
      foreignColumns: [vcdOrganizations.organizationId, vcdOrganizations.id],
      name: "vcd_clusters_organization",
    }),
    unique("vcd_clusters_entity").on(t.placeId, t.entityId),
    index().on(t.placeId, t.name),
  ],
);

/** VCD's tasks about clusters and edges, with the steps they went through: VCD itself keeps only the last. */
export const vcdTasks = pgTable(
  "vcd_tasks",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** URN. */
    taskId: text().notNull(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    clusterId: uuid(),
    exposureId: uuid(),
    /** Never with its result, which may be a kubeconfig. */
    seen: jsonb().$type<Stored<Omit<TaskSeen, "result">>>().notNull(),
    status: text().$type<TaskStatus>().notNull(),
    /** Each different word it said of itself, and when that was first seen. */
    steps: jsonb().$type<{ step: ClusterStep | null; operation: string; at: string }[]>().notNull(),
    firstSeenAt: at().notNull(),
    seenAt: at().notNull(),
    endedAt: at(),
  },
  (t) => [
    primaryKey({ columns: [t.placeId, t.taskId] }),
    index().on(t.clusterId, t.firstSeenAt),
    index().on(t.placeId, t.endedAt),
  ],
);

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
    ending: jsonb().$type<ExposureEnding>(),
    /** Who takes back a rule of CSE's. */
    removal: text().$type<"cse" | "rule">().notNull().default("rule"),
    clickedAt: at(),
    firewall: jsonb().$type<{ clientCidrs: string[]; wanted: "open" | "closed" }>(),
    approvedAt: at(),
    heldAt: at(),
    heldReason: text(),
    blocked: jsonb().$type<ExposureBlocked>(),
    wouldSend: jsonb().$type<ExposureStep[]>().notNull().default([]),
    findings: jsonb().$type<Finding[]>().notNull().default([]),
    lights: jsonb().$type<ExposureLights>(),
    memory: jsonb().$type<ExposureMemory>().notNull().default({}),
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
    step: jsonb().$type<ExposureStep>().notNull(),
    startedAt: at().notNull(),
    deadline: at().notNull(),
    outcome: text().$type<ExposureAttempt["outcome"]>().notNull(),
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

/** What CSE is asked to do in a person's name, beside exposures: create, resize, upgrade, share, delete. */
export const clusterActs = pgTable(
  "cluster_acts",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    clusterId: uuid().notNull(),
    kind: text().$type<ActKind>().notNull(),
    input: jsonb().$type<ActInput>().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    /** Whose token is used. */
    vcdSessionId: uuid()
      .notNull()
      .references(() => vcdSessions.id),
    state: text().$type<ActState>().notNull(),
    createdAt: createdAt(),
    startedAt: at(),
    /** No reply can arrive after this instant. */
    deadline: at(),
    taskId: text(),
    fault: jsonb().$type<ProviderFault>(),
    endedAt: at(),
  },
  (t) => [
    foreignKey({
      columns: [t.organizationId, t.clusterId],
      foreignColumns: [vcdClusters.organizationId, vcdClusters.id],
      name: "cluster_acts_cluster_of_organization",
    }),
    uniqueIndex("cluster_acts_one_live")
      .on(t.clusterId)
      .where(sql`${t.state} in ('waiting', 'sending', 'accepted', 'unknown')`),
    index().on(t.state, t.createdAt),
    index().on(t.clusterId, t.createdAt),
  ],
);

/** What a person waits for. The answer is sealed to a key that lives in the memory of the web process that asked. */
export const asks = pgTable(
  "asks",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    vcdSessionId: uuid().references(() => vcdSessions.id),
    kind: text().$type<"kubeconfig" | "upgrade-plan" | "shares">().notNull(),
    /** A cluster of VCD, or one registered in AWS. */
    clusterKind: text().$type<"vcd" | "aws">().notNull(),
    clusterId: uuid().notNull(),
    publicKey: text().notNull(),
    state: text().$type<"waiting" | "claimed" | "answered" | "failed">().notNull().default("waiting"),
    claimedUntil: at(),
    /** JSON sealed to `publicKey` for `ask/<id>`. */
    answerSealed: text(),
    fault: jsonb().$type<ProviderFault>(),
    createdAt: createdAt(),
    answeredAt: at(),
  },
  (t) => [index().on(t.state, t.createdAt)],
);
