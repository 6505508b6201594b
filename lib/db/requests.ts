import { aliasedTable, and, asc, count, desc, eq, inArray, sql } from "drizzle-orm";
import type { RequestState } from "@/lib/domain/requests/requests";
import type { Transaction } from "./pool";
import { connections, exposures, organizations, people, requests } from "./schema";

const requester = aliasedTable(people, "requester");
const decider = aliasedTable(people, "decider");

const columns = {
  request: requests,
  organization: { id: organizations.id, slug: organizations.slug, name: organizations.name },
  requestedByName: requester.name,
  decidedByName: decider.name,
};

export type RequestWithNames = {
  request: typeof requests.$inferSelect;
  organization: { id: string; slug: string; name: string };
  requestedByName: string;
  decidedByName: string | null;
};

/** A place in a list ordered by time and id. */
export type RequestCursor = { at: Date; id: string };

/**
 * One page of requests in the given states; `organizationId` "*" for the provider's queue. Oldest first, or newest
 * first, after the cursor. Asks for one more than `limit` rows so that the caller sees whether another page follows.
 */
export function listRequestRows(
  tx: Transaction,
  options: {
    organizationId: string | "*";
    states: RequestState[];
    order: "oldest" | "newest";
    after: RequestCursor | null;
    limit: number;
  },
): Promise<RequestWithNames[]> {
  const { after, order } = options;
  const key = sql`(${requests.requestedAt}, ${requests.id})`;
  const direction = order === "oldest" ? asc : desc;
  const beyond = after
    ? sql`${key} ${sql.raw(order === "oldest" ? ">" : "<")} (${after.at}::timestamptz, ${after.id}::uuid)`
    : undefined;
  return tx
    .select(columns)
    .from(requests)
    .innerJoin(organizations, eq(organizations.id, requests.organizationId))
    .innerJoin(requester, eq(requester.id, requests.requestedBy))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .where(
      and(
        inArray(requests.state, options.states),
        options.organizationId === "*" ? undefined : eq(requests.organizationId, options.organizationId),
        beyond,
      ),
    )
    .orderBy(direction(requests.requestedAt), direction(requests.id))
    .limit(options.limit + 1);
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
  const [row] = await tx
    .select(columns)
    .from(requests)
    .innerJoin(organizations, eq(organizations.id, requests.organizationId))
    .innerJoin(requester, eq(requester.id, requests.requestedBy))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .where(
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

/** Records the decision on a locked, waiting request. */
export async function recordDecision(
  tx: Transaction,
  id: string,
  decision: { state: "approved" | "denied"; decidedBy: string; decidedAt: Date; note: string | null },
): Promise<void> {
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

/**
 * Moves the connection that a request asks for out of `awaiting-approval`. Gives its place, or null where it no longer
 * waits.
 */
export async function settleAwaitedConnection(
  tx: Transaction,
  scope: { id: string; organizationId: string },
  changes: Partial<typeof connections.$inferInsert>,
): Promise<{ placeId: string } | null> {
  const [row] = await tx
    .update(connections)
    .set({ ...changes, revision: sql`${connections.revision} + 1` })
    .where(
      and(
        eq(connections.id, scope.id),
        eq(connections.organizationId, scope.organizationId),
        eq(connections.state, "awaiting-approval"),
      ),
    )
    .returning({ placeId: connections.placeId });
  return row ?? null;
}

/**
 * Moves the exposure that a request asks for out of `awaiting-approval`. Gives its place, or null where it no longer
 * waits.
 */
export async function settleAwaitedExposure(
  tx: Transaction,
  scope: { id: string; organizationId: string },
  changes: Partial<typeof exposures.$inferInsert>,
): Promise<{ placeId: string } | null> {
  const [row] = await tx
    .update(exposures)
    .set({ ...changes, revision: sql`${exposures.revision} + 1` })
    .where(
      and(
        eq(exposures.id, scope.id),
        eq(exposures.organizationId, scope.organizationId),
        eq(exposures.state, "awaiting-approval"),
      ),
    )
    .returning({ placeId: exposures.placeId });
  return row ?? null;
}
