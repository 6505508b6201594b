import { and, asc, count, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { clusterFacts } from "@/lib/domain/connections/cluster-facts";
import { commercialRegions } from "@/lib/domain/connections/regions";
import type { RequestWorld } from "@/lib/domain/connections/request-world";
import { type ConnectionState, endStates, liveStates } from "@/lib/domain/connections/states";
import type { ConnectionFilter } from "@/lib/domain/connections/status";
import {
  type ClusterRow,
  listClusterRows,
  readableClusters,
  readOtherPeerings,
  readOwnAccountIds,
  readPlaceHealth,
  readVpcs,
} from "./clusters";
import type { Transaction } from "./pool";
import { clusters } from "./schema/clusters";
import { connections } from "./schema/connections";
import { organizations } from "./schema/organizations";
import { people } from "./schema/people";
import { requests } from "./schema/requests";

export type ConnectionRow = typeof connections.$inferSelect;

/** A connection with what its page needs of its neighbours. */
export type ConnectionWithCluster = {
  connection: ConnectionRow;
  cluster: ClusterRow;
  requestedByName: string;
  /** The organization's: unanswered invitations are withdrawn after so many hours. */
  withdrawAfterHours: number;
};

const withCluster = {
  connection: connections,
  cluster: readableClusters,
  requestedByName: people.name,
  withdrawAfterHours: organizations.withdrawAfterHours,
};

/** One connection of the organization, or null. */
export async function findConnection(
  tx: Transaction,
  options: { organizationId: string; id: string; lock?: boolean },
): Promise<ConnectionWithCluster | null> {
  const query = tx
    .select(withCluster)
    .from(connections)
    .innerJoin(clusters, eq(clusters.id, connections.clusterId))
    .innerJoin(people, eq(people.id, connections.requestedBy))
    .innerJoin(organizations, eq(organizations.id, connections.organizationId))
    .where(and(eq(connections.organizationId, options.organizationId), eq(connections.id, options.id)));
  const [row] = await (options.lock ? query.for("update", { of: connections }) : query);
  return row ?? null;
}

export type ConnectionSort = "name" | "-name" | "created" | "-created";

/** Where a page of the list ended: the sorted value as text, and the id that breaks ties. */
export type ConnectionCursor = { value: string; id: string };

/**
 * One page of an organization's connections. `search` finds parts of the name, and of the account, VPC and peering
 * ids. Asks for one row more than `limit`, so that the caller sees whether another page follows. `key` is what a row
 * was sorted by, for the cursor.
 */
export function listConnectionRows(
  tx: Transaction,
  options: {
    organizationId: string;
    search: string;
    filter: ConnectionFilter | ConnectionState;
    clusterId: string | null;
    sort: ConnectionSort;
    after: ConnectionCursor | null;
    limit: number;
  },
): Promise<(ConnectionWithCluster & { key: string })[]> {
  const { sort, after } = options;
  const key = sort.endsWith("name") ? sql`lower(${connections.name})` : sql`${connections.createdAt}`;
  const type = sql.raw(sort.endsWith("name") ? "text" : "timestamptz");
  const descending = sort.startsWith("-");
  const beyond = after
    ? sql`(${key}, ${connections.id}) ${sql.raw(descending ? "<" : ">")} (${after.value}::${type}, ${after.id}::uuid)`
    : undefined;
  const direction = descending ? desc : asc;
  return tx
    .select({ ...withCluster, key: sql<string>`${key}::text` })
    .from(connections)
    .innerJoin(clusters, eq(clusters.id, connections.clusterId))
    .innerJoin(people, eq(people.id, connections.requestedBy))
    .innerJoin(organizations, eq(organizations.id, connections.organizationId))
    .where(
      and(
        eq(connections.organizationId, options.organizationId),
        options.clusterId ? eq(connections.clusterId, options.clusterId) : undefined,
        matches(options.search),
        isGroup(options.filter) ? filterSql[options.filter] : eq(connections.state, options.filter),
        beyond,
      ),
    )
    .orderBy(direction(key), direction(connections.id))
    .limit(options.limit + 1);
}

const degraded = sql`(${connections.state} in ('active', 'connecting') and jsonb_path_exists(${connections.lights}, '$.*.value ? (@ == "bad")'))`;
const needsPerson = sql`(${inArray(connections.state, liveStates)} and ${connections.blocked} ->> 'code' in
  ('held', 'observe-only', 'pair-already-connected', 'reversed-pair', 'quota', 'refused-rights', 'aws-refused'))`;

const filterSql: Record<ConnectionFilter, SQL | undefined> = {
  current: inArray(connections.state, liveStates),
  attention: or(
    inArray(connections.state, ["awaiting-approval", "awaiting-acceptance"]),
    degraded,
    needsPerson,
  ),
  active: eq(connections.state, "active"),
  ended: inArray(connections.state, [...endStates]),
  all: undefined,
};

function isGroup(filter: ConnectionFilter | ConnectionState): filter is ConnectionFilter {
  // A connection is `active` in the same sense as the group of that name.
  return filter in filterSql;
}

function matches(search: string): SQL | undefined {
  const words = search.trim().replace(/[\\%_]/g, (character) => `\\${character}`);
  if (words === "") return undefined;
  const text = sql`(${connections.name} || ' ' || ${connections.accountId} || ' ' || ${connections.vpcId} || ' ' || coalesce(${connections.peeringId}, '') || ' ' || ${clusters.name})`;
  return sql`${text} ilike ${`%${words}%`}`;
}

/** How many connections of an organization each filter shows. */
export async function countConnections(
  tx: Transaction,
  organizationId: string,
): Promise<Record<ConnectionFilter, number>> {
  const number = (condition: SQL | undefined) =>
    condition ? sql<number>`(count(*) filter (where ${condition}))::int` : sql<number>`count(*)::int`;
  const [row] = await tx
    .select({
      current: number(filterSql.current),
      attention: number(filterSql.attention),
      active: number(filterSql.active),
      ended: number(filterSql.ended),
      all: number(filterSql.all),
    })
    .from(connections)
    .where(eq(connections.organizationId, organizationId));
  return row ?? { current: 0, attention: 0, active: 0, ended: 0, all: 0 };
}

/** Connections of the organization by id, with their clusters. */
export async function readConnectionsById(
  tx: Transaction,
  options: { organizationId: string; ids: string[] },
): Promise<Map<string, ConnectionWithCluster>> {
  if (options.ids.length === 0) return new Map();
  const rows = await tx
    .select(withCluster)
    .from(connections)
    .innerJoin(clusters, eq(clusters.id, connections.clusterId))
    .innerJoin(people, eq(people.id, connections.requestedBy))
    .innerJoin(organizations, eq(organizations.id, connections.organizationId))
    .where(and(eq(connections.organizationId, options.organizationId), inArray(connections.id, options.ids)));
  return new Map(rows.map((row) => [row.connection.id, row]));
}

/** How many connections of each cluster need somebody. */
export async function countAttention(tx: Transaction, organizationId: string): Promise<Map<string, number>> {
  const rows = await tx
    .select({ clusterId: connections.clusterId, number: count() })
    .from(connections)
    .where(and(eq(connections.organizationId, organizationId), filterSql.attention))
    .groupBy(connections.clusterId);
  return new Map(rows.map((row) => [row.clusterId, row.number]));
}

/**
 * Adds a connection and the request that asks for it. Two live ones of one cluster with one name, or with one VPC,
 * violate a unique index.
 */
export async function insertRequestedConnection(
  tx: Transaction,
  connection: typeof connections.$inferInsert,
  request: typeof requests.$inferInsert,
): Promise<void> {
  await tx.insert(connections).values(connection);
  await tx.insert(requests).values(request);
}

/** Changes a connection that the caller has loaded and judged; its revision rises. */
export async function updateConnection(
  tx: Transaction,
  options: { organizationId: string; id: string },
  changes: Partial<Omit<ConnectionRow, "id" | "organizationId" | "revision">>,
): Promise<void> {
  await tx
    .update(connections)
    .set({ ...changes, revision: sql`${connections.revision} + 1` })
    .where(and(eq(connections.organizationId, options.organizationId), eq(connections.id, options.id)));
}

/** Says that somebody has its page open; nothing that a page shows has changed. Null where it is said already. */
export async function markWatched(
  tx: Transaction,
  options: { organizationId: string; id: string; until: Date; unlessAfter: Date },
): Promise<{ placeId: string; state: ConnectionState } | null> {
  const [row] = await tx
    .update(connections)
    .set({ watchedUntil: options.until })
    .where(
      and(
        eq(connections.organizationId, options.organizationId),
        eq(connections.id, options.id),
        sql`(${connections.watchedUntil} is null or ${connections.watchedUntil} < ${options.unlessAfter})`,
      ),
    )
    .returning({ placeId: connections.placeId, state: connections.state });
  return row ?? null;
}

/**
 * Everything that the checks of a request may know: the clusters with their VPCs as last read, their connections and
 * what else is peered with them. For one organization, or "*" for an admin who judges; other organizations' facts
 * never enter a cluster's.
 */
export async function loadRequestWorld(
  tx: Transaction,
  options: {
    organizationId: string;
    clusterIds?: string[];
    now: Date;
    /** Left out of what is counted and compared: the one whose own request is being judged. */
    excludeConnectionId?: string;
  },
): Promise<RequestWorld> {
  const rows = await listClusterRows(tx, { organizationId: options.organizationId, ids: options.clusterIds });
  const vpcRows = await readVpcs(tx, rows);
  const others = await readOtherPeerings(tx, rows);
  const health = await readPlaceHealth(
    tx,
    rows.map((row) => row.placeId),
  );
  const live = await readLiveConnections(tx, rows);
  return {
    clusters: rows.map((row) => {
      const vpc = vpcRows.get(`${row.placeId}/${row.vpcId}`);
      return clusterFacts({
        cluster: row,
        inventory: vpc?.inventory ?? null,
        inventoryAt: vpc?.inventoryAt ?? null,
        routeTables: vpc?.routeTables ?? null,
        connections: live
          .filter(({ clusterId, id }) => clusterId === row.id && id !== options.excludeConnectionId)
          .map(({ clusterId: _, ...connection }) => connection),
        otherPeerings: others
          .filter(({ placeId }) => placeId === row.placeId)
          .map(({ seen }) => seen)
          .filter((seen) => [seen.requester.vpcId, seen.accepter.vpcId].includes(row.vpcId)),
        held: heldReason(row, health.get(row.placeId)),
      });
    }),
    ownAccountIds: await readOwnAccountIds(tx),
    regions: [...commercialRegions],
    outstanding: await readOutstanding(tx, rows),
  };
}

function heldReason(
  row: ClusterRow,
  place: { held: boolean; heldReason: string | null } | undefined,
): string | null {
  if (row.heldAt) return row.heldReason ?? "";
  return place?.held ? (place.heldReason ?? "") : null;
}

async function readLiveConnections(tx: Transaction, rows: ClusterRow[]) {
  if (rows.length === 0) return [];
  return tx
    .select({
      clusterId: connections.clusterId,
      id: connections.id,
      name: connections.name,
      accountId: connections.accountId,
      vpcId: connections.vpcId,
      cidrs: connections.cidrs,
      state: connections.state,
    })
    .from(connections)
    .where(
      and(
        inArray(
          connections.clusterId,
          rows.map((row) => row.id),
        ),
        inArray(connections.state, liveStates),
      ),
    )
    .orderBy(asc(connections.createdAt), asc(connections.id));
}

/** Unanswered invitations of these clusters' organizations, by place; the limit is the organization's own. */
async function readOutstanding(tx: Transaction, rows: ClusterRow[]): Promise<RequestWorld["outstanding"]> {
  if (rows.length === 0) return {};
  const ids = [...new Set(rows.map((row) => row.organizationId))];
  const limits = await tx
    .select({ id: organizations.id, limit: organizations.invitationLimit })
    .from(organizations)
    .where(inArray(organizations.id, ids));
  const used = await tx
    .select({ accountId: clusters.accountId, region: clusters.region, used: count() })
    .from(connections)
    .innerJoin(clusters, eq(clusters.id, connections.clusterId))
    .where(
      and(
        inArray(connections.organizationId, ids),
        inArray(connections.state, ["queued", "sending", "awaiting-acceptance"]),
      ),
    )
    .groupBy(clusters.accountId, clusters.region);
  const limit = Math.min(...limits.map((organization) => organization.limit));
  return Object.fromEntries(
    used.map((place) => [`${place.accountId}/${place.region}`, { used: place.used, limit }]),
  );
}

/** The requests about a connection, oldest first: the one that asked for it, then those that asked to change it. */
export async function listRequestsOf(
  tx: Transaction,
  options: { organizationId: string; connectionId: string },
): Promise<(typeof requests.$inferSelect)[]> {
  return tx
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.organizationId, options.organizationId),
        eq(requests.kind, "connection"),
        eq(requests.subjectId, options.connectionId),
      ),
    )
    .orderBy(asc(requests.requestedAt), asc(requests.id));
}
