import { and, eq, gt, inArray, isNotNull, lte, min, ne, notInArray, or, type SQL, sql } from "drizzle-orm";
import type { RouteTableSeen, VpcInventory } from "@/lib/domain/connections/observed";
import { endStates } from "@/lib/domain/connections/states";
import type { Database } from "./pool";
import { clusters, peerings, vpcs } from "./schema/clusters";
import { attempts, connections } from "./schema/connections";
import { organizations } from "./schema/organizations";
import { awsAccounts, places } from "./schema/places";

export type SweptPlace = {
  place: typeof places.$inferSelect;
  account: typeof awsAccounts.$inferSelect;
  /** VPCs of clusters in this place, and when the latest of their clusters was registered. */
  clusterVpcs: { vpcId: string; registeredAt: Date }[];
};

/** A place with its account. */
export async function loadSweptPlace(db: Database, placeId: string): Promise<SweptPlace> {
  const [row] = await db
    .select({ place: places, account: awsAccounts })
    .from(places)
    .innerJoin(awsAccounts, eq(awsAccounts.id, places.awsAccountId))
    .where(eq(places.id, placeId));
  if (!row) throw new Error(`There is no place ${placeId}.`);
  const clusterVpcs = await db
    .select({
      vpcId: clusters.vpcId,
      registeredAt: sql<Date>`max(${clusters.createdAt})`.mapWith(clusters.createdAt),
    })
    .from(clusters)
    .where(eq(clusters.placeId, placeId))
    .groupBy(clusters.vpcId);
  return { ...row, clusterVpcs };
}

const plannable = notInArray(connections.state, ["awaiting-approval", ...endStates]);

const sweptConnection = {
  connection: connections,
  cluster: {
    id: clusters.id,
    name: clusters.name,
    accountId: clusters.accountId,
    region: clusters.region,
    vpcId: clusters.vpcId,
    heldAt: clusters.heldAt,
  },
  withdrawAfterHours: organizations.withdrawAfterHours,
};

export type SweptConnection = {
  connection: typeof connections.$inferSelect;
  cluster: Pick<typeof clusters.$inferSelect, "id" | "name" | "accountId" | "region" | "vpcId" | "heldAt">;
  withdrawAfterHours: number;
};

function selectConnections(db: Database, condition: SQL | undefined): Promise<SweptConnection[]> {
  return db
    .select(sweptConnection)
    .from(connections)
    .innerJoin(clusters, eq(clusters.id, connections.clusterId))
    .innerJoin(organizations, eq(organizations.id, connections.organizationId))
    .where(condition)
    .orderBy(connections.id);
}

/** Every connection of a place that is planned: approved ones that have not ended. */
export function loadPlannedConnections(db: Database, placeId: string): Promise<SweptConnection[]> {
  return selectConnections(db, and(eq(connections.placeId, placeId), plannable));
}

/**
 * Those that a glance is for: their next look is due, somebody watches them, a person changed them since they were
 * last planned, or they are among `ids`.
 */
export function loadMovingConnections(
  db: Database,
  placeId: string,
  now: Date,
  ids: string[],
): Promise<SweptConnection[]> {
  const moving = or(
    lte(connections.lookAt, now),
    gt(connections.watchedUntil, now),
    ne(connections.revision, connections.plannedRevision),
    ids.length > 0 ? inArray(connections.id, ids) : undefined,
  );
  return selectConnections(db, and(eq(connections.placeId, placeId), plannable, moving));
}

export type SweptAttempt = typeof attempts.$inferSelect;

/**
 * The last attempt of each step of these connections: all that are open or unknown, others if later than `since`. What
 * was created or adopted is never too old: it must not be sent again after AWS has forgotten how it ended.
 */
export async function loadAttempts(
  db: Database,
  connectionIds: string[],
  since: Date,
): Promise<Map<string, SweptAttempt[]>> {
  const found = new Map<string, SweptAttempt[]>();
  if (connectionIds.length === 0) return found;
  const rows = await db
    .selectDistinctOn([attempts.connectionId, attempts.stepKey])
    .from(attempts)
    .where(
      and(
        sql`${attempts.connectionId} = any (${sql.param(connectionIds)}::uuid[])`,
        or(
          inArray(attempts.outcome, ["open", "unknown"]),
          inArray(attempts.stepKey, ["create-peering", "tag-peering"]),
          gt(attempts.startedAt, since),
        ),
      ),
    )
    .orderBy(attempts.connectionId, attempts.stepKey, sql`${attempts.startedAt} desc, ${attempts.id} desc`);
  for (const row of rows) found.set(row.connectionId, [...(found.get(row.connectionId) ?? []), row]);
  return found;
}

export type QueueEntry = {
  id: string;
  organizationId: string;
  approvedAt: Date;
  invitationLimit: number;
  state: "queued" | "sending" | "awaiting-acceptance";
  held: boolean;
  blockedCode: string | null;
};

/** Connections of a place that wait to be sent or for an answer, for the invitation queue. */
export async function loadInvitations(db: Database, placeId: string): Promise<QueueEntry[]> {
  const rows = await db
    .select({
      id: connections.id,
      organizationId: connections.organizationId,
      approvedAt: sql<Date>`coalesce(${connections.approvedAt}, ${connections.createdAt})`.mapWith(
        connections.createdAt,
      ),
      invitationLimit: organizations.invitationLimit,
      state: connections.state,
      held: sql<boolean>`${connections.heldAt} is not null or ${clusters.heldAt} is not null`,
      blockedCode: sql<string | null>`${connections.blocked} ->> 'code'`,
    })
    .from(connections)
    .innerJoin(clusters, eq(clusters.id, connections.clusterId))
    .innerJoin(organizations, eq(organizations.id, connections.organizationId))
    .where(
      and(
        eq(connections.placeId, placeId),
        inArray(connections.state, ["queued", "sending", "awaiting-acceptance"]),
      ),
    );
  return rows as QueueEntry[];
}

/** Unanswered requests of the place that are not ours, as the last looks saw them. */
export async function countForeignInvitations(
  db: Database,
  placeId: string,
  accountId: string,
): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(peerings)
    .where(
      and(
        eq(peerings.placeId, placeId),
        ne(peerings.origin, "ours"),
        inArray(peerings.status, ["initiating-request", "pending-acceptance"]),
        sql`${peerings.seen} #>> '{requester,accountId}' = ${accountId}`,
      ),
    );
  return row?.n ?? 0;
}

export type KnownVpc = {
  vpcId: string;
  inventory: VpcInventory;
  inventoryAt: Date;
  routeTables: RouteTableSeen[] | null;
};

/** VPCs of a place as they were last read; all of them without `vpcIds`. */
export async function loadVpcs(
  db: Database,
  placeId: string,
  vpcIds?: string[],
): Promise<Map<string, KnownVpc>> {
  if (vpcIds?.length === 0) return new Map();
  const rows = await db
    .select()
    .from(vpcs)
    .where(and(eq(vpcs.placeId, placeId), vpcIds ? inArray(vpcs.vpcId, vpcIds) : undefined));
  return new Map(rows.map((row) => [row.vpcId, row]));
}

/** Ids among `ids` that are connections of this place, and whether each has ended. */
export async function findConnectionEnds(
  db: Database,
  placeId: string,
  ids: string[],
): Promise<Map<string, { ended: boolean }>> {
  const valid = ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  if (valid.length === 0) return new Map();
  const rows = await db
    .select({ id: connections.id, ended: sql<boolean>`not (${plannable})` })
    .from(connections)
    .where(and(eq(connections.placeId, placeId), inArray(connections.id, valid)));
  return new Map(rows.map(({ id, ended }) => [id, { ended }]));
}

/** When the next glance of a place is wanted, and whether anybody watches or has changed something just now. */
export async function readNextLook(
  db: Database,
  placeId: string,
  now: Date,
): Promise<{ lookAt: Date | null; watched: boolean; changed: boolean }> {
  const [row] = await db
    .select({
      lookAt: min(connections.lookAt),
      watched: sql<boolean>`coalesce(bool_or(${connections.watchedUntil} > ${now}), false)`,
      changed: sql<boolean>`coalesce(bool_or(${connections.revision} <> ${connections.plannedRevision}), false)`,
    })
    .from(connections)
    .where(
      and(
        eq(connections.placeId, placeId),
        plannable,
        or(
          isNotNull(connections.lookAt),
          gt(connections.watchedUntil, now),
          ne(connections.revision, connections.plannedRevision),
        ),
      ),
    );
  return row ?? { lookAt: null, watched: false, changed: false };
}
