import { aliasedTable, and, asc, count, desc, eq, ilike, inArray, type SQL, sql } from "drizzle-orm";
import type { RequestSort } from "@/lib/domain/requests/filters";
import type { RequestKind, RequestState } from "@/lib/domain/requests/requests";
import type { Transaction } from "./pool";
import { type RequestWithNames, requestColumns, withNames } from "./requests";
import { organizations } from "./schema/organizations";
import { people } from "./schema/people";
import { delegations, requestApprovals, requests } from "./schema/requests";

/** A place in a list: what the list is sorted by, and the id that breaks ties. */
export type RequestCursor = { at: Date; id: string };

export type QueueOptions = {
  /** "*" for the provider's queue. */
  organizationId: string | "*";
  states: readonly RequestState[];
  kind?: RequestKind;
  /** Slug. */
  organization?: string;
  second?: boolean;
  /** Requests that `by` may decide, and that wait for one of these: `by` again, or those who delegated to them. */
  waitsFor?: { by: string | null; of: readonly string[] };
  search?: string;
  sort: RequestSort;
  after: RequestCursor | null;
  limit: number;
};

/** One page of requests. Asks for one more than `limit`, so that the caller sees whether another page follows. */
export function listRequestRows(tx: Transaction, options: QueueOptions): Promise<RequestWithNames[]> {
  const { after, sort } = options;
  const column = sort === "expiring" ? requests.expiresAt : requests.requestedAt;
  const direction = sort === "newest" ? desc : asc;
  const beyond = after
    ? sql`(${column}, ${requests.id}) ${sql.raw(sort === "newest" ? "<" : ">")} (${after.at}::timestamptz, ${after.id}::uuid)`
    : undefined;
  return withNames(tx.select(requestColumns).from(requests).$dynamic())
    .where(and(...narrow(options), beyond))
    .orderBy(direction(column), direction(requests.id))
    .limit(options.limit + 1);
}

function narrow(options: QueueOptions): (SQL | undefined)[] {
  return [
    inArray(requests.state, [...options.states]),
    options.organizationId === "*" ? undefined : eq(requests.organizationId, options.organizationId),
    options.kind ? eq(requests.kind, options.kind) : undefined,
    options.organization ? eq(organizations.slug, options.organization) : undefined,
    options.second ? waitsForSecond : undefined,
    options.waitsFor && waitsForOneOf(options.waitsFor),
    matches(options.search ?? ""),
  ];
}

const presentApprovals = sql`select from ${requestApprovals} a where a.request_id = ${requests.id}
  and a.edition = ${requests.edition} and a.taken_back_at is null`;

const waitsForSecond = sql`(${requests.state} = 'waiting' and ${requests.approvalsNeeded} > 1 and exists (${presentApprovals}))`;

/** Waiting, and this person may decide it and has not approved it. */
function waitsFor(personId: string): SQL {
  return sql`(${requests.state} = 'waiting' and ${requests.requestedBy} <> ${personId}
    and ${personId}::uuid <> all (${requests.editors})
    and not exists (${presentApprovals} and a.person_id = ${personId}))`;
}

function waitsForOneOf({ by, of }: { by: string | null; of: readonly string[] }): SQL {
  if (by === null) return sql`false`;
  return sql`(${waitsFor(by)} and (false ${sql.join(of.map((id) => sql` or ${waitsFor(id)}`))}))`;
}

const requester = aliasedTable(people, "requester");

function matches(search: string): SQL | undefined {
  const words = search.trim().replace(/[\\%_]/g, (character) => `\\${character}`);
  if (words === "") return undefined;
  const term = (name: string) => sql`coalesce(${requests.terms} ->> ${name}, '')`;
  const text = sql`${organizations.name} || ' ' || ${organizations.slug} || ' ' || ${requester.name} || ' ' || ${requester.email}
    || ' ' || ${term("name")} || ' ' || ${term("clusterName")} || ' ' || ${term("accountId")} || ' ' || ${term("vpcId")}`;
  return ilike(sql`(${text})`, `%${words}%`);
}

export type RequestCounts = { waiting: number; second: number; mine: number; delegated: number };

/**
 * How many requests wait: in all, for a second approver, for this person, and of those for whoever delegated to them.
 * `personId` null: nobody who decides.
 */
export async function countQueue(
  tx: Transaction,
  options: { organizationId: string | "*"; personId: string | null; delegatedBy: readonly string[] },
): Promise<RequestCounts> {
  const { personId: by, delegatedBy } = options;
  const number = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;
  const [row] = await tx
    .select({
      waiting: count(),
      second: number(waitsForSecond),
      mine: number(waitsForOneOf({ by, of: by === null ? [] : [by] })),
      delegated: number(waitsForOneOf({ by, of: delegatedBy })),
    })
    .from(requests)
    .where(
      and(
        eq(requests.state, "waiting"),
        options.organizationId === "*" ? undefined : eq(requests.organizationId, options.organizationId),
      ),
    );
  return row ?? { waiting: 0, second: 0, mine: 0, delegated: 0 };
}

/** Organizations that have ever asked for something, by name: the choices of the queue's filter. */
export async function listAskingOrganizations(tx: Transaction): Promise<{ slug: string; name: string }[]> {
  return tx
    .select({ slug: organizations.slug, name: organizations.name })
    .from(organizations)
    .where(sql`exists (select from ${requests} r where r.organization_id = ${organizations.id})`)
    .orderBy(asc(organizations.name));
}

/** What was approved before, by organization, and within it by AWS account: `organization` and `organization/account`. */
export async function readPrecedents(tx: Transaction, organizationIds: string[]): Promise<Set<string>> {
  if (organizationIds.length === 0) return new Set();
  const accountId = sql<string | null>`${requests.terms} ->> 'accountId'`;
  const rows = await tx
    .selectDistinct({ organizationId: requests.organizationId, accountId })
    .from(requests)
    .where(and(inArray(requests.organizationId, organizationIds), eq(requests.state, "approved")));
  return new Set(rows.flatMap((row) => [row.organizationId, `${row.organizationId}/${row.accountId ?? ""}`]));
}

export type StandsIn = { id: string; personId: string; name: string; untilAt: Date };

/** Colleagues who are away now and named this person. */
export async function listStandsInFor(tx: Transaction, personId: string, now: Date): Promise<StandsIn[]> {
  return tx
    .select({
      id: delegations.id,
      personId: delegations.personId,
      name: people.name,
      untilAt: delegations.untilAt,
    })
    .from(delegations)
    .innerJoin(people, eq(people.id, delegations.personId))
    .where(
      and(
        eq(delegations.delegateId, personId),
        sql`${delegations.fromAt} <= ${now} and ${delegations.untilAt} > ${now} and ${delegations.endedAt} is null`,
      ),
    )
    .orderBy(asc(people.name));
}
