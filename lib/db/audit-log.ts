import { and, asc, count, desc, eq, gt, gte, lt, or, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { audit } from "./schema/audit";
import { organizations } from "./schema/organizations";

export type AuditRow = typeof audit.$inferSelect;
export type AuditRowOfOrganization = { entry: AuditRow; organization: { slug: string; name: string } };

/** A place in the log: by time, then by organization and number, which together are unique. */
export type AuditCursor = { at: Date; organizationId: string; seq: number };

export type AuditCondition = {
  /** "*" for all within reach. */
  organizationId: string | "*";
  /** Looked for in the verb, the person, the subject, the request id and the facts; "" for all. */
  search: string;
  personId: string | null;
  verb: string | null;
  outcome: "done" | "denied" | null;
  /** Inclusive. */
  from: Date | null;
  /** Exclusive. */
  until: Date | null;
};

function conditions(wanted: AuditCondition): (SQL | undefined)[] {
  const pattern = `%${wanted.search.replace(/[\\%_]/g, "\\$&")}%`;
  return [
    wanted.organizationId === "*" ? undefined : eq(audit.organizationId, wanted.organizationId),
    wanted.personId === null ? undefined : eq(audit.personId, wanted.personId),
    wanted.verb === null ? undefined : eq(audit.verb, wanted.verb),
    wanted.outcome === null ? undefined : eq(audit.outcome, wanted.outcome),
    wanted.from === null ? undefined : gte(audit.at, wanted.from),
    wanted.until === null ? undefined : lt(audit.at, wanted.until),
    wanted.search === ""
      ? undefined
      : or(
          sql`${audit.verb} ilike ${pattern}`,
          sql`${audit.personName} ilike ${pattern}`,
          sql`${audit.subjectKind} ilike ${pattern}`,
          sql`${audit.subjectId} ilike ${pattern}`,
          sql`${audit.requestId} ilike ${pattern}`,
          sql`${audit.address} ilike ${pattern}`,
          sql`${audit.facts}::text ilike ${pattern}`,
        ),
  ];
}

const withOrganization = {
  entry: audit,
  organization: { slug: organizations.slug, name: organizations.name },
};

const place = sql`(${audit.at}, ${audit.organizationId}, ${audit.seq})`;
const asPlace = ({ at, organizationId, seq }: AuditCursor) =>
  sql`(${at}::timestamptz, ${organizationId}::uuid, ${seq}::bigint)`;

/** One page of the log, newest first. One more than `limit` rows, so that the caller sees whether another follows. */
export function listAuditRows(
  tx: Transaction,
  { after, limit, ...wanted }: AuditCondition & { after: AuditCursor | null; limit: number },
): Promise<AuditRowOfOrganization[]> {
  return tx
    .select(withOrganization)
    .from(audit)
    .innerJoin(organizations, eq(organizations.id, audit.organizationId))
    .where(and(...conditions(wanted), after ? sql`${place} < ${asPlace(after)}` : undefined))
    .orderBy(desc(audit.at), desc(audit.organizationId), desc(audit.seq))
    .limit(limit + 1);
}

/**
 * The next rows of a copy, oldest first, at most `limit`. Only entries up to `heads` belong to it, so that all batches
 * together show one moment.
 */
export function listAuditBatch(
  tx: Transaction,
  {
    after,
    limit,
    heads,
    ...wanted
  }: AuditCondition & {
    after: AuditCursor | null;
    limit: number;
    heads: { organizationId: string; seq: number }[];
  },
): Promise<AuditRowOfOrganization[]> {
  // A lookup, not a join: rows then come in the index's order, and each batch ends where it is full.
  const upTo = JSON.stringify(
    Object.fromEntries(heads.map(({ organizationId, seq }) => [organizationId, seq])),
  );
  return tx
    .select(withOrganization)
    .from(audit)
    .innerJoin(organizations, eq(organizations.id, audit.organizationId))
    .where(
      and(
        ...conditions(wanted),
        sql`${audit.seq} <= (${upTo}::jsonb ->> ${audit.organizationId}::text)::bigint`,
        after ? sql`${place} > ${asPlace(after)}` : undefined,
      ),
    )
    .orderBy(asc(audit.at), asc(audit.organizationId), asc(audit.seq))
    .limit(limit);
}

/** One entry; null where it is not within reach. */
export async function findAuditRow(
  tx: Transaction,
  key: { organizationId: string; seq: number },
): Promise<AuditRowOfOrganization | null> {
  const [row] = await tx
    .select(withOrganization)
    .from(audit)
    .innerJoin(organizations, eq(organizations.id, audit.organizationId))
    .where(and(eq(audit.organizationId, key.organizationId), eq(audit.seq, key.seq)));
  return row ?? null;
}

/** The entries before and after one in its chain, as far as they exist. */
export async function findNeighbours(
  tx: Transaction,
  { organizationId, seq }: { organizationId: string; seq: number },
): Promise<{ older: AuditRow | null; newer: AuditRow | null }> {
  const own = eq(audit.organizationId, organizationId);
  const [older] = await tx
    .select()
    .from(audit)
    .where(and(own, lt(audit.seq, seq)))
    .orderBy(desc(audit.seq))
    .limit(1);
  const [newer] = await tx
    .select()
    .from(audit)
    .where(and(own, gt(audit.seq, seq)))
    .orderBy(asc(audit.seq))
    .limit(1);
  return { older: older ?? null, newer: newer ?? null };
}

/**
 * Everybody whom the audit names, each with the newest of their names, at most `limit`. It hops from person to person
 * along an index, as reading all entries to find a few people would take long.
 */
export async function listAuditPeople(
  tx: Transaction,
  organizationId: string | "*",
  limit: number,
): Promise<{ id: string; name: string | null }[]> {
  const within = organizationId === "*" ? sql`true` : sql`a.organization_id = ${organizationId}`;
  const { rows } = await tx.execute<{ id: string; name: string | null }>(sql`
    with recursive found (id) as (
      (select a.person_id from audit a where ${within} and a.person_id is not null order by a.person_id limit 1)
      union all
      select (select a.person_id from audit a where ${within} and a.person_id > found.id order by a.person_id limit 1)
      from found where found.id is not null
    )
    select found.id, (
      select a.person_name from audit a where ${within} and a.person_id = found.id order by a.at desc limit 1
    ) as name
    from found where found.id is not null limit ${limit}`);
  return rows;
}

/** How often a person did something since then. Others of the same person wait until this transaction is over. */
export async function countActsOf(
  tx: Transaction,
  { personId, verb, since }: { personId: string; verb: string; since: Date },
): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${verb} ${personId}`}, 0))`);
  const [row] = await tx
    .select({ acts: count() })
    .from(audit)
    .where(
      and(eq(audit.personId, personId), eq(audit.verb, verb), eq(audit.outcome, "done"), gt(audit.at, since)),
    );
  return row?.acts ?? 0;
}
