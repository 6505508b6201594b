import { aliasedTable, and, count, eq, sql } from "drizzle-orm";
import type { PgSelect } from "drizzle-orm/pg-core";
import type { Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { people } from "./schema/people";
import { requests } from "./schema/requests";

const requester = aliasedTable(people, "requester");
const decider = aliasedTable(people, "decider");
const editor = aliasedTable(people, "editor");

export type RequestRow = typeof requests.$inferSelect;

export const requestColumns = {
  request: requests,
  organization: { id: organizations.id, slug: organizations.slug, name: organizations.name },
  requestedByName: requester.name,
  decidedByName: decider.name,
  editedByName: editor.name,
};

export type RequestWithNames = {
  request: RequestRow;
  organization: { id: string; slug: string; name: string };
  requestedByName: string;
  decidedByName: string | null;
  editedByName: string | null;
};

/** Joins to a query of requests what its names come from. */
export function withNames<T extends PgSelect>(query: T) {
  return query
    .innerJoin(organizations, eq(organizations.id, requests.organizationId))
    .innerJoin(requester, eq(requester.id, requests.requestedBy))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .leftJoin(editor, eq(editor.id, requests.editedBy));
}

/** How many requests wait for a decision, within reach or in one organization. */
export async function countWaitingRequests(tx: Transaction, organizationId: string | "*"): Promise<number> {
  const [row] = await tx
    .select({ waiting: count() })
    .from(requests)
    .where(
      and(
        eq(requests.state, "waiting"),
        organizationId === "*" ? undefined : eq(requests.organizationId, organizationId),
      ),
    );
  return row?.waiting ?? 0;
}

/** One request with the names of those concerned; null where there is none within reach. */
export async function findRequest(
  tx: Transaction,
  scope: { id: string; organizationId: string | "*" },
): Promise<RequestWithNames | null> {
  const [row] = await withNames(tx.select(requestColumns).from(requests).$dynamic()).where(
    and(
      eq(requests.id, scope.id),
      scope.organizationId === "*" ? undefined : eq(requests.organizationId, scope.organizationId),
    ),
  );
  return row ?? null;
}

/** Locks a request until commit, so that two decisions, or a decision and a withdrawal, come one after the other. */
export async function lockRequest(tx: Transaction, id: string): Promise<void> {
  await tx.select({ id: requests.id }).from(requests).where(eq(requests.id, id)).for("update");
}

export type Decision = {
  state: "approved" | "denied";
  decidedBy: string;
  decidedAt: Date;
  note: string | null;
};

/** Records the decision on a locked, waiting request. */
export async function recordDecision(tx: Transaction, id: string, decision: Decision): Promise<void> {
  await tx
    .update(requests)
    .set(decision)
    .where(and(eq(requests.id, id), eq(requests.state, "waiting")));
}

export async function recordWithdrawal(tx: Transaction, id: string): Promise<void> {
  await tx
    .update(requests)
    .set({ state: "withdrawn" })
    .where(and(eq(requests.id, id), eq(requests.state, "waiting")));
}

/** Ends a locked request that nobody decided in time; false where it no longer waits. */
export async function recordExpiry(tx: Transaction, id: string): Promise<boolean> {
  const ended = await tx
    .update(requests)
    .set({ state: "expired" })
    .where(and(eq(requests.id, id), eq(requests.state, "waiting")));
  return (ended.rowCount ?? 0) > 0;
}

export type Edition = Pick<
  RequestRow,
  "terms" | "termsDigest" | "reason" | "editedBy" | "editedAt" | "expiresAt"
>;

/** Puts new terms into a locked, waiting request: its next edition, of which nobody has approved anything. */
export async function recordEdition(tx: Transaction, id: string, edition: Edition): Promise<void> {
  await tx
    .update(requests)
    .set({
      ...edition,
      edition: sql`${requests.edition} + 1`,
      remindedAt: null,
      approvalsNeeded: 1,
      policyId: null,
      policyVersion: null,
      note: null,
    })
    .where(and(eq(requests.id, id), eq(requests.state, "waiting")));
}

/** Adds a request about something that is there. A second one that waits violates `requests_one_waiting`. */
export async function insertRequest(tx: Transaction, request: typeof requests.$inferInsert): Promise<void> {
  await tx.insert(requests).values(request);
}

/** The request that waits about a connection or an exposure, if any. */
export async function findWaitingRequest(
  tx: Transaction,
  scope: { organizationId: string; subjectId: string },
): Promise<RequestRow | null> {
  const [row] = await tx
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.organizationId, scope.organizationId),
        eq(requests.subjectId, scope.subjectId),
        eq(requests.state, "waiting"),
      ),
    );
  return row ?? null;
}
