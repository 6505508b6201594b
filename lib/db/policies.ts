import { aliasedTable, and, asc, desc, eq, isNull, max, ne, sql } from "drizzle-orm";
import type { PastRequest } from "@/lib/domain/policies/dry-run";
import type { PolicyNames } from "@/lib/domain/policies/matches";
import { noConditions, type PolicyRule, type RuleInForce } from "@/lib/domain/policies/rule";
import type { PolicyChoices, PolicyPart } from "@/lib/domain/policies/views";
import type { Transaction } from "./pool";
import { clusters } from "./schema/clusters";
import { organizations } from "./schema/organizations";
import { people } from "./schema/people";
import { policies, policyVersions } from "./schema/policies";
import { requests } from "./schema/requests";
import { vcdClusters } from "./schema/vcd-clusters";

/** How many of the latest requests a rule is tried on, and counted over. */
export const triedRequests = 100;

/** The rules that are switched on, in their order, each in its present version; also for a tenant's transaction. */
export async function readRulesInForce(tx: Transaction): Promise<RuleInForce[]> {
  const { rows } = await tx.execute<{ id: string; version: number; name: string; rule: PolicyRule }>(
    sql`select id, version, name, rule from drawbridge_policies_in_force()`,
  );
  return rows.map(({ id, rule, ...rest }) => ({ policyId: id, ...rest, rule: wholeRule(rule) }));
}

/** A version written before a condition was known does not restrict by it. */
function wholeRule(rule: PolicyRule): PolicyRule {
  return { ...rule, conditions: { ...noConditions, ...rule.conditions } };
}

/** What a rule made of a waiting request: decided it, or left it to people and says how many. */
export type PolicyMark = {
  state: "approved" | "denied" | "waiting";
  decidedAt: Date | null;
  approvalsNeeded: 1 | 2;
  /** Null where no rule concerned it. */
  policy: { policyId: string; version: number } | null;
  note: string | null;
};

/** Records on a waiting request what the rules made of it; nobody's name stands there. */
export async function recordPolicyMark(tx: Transaction, requestId: string, mark: PolicyMark): Promise<void> {
  const { policy, ...rest } = mark;
  await tx
    .update(requests)
    .set({ ...rest, policyId: policy?.policyId ?? null, policyVersion: policy?.version ?? null })
    .where(and(eq(requests.id, requestId), eq(requests.state, "waiting")));
}

export type MarkedRequest = Pick<
  typeof requests.$inferSelect,
  "id" | "state" | "policyId" | "policyVersion" | "approvalsNeeded" | "decidedBy"
>;

/**
 * How rules took part in some requests, by the requests' ids; those without a rule are left out. A tenant reads the
 * versions that concern something of theirs, and no others.
 */
export async function readPolicyParts(
  tx: Transaction,
  rows: readonly MarkedRequest[],
): Promise<Map<string, PolicyPart>> {
  const marked = rows.filter(({ policyId }) => policyId !== null);
  if (marked.length === 0) return new Map();
  const pairs = sql.join(
    marked.map(({ policyId, policyVersion }) => sql`(${policyId}::uuid, ${policyVersion}::int)`),
    sql`, `,
  );
  const versions = await tx
    .select()
    .from(policyVersions)
    .where(sql`(${policyVersions.policyId}, ${policyVersions.version}) in (${pairs})`);
  const parts = new Map<string, PolicyPart>();
  for (const row of marked) {
    const found = versions.find(
      ({ policyId, version }) => policyId === row.policyId && version === row.policyVersion,
    );
    const part = found && partOf(row);
    if (!found || !part) continue;
    const { policyId, version, name, rule } = found;
    parts.set(row.id, { policyId, version, name, words: rule.words, part });
  }
  return parts;
}

function partOf(row: MarkedRequest): PolicyPart["part"] | null {
  if (row.approvalsNeeded > 1) return "two-approvers";
  if (row.decidedBy === null && (row.state === "approved" || row.state === "denied")) return row.state;
  return row.state === "waiting" ? "held-back" : null;
}

export type PolicyRow = typeof policies.$inferSelect;
export type PolicyVersionRow = { row: typeof policyVersions.$inferSelect; by: string };

const latest = sql`(select id, policy_id, row_number() over (order by requested_at desc, id desc) as nth from requests)`;

/** Rules that are not deleted, in their order, with their present version and how many recent requests they concern. */
export async function listPolicyRows(
  tx: Transaction,
): Promise<(PolicyVersionRow & { policy: PolicyRow; decided: number })[]> {
  const rows = await tx
    .select({
      policy: policies,
      row: policyVersions,
      by: people.name,
      decided: sql<number>`(select count(*)::int from ${latest} r where r.nth <= ${triedRequests} and r.policy_id = policies.id)`,
    })
    .from(policies)
    .innerJoin(
      policyVersions,
      and(eq(policyVersions.policyId, policies.id), eq(policyVersions.version, policies.version)),
    )
    .innerJoin(people, eq(people.id, policyVersions.createdBy))
    .where(isNull(policies.deletedAt))
    .orderBy(asc(policies.position), asc(policies.id));
  return rows.map((each) => ({ ...each, row: { ...each.row, rule: wholeRule(each.row.rule) } }));
}

/** One rule, deleted or not; with `lock` nobody else changes it until commit. */
export async function findPolicy(tx: Transaction, id: string, lock = false): Promise<PolicyRow | null> {
  const query = tx.select().from(policies).where(eq(policies.id, id));
  const [row] = await (lock ? query.for("update") : query);
  return row ?? null;
}

/** Every version of a rule, newest first. */
export async function listPolicyVersions(tx: Transaction, policyId: string): Promise<PolicyVersionRow[]> {
  const rows = await tx
    .select({ row: policyVersions, by: people.name })
    .from(policyVersions)
    .innerJoin(people, eq(people.id, policyVersions.createdBy))
    .where(eq(policyVersions.policyId, policyId))
    .orderBy(desc(policyVersions.version));
  return rows.map(({ row, by }) => ({ row: { ...row, rule: wholeRule(row.rule) }, by }));
}

/** How many of the latest requests a rule decided, or asked two people for. */
export async function countDecided(tx: Transaction, policyId: string): Promise<number> {
  const { rows } = await tx.execute<{ decided: number }>(
    sql`select count(*)::int as decided from ${latest} r where r.nth <= ${triedRequests} and r.policy_id = ${policyId}`,
  );
  return rows[0]?.decided ?? 0;
}

/** Inserts a rule that is off, last in order, with its first version. */
export async function insertPolicy(
  tx: Transaction,
  values: { id: string; name: string; rule: PolicyRule; createdBy: string; createdAt: Date },
): Promise<void> {
  const { id, name, rule, createdBy, createdAt } = values;
  const [last] = await tx
    .select({ position: max(policies.position) })
    .from(policies)
    .where(isNull(policies.deletedAt));
  const position = (last?.position ?? 0) + 1;
  await tx.insert(policies).values({ id, name, position, on: false, version: 1, createdAt });
  await tx.insert(policyVersions).values({ policyId: id, version: 1, name, rule, createdBy, createdAt });
}

/** Adds a version to a rule that the caller has locked, and puts it in force. */
export async function insertPolicyVersion(
  tx: Transaction,
  values: typeof policyVersions.$inferInsert,
): Promise<void> {
  await tx.insert(policyVersions).values(values);
  await tx
    .update(policies)
    .set({ version: values.version, name: values.name })
    .where(eq(policies.id, values.policyId));
}

/** Changes a rule that the caller has locked; its versions stay as they are. */
export async function updatePolicy(
  tx: Transaction,
  id: string,
  changes: Partial<Pick<PolicyRow, "on" | "deletedAt">>,
): Promise<void> {
  await tx.update(policies).set(changes).where(eq(policies.id, id));
}

/** All rules that are not deleted, switched on or off, in their order: ids. */
export async function listPolicyOrder(tx: Transaction): Promise<string[]> {
  const rows = await tx
    .select({ id: policies.id })
    .from(policies)
    .where(isNull(policies.deletedAt))
    .orderBy(asc(policies.position), asc(policies.id));
  return rows.map(({ id }) => id);
}

/** Locks all rules that are not deleted, in their order: ids. */
export async function lockPolicyOrder(tx: Transaction): Promise<string[]> {
  // Always in the same order, so that two who reorder wait for one another and not in a circle.
  const rows = await tx
    .select({ id: policies.id, position: policies.position })
    .from(policies)
    .where(isNull(policies.deletedAt))
    .orderBy(asc(policies.id))
    .for("update");
  return rows.sort((a, b) => a.position - b.position || a.id.localeCompare(b.id)).map(({ id }) => id);
}

/** Gives rules new places, in the order of the ids. */
export async function writePolicyOrder(tx: Transaction, ids: readonly string[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    await tx
      .update(policies)
      .set({ position: index + 1 })
      .where(and(eq(policies.id, id), ne(policies.position, index + 1)));
  }
}

const decider = aliasedTable(people, "decider");

/** The latest requests of everybody, newest first, with what became of them. */
export async function listPastRequests(tx: Transaction): Promise<PastRequest[]> {
  const rows = await tx
    .select({
      request: requests,
      organizationName: organizations.name,
      decidedByName: decider.name,
      policyName: policyVersions.name,
      policyVersion: policyVersions.version,
    })
    .from(requests)
    .innerJoin(organizations, eq(organizations.id, requests.organizationId))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .leftJoin(
      policyVersions,
      and(eq(policyVersions.policyId, requests.policyId), eq(policyVersions.version, requests.policyVersion)),
    )
    .orderBy(desc(requests.requestedAt), desc(requests.id))
    .limit(triedRequests);
  return rows.map(({ request, organizationName, decidedByName, policyName, policyVersion }) => ({
    id: request.id,
    organizationId: request.organizationId,
    organizationName,
    terms: request.terms,
    state: request.state,
    requestedAt: request.requestedAt,
    approvalsNeeded: request.approvalsNeeded,
    decidedByName,
    policy:
      policyName === null || policyVersion === null ? null : { name: policyName, version: policyVersion },
  }));
}

/** What a rule may name: tenants, clusters that are there, and the accounts that requests named so far. */
export async function readPolicyChoices(tx: Transaction): Promise<PolicyChoices> {
  const tenants = await tx
    .select({ id: organizations.id, name: organizations.name })
    .from(organizations)
    .where(eq(organizations.kind, "tenant"))
    .orderBy(sql`lower(${organizations.name})`);
  const ofAws = await tx
    .select({ id: clusters.id, name: clusters.name, organization: organizations.name })
    .from(clusters)
    .innerJoin(organizations, eq(organizations.id, clusters.organizationId))
    .orderBy(sql`lower(${organizations.name})`, sql`lower(${clusters.name})`);
  const ofVcd = await tx
    .select({ id: vcdClusters.id, name: vcdClusters.name, organization: organizations.name })
    .from(vcdClusters)
    .innerJoin(organizations, eq(organizations.id, vcdClusters.organizationId))
    .where(isNull(vcdClusters.goneAt))
    .orderBy(sql`lower(${organizations.name})`, sql`lower(${vcdClusters.name})`);
  const { rows } = await tx.execute<{ account: string }>(
    sql`select distinct terms ->> 'accountId' as account from requests where kind = 'connection' order by 1 limit 200`,
  );
  return {
    organizations: tenants,
    clusters: [
      ...ofAws.map((each) => ({ ...each, kind: "aws" as const })),
      ...ofVcd.map((each) => ({ ...each, kind: "vcd" as const })),
    ],
    accountIds: rows.map(({ account }) => account),
  };
}

/** Names by id of what rules may name, for reading them back. */
export function namesOf({ organizations: tenants, clusters: all }: PolicyChoices): PolicyNames {
  return {
    organizations: Object.fromEntries(tenants.map(({ id, name }) => [id, name])),
    clusters: Object.fromEntries(all.map(({ id, name }) => [id, name])),
  };
}
