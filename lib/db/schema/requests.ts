import { sql } from "drizzle-orm";
import {
  check,
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
import type { Role } from "@/lib/domain/people/roles";
import type { RequestKind, RequestState, RequestTerms } from "@/lib/domain/requests/requests";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";
import { people } from "./people";
import { policyVersions } from "./policies";

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
