import { and, asc, count, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { type ExposureState, exposureEnds, exposureStates } from "@/lib/domain/exposures/states";
import type { ExposureFilter } from "@/lib/domain/exposures/views";
import { passingBlocks } from "@/lib/domain/exposures/words-states";
import type { Transaction } from "./pool";
import { exposures } from "./schema/exposures";
import { people } from "./schema/people";
import { requests } from "./schema/requests";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { vcdClusters, vcdEdges } from "./schema/vcd-clusters";

export type ExposureRow = typeof exposures.$inferSelect;

/** An exposure with what its lines and pages need of its neighbours. */
export type ExposureFound = {
  exposure: ExposureRow;
  cluster: Pick<typeof vcdClusters.$inferSelect, "id" | "name" | "goneAt">;
  siteName: string;
  vcdOrganizationName: string;
  edgeName: string | null;
  requestedByName: string;
};

const found = {
  exposure: exposures,
  cluster: { id: vcdClusters.id, name: vcdClusters.name, goneAt: vcdClusters.goneAt },
  siteName: vcdSites.name,
  vcdOrganizationName: vcdOrganizations.name,
  edgeName: sql<string | null>`${vcdEdges.seen} ->> 'name'`,
  requestedByName: people.name,
};

const edgeOfExposure = and(eq(vcdEdges.placeId, exposures.placeId), eq(vcdEdges.edgeId, exposures.edgeId));

function select(tx: Transaction) {
  return tx
    .select(found)
    .from(exposures)
    .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdClusters.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .innerJoin(people, eq(people.id, exposures.requestedBy))
    .leftJoin(vcdEdges, edgeOfExposure);
}

const liveStates = exposureStates.filter((state) => !(exposureEnds as readonly string[]).includes(state));

/** One exposure of the organization, or null. */
export async function findExposure(
  tx: Transaction,
  options: { organizationId: string; id: string; lock?: boolean },
): Promise<ExposureFound | null> {
  const query = select(tx).where(
    and(eq(exposures.organizationId, options.organizationId), eq(exposures.id, options.id)),
  );
  const [row] = await (options.lock ? query.for("update", { of: exposures }) : query);
  return row ?? null;
}

/** All exposures of some clusters, live ones first, then newest first. */
export async function listExposuresOfClusters(
  tx: Transaction,
  options: { organizationId: string; clusterIds: string[] },
): Promise<ExposureFound[]> {
  if (options.clusterIds.length === 0) return [];
  return select(tx)
    .where(
      and(
        eq(exposures.organizationId, options.organizationId),
        inArray(exposures.clusterId, options.clusterIds),
      ),
    )
    .orderBy(
      sql`${exposures.state} in ('off', 'denied', 'withdrawn', 'failed')`,
      desc(exposures.createdAt),
      desc(exposures.id),
    );
}

const bad = sql`(${exposures.state} = 'exposed' and jsonb_path_exists(${exposures.lights}, '$.*.value ? (@ == "bad")'))`;
const needsPerson = and(
  inArray(exposures.state, liveStates),
  sql`${exposures.blocked} ->> 'code' <> all(${sql.param(passingBlocks)}::text[])`,
);

const filterSql: Record<ExposureFilter, SQL | undefined> = {
  current: inArray(exposures.state, liveStates),
  attention: or(eq(exposures.state, "awaiting-approval"), bad, needsPerson),
  exposed: eq(exposures.state, "exposed"),
  ended: inArray(exposures.state, [...exposureEnds]),
  all: undefined,
};

function isGroup(filter: ExposureFilter | ExposureState): filter is ExposureFilter {
  // An exposure is `exposed` in the same sense as the group of that name.
  return filter in filterSql;
}

/** Where a page of the list ended. */
export type ExposureCursor = { at: Date; id: string };

/**
 * One page of an organization's exposures, newest first. `search` finds parts of the cluster's name, of addresses and of
 * the edge's name. Asks for one row more than `limit`, so that the caller sees whether another page follows.
 */
export function listExposureRows(
  tx: Transaction,
  options: {
    organizationId: string;
    search: string;
    filter: ExposureFilter | ExposureState;
    clusterId: string | null;
    after: ExposureCursor | null;
    limit: number;
  },
): Promise<ExposureFound[]> {
  const { after } = options;
  return select(tx)
    .where(
      and(
        eq(exposures.organizationId, options.organizationId),
        options.clusterId ? eq(exposures.clusterId, options.clusterId) : undefined,
        matches(options.search),
        isGroup(options.filter) ? filterSql[options.filter] : eq(exposures.state, options.filter),
        after
          ? sql`(${exposures.createdAt}, ${exposures.id}) < (${after.at}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(exposures.createdAt), desc(exposures.id))
    .limit(options.limit + 1);
}

function matches(search: string): SQL | undefined {
  const words = search.trim().replace(/[\\%_]/g, (character) => `\\${character}`);
  if (words === "") return undefined;
  const text = sql`(${vcdClusters.name} || ' ' || coalesce(${exposures.address}, '') || ' ' || coalesce(${exposures.internalAddress}, '') || ' ' || coalesce(${vcdEdges.seen} ->> 'name', ''))`;
  return sql`${text} ilike ${`%${words}%`}`;
}

/** How many exposures of an organization each filter shows. */
export async function countExposures(
  tx: Transaction,
  organizationId: string,
): Promise<Record<ExposureFilter, number>> {
  const number = (condition: SQL | undefined) =>
    condition ? sql<number>`(count(*) filter (where ${condition}))::int` : sql<number>`count(*)::int`;
  const [row] = await tx
    .select({
      current: number(filterSql.current),
      attention: number(filterSql.attention),
      exposed: number(filterSql.exposed),
      ended: number(filterSql.ended),
      all: number(filterSql.all),
    })
    .from(exposures)
    .where(eq(exposures.organizationId, organizationId));
  return row ?? { current: 0, attention: 0, exposed: 0, ended: 0, all: 0 };
}

/** How many exposures of an organization need somebody, by cluster. */
export async function countExposureAttention(
  tx: Transaction,
  organizationId: string,
): Promise<Map<string, number>> {
  const rows = await tx
    .select({ clusterId: exposures.clusterId, number: count() })
    .from(exposures)
    .where(and(eq(exposures.organizationId, organizationId), filterSql.attention))
    .groupBy(exposures.clusterId);
  return new Map(rows.map((row) => [row.clusterId, row.number]));
}

/**
 * Adds an exposure and the request that asks for it. A second live one of one cluster violates the unique index
 * `exposures_one_live`.
 */
export async function insertRequestedExposure(
  tx: Transaction,
  exposure: typeof exposures.$inferInsert,
  request: typeof requests.$inferInsert,
): Promise<void> {
  await tx.insert(exposures).values(exposure);
  await tx.insert(requests).values(request);
}

/** Adds an exposure for a rule of CSE's that is there already: nothing is asked for, so no request goes with it. */
export async function insertFoundExposure(
  tx: Transaction,
  exposure: typeof exposures.$inferInsert,
): Promise<void> {
  await tx.insert(exposures).values(exposure);
}

/** Changes an exposure that the caller has loaded and judged; its revision rises, so that its next plan knows. */
export async function updateExposure(
  tx: Transaction,
  options: { organizationId: string; id: string },
  changes: Partial<Omit<ExposureRow, "id" | "organizationId" | "revision">>,
): Promise<void> {
  await tx
    .update(exposures)
    .set({ ...changes, revision: sql`${exposures.revision} + 1` })
    .where(and(eq(exposures.organizationId, options.organizationId), eq(exposures.id, options.id)));
}

/** Says that somebody has its page open; nothing that a page shows has changed. Null where it is said already. */
export async function markExposureWatched(
  tx: Transaction,
  options: { organizationId: string; id: string; until: Date; unlessAfter: Date },
): Promise<{ placeId: string; state: ExposureState } | null> {
  const [row] = await tx
    .update(exposures)
    .set({ watchedUntil: options.until })
    .where(
      and(
        eq(exposures.organizationId, options.organizationId),
        eq(exposures.id, options.id),
        sql`(${exposures.watchedUntil} is null or ${exposures.watchedUntil} < ${options.unlessAfter})`,
      ),
    )
    .returning({ placeId: exposures.placeId, state: exposures.state });
  return row ?? null;
}

/** Requests about one exposure, oldest first: the one that asked for it, and those that asked for openings. */
export function listRequestsOfExposure(
  tx: Transaction,
  options: { organizationId: string; exposureId: string },
): Promise<(typeof requests.$inferSelect)[]> {
  return tx
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.organizationId, options.organizationId),
        eq(requests.kind, "exposure"),
        eq(requests.subjectId, options.exposureId),
      ),
    )
    .orderBy(asc(requests.requestedAt), asc(requests.id));
}

/** Requests for openings of the firewall that wait for a decision, by exposure. */
export async function listWaitingOpenings(
  tx: Transaction,
  organizationId: string,
): Promise<Map<string, { requestId: string; clientCidrs: string[]; requestedAt: string }>> {
  const rows = await tx
    .select({
      requestId: requests.id,
      exposureId: requests.subjectId,
      terms: requests.terms,
      requestedAt: requests.requestedAt,
    })
    .from(requests)
    .where(
      and(
        eq(requests.organizationId, organizationId),
        eq(requests.kind, "exposure"),
        eq(requests.state, "waiting"),
        sql`${requests.terms} ->> 'act' = 'open-firewall'`,
      ),
    );
  return new Map(
    rows.flatMap(({ requestId, exposureId, terms, requestedAt }) =>
      terms.kind === "exposure"
        ? [
            [
              exposureId,
              { requestId, clientCidrs: terms.clientCidrs, requestedAt: requestedAt.toISOString() },
            ] as const,
          ]
        : [],
    ),
  );
}
