import { DrizzleQueryError, eq, getTableName, sql, TransactionRollbackError } from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { openDatabase, type Transaction } from "@/lib/db/pool";
import { type Reach, withReach } from "@/lib/db/reach";
import { organizations } from "@/lib/db/schema/organizations";
import { memberships, people } from "@/lib/db/schema/people";
import { requests } from "@/lib/db/schema/requests";
import { sealedPlaces } from "@/lib/db/sealed-texts";
import { holdCluster } from "@/lib/services/clusters/hold-cluster";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { listOrganizations } from "@/lib/services/organizations/list-organizations";
import { addExposureRows } from "../support/exposure-rows";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";
import { listTables, sumTables } from "../support/table-sums";
import { addTrustRows } from "../support/trust-rows";
import { addVcdRows } from "../support/vcd-rows";

/** Row-level security and grants alone: SQL as an injection or a forgotten condition would send it. */
const t = provideTenancy();
let own: Reach;
let trust: Awaited<ReturnType<typeof addTrustRows>>;
let ownRequest: string;
let theirs: {
  connection: string;
  request: string;
  exposure: string;
  vcdPlace: string;
  vcdOrganization: string;
};

beforeAll(async () => {
  own = { organizationIds: [t.ids.acme], personId: t.person("operator") };
  const ask = (person: "operator" | "globex", organization: string, clusterId: string, vpc: string) =>
    requestConnection(t.as(person, organization), {
      clusterId,
      accountId: "123456789012",
      vpcId: `vpc-${vpc.repeat(17)}`,
      cidrs: "10.50.0.0/16",
      region: "eu-central-1",
      name: `database-${organization}`,
      reason: "",
    });
  ownRequest = (await ask("operator", "acme", t.clusters.orders, "1")).requestId;
  const made = await ask("globex", "globex", t.clusters.globexShop, "2");
  theirs = {
    connection: made.connectionId,
    request: made.requestId,
    exposure: "",
    vcdPlace: "",
    vcdOrganization: "",
  };
  await holdCluster(t.as("admin", null), { id: t.clusters.globexShop, reason: "A test." });
  const globex = t.ids.globex;
  const at = "2026-11-21T12:00:00Z";
  await t.owner.execute(sql`insert into events (id, organization_id, subject_kind, subject_id, at, kind, facts)
    values (${uuidv7()}, ${globex}, 'connection', ${theirs.connection}, ${at}, 'ended', '{}')`);
  await t.owner.execute(sql`insert into attempts
    (id, organization_id, place_id, connection_id, step_key, step, started_at, deadline, outcome)
    values (${uuidv7()}, ${globex}, ${t.ids.place}, ${theirs.connection}, 'create-peering', '{}', ${at}, ${at}, 'open')`);
  await t.owner.execute(sql`insert into peerings
    (place_id, peering_id, seen, seen_at, status, requester_vpc_id, accepter_vpc_id, origin)
    values (${t.ids.place}, 'pcx-1', '{}', ${at}, 'active', 'vpc-0d00000000000000d', 'vpc-x', 'foreign')`);
  const vcd = await addVcdRows(t.owner, {
    organizationId: globex,
    person: { personId: t.person("globex"), sessionId: t.as("globex", "globex").sessionId ?? "" },
  });
  const { exposure } = await addExposureRows(t.owner, {
    organizationId: globex,
    personId: t.person("globex"),
    ids: vcd.ids,
    address: "10.149.1.105",
  });
  theirs = { ...theirs, exposure, vcdPlace: vcd.ids.place, vcdOrganization: vcd.ids.vcdOrganization };
  trust = await addTrustRows(t.owner, {
    organizationId: globex,
    personId: t.person("globex"),
    adminId: t.person("admin"),
    delegateId: t.person("auditor"),
    request: made.requestId,
    marker: "globex-only",
  });
  await t.owner.execute(sql`insert into password_links (token_hash, person_id, expires_at)
    values ('x', ${t.person("globex")}, '2100-01-01')`);
  await t.owner.execute(
    sql`insert into rate_windows values ('sign-in:email:gina@globex.test', '2100-01-01', 3)`,
  );
  await t.owner.execute(
    sql`insert into workers values (${uuidv7()}, ${at}, ${at}, '{"credentials":"AKIA…WXYZ"}')`,
  );
});

const inOwn = <T>(work: (tx: Transaction) => Promise<T>) => withReach(t.web, own, work);
const rows = async (query: string) =>
  inOwn(async (tx) => (await tx.execute<Record<string, unknown>>(sql.raw(query))).rows);

/** What stands in a table for another organization, and must be out of a tenant's reach. */
const foreignRows: Record<string, string> = {
  address_reservations: "organization_id <> :acme",
  asks: "organization_id <> :acme",
  attempts: "organization_id = :globex",
  audit: "organization_id <> :acme",
  audit_heads: "organization_id <> :acme",
  aws_accounts: "true",
  cluster_acts: "organization_id <> :acme",
  clusters: "organization_id <> :acme",
  connections: "organization_id <> :acme",
  delegations: "true",
  deliveries: "organization_id <> :acme",
  edge_locks: "organization_id <> :acme",
  events: "organization_id <> :acme",
  exposure_attempts: "organization_id <> :acme",
  exposures: "organization_id <> :acme",
  group_mappings: "true",
  invitations: "organization_id <> :acme",
  memberships: "organization_id <> :acme",
  notices: "organization_id <> :acme",
  notification_preferences: "true",
  notifications: "organization_id <> :acme",
  organizations: "id <> :acme",
  password_links: "true",
  peerings: "requester_vpc_id = 'vpc-0d00000000000000d'",
  people: "name in ('Gina Globex', 'Ada Admin', 'Aron Auditor')",
  places: "true",
  policies: "true",
  policy_versions: "true",
  rate_windows: "true",
  request_approvals: "organization_id <> :acme",
  request_comments: "organization_id <> :acme",
  requests: "organization_id <> :acme",
  sessions: "person_id <> :operator",
  vcd_clusters: "organization_id <> :acme",
  vcd_edges: "organization_id <> :acme",
  vcd_inventories: "organization_id <> :acme",
  vcd_organizations: "organization_id <> :acme",
  vcd_sessions: "organization_id <> :acme",
  vcd_sites: "true",
  vcd_tasks: "organization_id <> :acme",
  vpcs: "vpc_id = 'vpc-0d00000000000000d'",
  webhooks: "organization_id <> :acme",
};
/** Nothing of anybody's: signs of life of the worker's processes. */
const open = ["workers"];
/** What holds for everybody, and only the provider changes. */
const forAllToRead = { settings: "true" };
const fill = (condition: string) =>
  condition
    .replace(":acme", `'${t.ids.acme}'`)
    .replace(":globex", `'${t.ids.globex}'`)
    .replace(":operator", `'${t.person("operator")}'`);

async function readableColumns(table: string): Promise<string[]> {
  const { rows: found } = await t.owner.execute<{ name: string }>(
    sql`select column_name as name from information_schema.columns where table_schema = 'public'
      and table_name = ${table} and has_column_privilege('drawbridge_web', ${table}, column_name, 'select')`,
  );
  return found.map(({ name }) => `"${name}"`);
}

describe("within one organization's reach", () => {
  test("every table is fenced, or said to be open", async () => {
    expect(await listTables(t.owner)).toEqual(
      [...Object.keys({ ...foreignRows, ...forAllToRead }), ...open].sort(),
    );
    const { rows: bare } = await t.owner.execute<{ name: string }>(
      sql`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not relrowsecurity order by 1`,
    );
    expect(bare.map(({ name }) => name)).toEqual(open);
  });

  test.each(Object.entries(foreignRows))("%s shows nobody else's rows", async (table, condition) => {
    const [there] = (
      await t.owner.execute<{ n: number }>(
        sql.raw(`select count(*)::int as n from ${table} where ${fill(condition)}`),
      )
    ).rows;
    expect(there?.n, "the test has rows to hide").toBeGreaterThan(0);
    // What is sealed not even those may read whose it is.
    const columns = (await readableColumns(table)).join(", ");
    expect(columns).not.toBe("");
    expect(await rows(`select ${columns} from ${table} where ${fill(condition)}`)).toEqual([]);
  });

  test.each(Object.entries({ ...foreignRows, ...forAllToRead }))(
    "%s lets nobody else's rows be changed, in any column",
    async (table, condition) => {
      const { rows: columns } = await t.owner.execute<{ name: string }>(
        sql`select column_name as name from information_schema.columns
          where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'`,
      );
      for (const statement of [
        ...columns.map(({ name }) => `update ${table} set "${name}" = "${name}" where ${fill(condition)}`),
        `delete from ${table} where ${fill(condition)}`,
      ]) {
        const changed = await inOwn(async (tx) => (await tx.execute(sql.raw(statement))).rowCount).catch(
          (error) => {
            // Not granted at all.
            expect(String(error.cause), statement).toMatch(/permission denied|append-only/);
            return 0;
          },
        );
        expect(changed, statement).toBe(0);
      }
    },
  );

  test("colleagues and those who decided about one's requests have a name; strangers have none", async () => {
    await t.owner
      .update(requests)
      .set({ state: "denied", decidedBy: t.person("admin"), note: "No." })
      .where(eq(requests.organizationId, t.ids.acme));
    const names = (await rows("select name from people order by name")).map(({ name }) => name);
    expect(names).toEqual(["Ada Admin", "Olga Operator", "Victor Viewer"]);
    await t.owner
      .update(requests)
      .set({ state: "waiting", decidedBy: null, note: null })
      .where(eq(requests.organizationId, t.ids.acme));
  });

  test("what the worker's processes run as is not readable", async () => {
    await expect(rows("select facts from workers")).rejects.toThrow();
  });

  test.each([
    [
      "a membership of another organization",
      () => `insert into memberships values ('${t.ids.globex}', '${t.person("operator")}', 'tenant-admin')`,
    ],
    [
      "a provider's role in one's own organization",
      () => `update memberships set role = 'provider-admin' where person_id = '${t.person("operator")}'`,
    ],
    [
      "a provider's role for somebody new in one's own organization",
      () => `insert into memberships values ('${t.ids.acme}', '${t.person("globex")}', 'provider-auditor')`,
    ],
    [
      "one's own membership, moved to another organization",
      () =>
        `update memberships set organization_id = '${t.ids.globex}' where person_id = '${t.person("operator")}'`,
    ],
    [
      "one's own membership, moved to the provider",
      () =>
        `update memberships set organization_id = '${t.ids.provider}', role = 'provider-admin' where person_id = '${t.person("operator")}'`,
    ],
    [
      "an invitation to another organization",
      () => `insert into invitations (id, organization_id, email, role, token_hash, invited_by, expires_at)
        values ('${uuidv7()}', '${t.ids.globex}', 'x@x.test', 'viewer', 'mine', '${t.person("operator")}', '2100-01-01')`,
    ],
    [
      "an invitation to a provider's role",
      () => `insert into invitations (id, organization_id, email, role, token_hash, invited_by, expires_at)
        values ('${uuidv7()}', '${t.ids.acme}', 'x@x.test', 'provider-admin', 'mine', '${t.person("operator")}', '2100-01-01')`,
    ],
    [
      "another organization's invitation, accepted",
      () => `update invitations set accepted_at = now(), accepted_by = '${t.person("operator")}'`,
    ],
    [
      "a group that gives a role",
      () =>
        `insert into group_mappings (id, group_name, organization_id, role) values ('${uuidv7()}', 'x', '${t.ids.acme}', 'viewer')`,
    ],
    [
      "an approval of one's own request",
      () =>
        `insert into request_approvals (organization_id, request_id, edition, person_id, terms_digest, note, at)
        values ('${t.ids.acme}', '${ownRequest}', 1, '${t.person("operator")}', 'x', null, now())`,
    ],
    [
      "an approval in another organization",
      () =>
        `insert into request_approvals (organization_id, request_id, edition, person_id, terms_digest, note, at)
        values ('${t.ids.globex}', '${theirs.request}', 1, '${t.person("viewer")}', 'x', null, now())`,
    ],
    [
      "an approval of another's request, counted as one's own",
      () =>
        `insert into request_approvals (organization_id, request_id, edition, person_id, terms_digest, note, at)
        values ('${t.ids.acme}', '${theirs.request}', 1, '${t.person("viewer")}', 'x', null, now())`,
    ],
    ["an approval, deleted", () => "delete from request_approvals"],
    [
      "an admin's approval of one's own request",
      () => `insert into request_approvals (organization_id, request_id, edition, person_id, terms_digest, note, at)
        values ('${t.ids.acme}', '${ownRequest}', 1, '${t.person("admin")}', 'x', null, now())`,
    ],
    [
      "an admin's approval, bound to other terms",
      () => `update request_approvals set terms_digest = 'x', taken_back_at = null`,
    ],
    [
      "an admin's decision about one's own request",
      () => `update requests set state = 'approved', decided_by = '${t.person("admin")}', decided_at = now()`,
    ],
    [
      "a comment on another's request",
      () =>
        `insert into request_comments (id, organization_id, request_id, person_id, role, text, at)
        values ('${uuidv7()}', '${t.ids.acme}', '${theirs.request}', '${t.person("operator")}', 'operator', 'x', now())`,
    ],
    [
      "a rule",
      () =>
        `insert into policies (id, name, position, "on", version) values ('${uuidv7()}', 'x', 1, true, 1)`,
    ],
    [
      "a version of a rule",
      () =>
        `insert into policy_versions select '${trust.ids.policy}', 2, 'x', '{}', '${t.person("operator")}', now()`,
    ],
    [
      "a delegation to oneself",
      () => `insert into delegations (id, person_id, delegate_id, from_at, until_at)
        values ('${uuidv7()}', '${t.person("admin")}', '${t.person("operator")}', now(), '2100-01-01')`,
    ],
    [
      "a notice to another organization",
      () => `insert into notices (id, organization_id, kind, subject_kind, subject_id, at, dedupe_key, facts)
        values ('${uuidv7()}', '${t.ids.globex}', 'request.approved', 'request', '${theirs.request}', now(), 'x', '{}')`,
    ],
    [
      "a notification",
      () =>
        `insert into notifications values ('${uuidv7()}', '${t.ids.acme}', '${trust.ids.notice}', '${t.person("operator")}', now())`,
    ],
    [
      "a stranger's wishes",
      () =>
        `insert into notification_preferences (person_id, mail_kinds) values ('${t.person("viewer")}', '{}')`,
    ],
    [
      "a webhook of another organization",
      () => `insert into webhooks (id, organization_id, name, url, secret_sealed, kinds, created_by)
        values ('${uuidv7()}', '${t.ids.globex}', 'x', 'https://x.test', 'x', '{}', '${t.person("operator")}')`,
    ],
    [
      "a delivery by another's webhook",
      () => `insert into deliveries (id, organization_id, channel, webhook_id, state)
        values ('${uuidv7()}', '${t.ids.acme}', 'webhook', '${trust.ids.webhook}', 'waiting')`,
    ],
    ["the settings of the installation", () => "update settings set local_accounts = false"],
    [
      "a link to somebody's password",
      () =>
        `insert into password_links (token_hash, person_id, expires_at) values ('mine', '${t.person("admin")}', '2100-01-01')`,
    ],
    [
      "a session of somebody's",
      () =>
        `insert into sessions (id, person_id, ends_at) values ('${uuidv7()}', '${t.person("admin")}', '2100-01-01')`,
    ],
    ["a person", () => `insert into people (id, email, name) values ('${uuidv7()}', 'x@x.test', 'X')`],
    ["a colleague's password", () => `update people set password_hash = 'x' where name = 'Victor Viewer'`],
    ["a colleague's address", () => `update people set email = 'x' where name = 'Victor Viewer'`],
    [
      "an organization",
      () => `insert into organizations (id, slug, name, kind) values ('${uuidv7()}', 'x', 'X', 'provider')`,
    ],
    ["one's own limits", () => "update organizations set invitation_limit = 25"],
    [
      "another organization's connection, taken over",
      () => `update connections set organization_id = '${t.ids.acme}' where id = '${theirs.connection}'`,
    ],
    [
      "one's own connection, given away",
      () =>
        `update connections set organization_id = '${t.ids.globex}' where organization_id = '${t.ids.acme}'`,
    ],
    [
      "a connection of another's cluster",
      () => `update connections set cluster_id = '${t.clusters.globexShop}'`,
    ],
    [
      "an entry in another's audit",
      () =>
        `insert into audit select '${t.ids.globex}', 99, now(), null, null, null, 'x', 'done', null, null, '{}', 'x', null, 'x', 'x'`,
    ],
    [
      "another organization's exposure, taken over",
      () => `update exposures set organization_id = '${t.ids.acme}' where id = '${theirs.exposure}'`,
    ],
    [
      "an exposure of another's cluster",
      () => `insert into exposures (id, organization_id, cluster_id, place_id, way, state, state_since, requested_by)
        select '${uuidv7()}', '${t.ids.acme}', cluster_id, place_id, 'rule', 'programming', now(), '${t.person("operator")}'
        from exposures`,
    ],
    [
      "an address of an edge gateway",
      () => `insert into address_reservations (site_id, edge_id, address, organization_id, exposure_id, cluster_id, state, since)
        values ('${uuidv7()}', 'e', '10.149.1.106', '${t.ids.acme}', '${uuidv7()}', '${uuidv7()}', 'reserved', now())`,
    ],
    ["the lock of an edge gateway", () => "delete from edge_locks"],
    ["what was seen of an edge gateway", () => "update vcd_edges set nat = null"],
    ["what was seen of tasks", () => "delete from vcd_tasks"],
    ["an answer to somebody's ask", () => "update asks set answer_sealed = 'x'"],
    [
      "an organization of VCD, for oneself",
      () => `insert into vcd_organizations (id, site_id, org_id, name, display_name, organization_id)
        select '${uuidv7()}', id, 'urn:vcloud:org:x', 'x', 'X', '${t.ids.acme}' from vcd_sites`,
    ],
    [
      "another's organization of VCD, taken over",
      () => `update vcd_organizations set organization_id = '${t.ids.acme}'`,
    ],
    ["a site that may act", () => "update vcd_sites set mode = 'act'"],
    ["one's own audit", () => "update audit set verb = 'x'"],
    ["one's own audit, shortened", () => "delete from audit"],
    ["one's own audit, emptied", () => "truncate audit"],
    ["the head of one's own audit, moved back", () => "update audit_heads set seq = 0"],
    ["the head of one's own audit, forgotten", () => "delete from audit_heads"],
  ])("%s cannot be written", async (_what, statement) => {
    const before = await snapshot();
    const outcome = await inOwn((tx) => tx.execute(sql.raw(statement()))).catch((error) => {
      // A fence's words, not those of a mistake in the statement.
      expect(String(error.cause)).toMatch(
        /permission denied|row-level security|foreign key|append-only|moves on by one|cannot give that role|nobody approves|decides in their own name/,
      );
      return null;
    });
    // Either refused, or without any effect.
    if (outcome) expect(Array.isArray(outcome) ? [] : outcome.rowCount).toBe(0);
    expect(await snapshot()).toEqual(before);
  });

  test("an admin decides in their own name only", async () => {
    const asAdmin: Reach = { organizationIds: "*", personId: t.person("admin") };
    const deciding = (personId: string) =>
      withReach(t.web, asAdmin, async (tx) => {
        await tx.update(requests).set({ decidedBy: personId }).where(eq(requests.id, ownRequest));
        tx.rollback();
      });
    await expect(deciding(t.person("admin"))).rejects.toThrow(TransactionRollbackError);
    await expect(deciding(t.person("auditor"))).rejects.toThrow(DrizzleQueryError);
  });

  const snapshot = () => sumTables(t.owner);

  test("another's place is neither told of nor woken", async () => {
    await t.owner.execute(sql`insert into places (id, kind, aws_account_id, region)
      select ${theirs.connection}, 'aws', aws_account_id, 'eu-west-1' from places limit 1 on conflict do nothing`);
    expect(await rows(`select * from drawbridge_place_health('${theirs.connection}')`)).toEqual([]);
    expect(await rows(`select * from drawbridge_place_health('${t.ids.place}')`)).toHaveLength(1);
    await rows(`select drawbridge_wake_place('${theirs.connection}', true)`);
    const { rows: woken } = await t.owner.execute<{ wake_seq: string }>(
      sql`select wake_seq from places where id = ${theirs.connection}`,
    );
    expect(Number(woken[0]?.wake_seq)).toBe(0);
  });

  test("another's organization of VCD is neither told of nor woken", async () => {
    const { vcdPlace, vcdOrganization } = theirs;
    expect(await rows(`select * from drawbridge_place_health('${vcdPlace}')`)).toEqual([]);
    expect(await rows(`select drawbridge_vcd_place('${vcdOrganization}') as id`)).toEqual([{ id: null }]);
    await rows(`select drawbridge_wake_place('${vcdPlace}', true)`);
    const { rows: woken } = await t.owner.execute<{ wake_seq: string }>(
      sql`select wake_seq from places where id = ${vcdPlace}`,
    );
    expect(Number(woken[0]?.wake_seq)).toBe(0);
  });

  test("nothing that only the worker's keys open is read by anybody of the web", async () => {
    const { rows: sealed } = await t.owner.execute<{ table: string; column: string }>(
      sql`select table_name as table, column_name as column from information_schema.columns
        where table_schema = 'public' and column_name like '%sealed' order by 1, 2`,
    );
    const known = Object.values(sealedPlaces).map(
      ({ table, column }) => `${getTableName(table)}.${toSnakeCase(column.name)}`,
    );
    // Answers to asks are sealed to the key of the web process that asked.
    expect(sealed.map(({ table, column }) => `${table}.${column}`)).toEqual(
      [...known, "asks.answer_sealed"].sort(),
    );
    const provider: Reach = { organizationIds: "*", personId: t.person("admin") };
    const reading = (query: string) => withReach(t.web, provider, (tx) => tx.execute(sql.raw(query)));
    for (const { table, column } of sealed.filter((each) => each.table !== "asks")) {
      await reading(`select id from ${table} limit 1`);
      for (const query of [
        `select ${column} from ${table}`,
        `select * from ${table}`,
        `select id from ${table} where ${column} like 'sealed1.%'`,
        `update ${table} set id = id returning ${column}`,
      ]) {
        await expect(reading(query), query).rejects.toMatchObject({
          cause: expect.objectContaining({ message: expect.stringMatching(/permission denied/) }),
        });
      }
    }
  });

  test("functions that act for the owner look at nobody's temporary tables", async () => {
    const { rows: functions } = await t.owner.execute<{
      name: string;
      config: string[] | null;
      public: boolean;
    }>(
      sql`select proname as name, proconfig as config, has_function_privilege('public', oid, 'execute') as public
        from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1`,
    );
    expect(functions.length).toBeGreaterThan(2);
    for (const { name, config, public: toAll } of functions) {
      expect(config, name).toEqual(["search_path=pg_catalog, public, pg_temp"]);
      expect(toAll, name).toBe(false);
    }
  });
});

describe("everybody", () => {
  test("may not decide their own request, whatever the code does", async () => {
    const attempt = t.owner
      .update(requests)
      .set({ state: "approved", decidedBy: t.person("globex") })
      .where(eq(requests.id, theirs.request));
    await expect(attempt).rejects.toThrow();
  });

  test("has a provider's role in the provider's own organization only, and a tenant's in a tenant only", async () => {
    for (const [role, personId] of [
      ["provider-admin", t.person("operator")],
      ["provider-auditor", t.person("globex")],
      ["tenant-admin", t.person("admin")],
    ] as const) {
      const giving = t.owner.update(memberships).set({ role }).where(eq(memberships.personId, personId));
      await expect(giving, role).rejects.toThrow();
    }
    // Should such a row be there all the same, it opens nothing.
    await t.owner.execute(sql`alter table memberships disable trigger memberships_role`);
    await t.owner
      .update(memberships)
      .set({ role: "provider-admin" })
      .where(eq(memberships.personId, t.person("operator")));
    expect((await refusal(listOrganizations(t.as("operator", null), {}))).code).toBe("not-found");
    expect((await refusal(listOrganizations(t.as("operator", "globex"), {}))).code).toBe("not-found");
    await t.owner
      .update(memberships)
      .set({ role: "operator" })
      .where(eq(memberships.personId, t.person("operator")));
    await t.owner.execute(sql`alter table memberships enable trigger memberships_role`);
  });
});

describe("the worker", () => {
  test.each(["people", "sessions", "password_links", "rate_windows", "audit", "audit_heads"])(
    "cannot read %s",
    async (table) => {
      const worker = openDatabase(t.url, { role: "drawbridge_worker", max: 1 });
      await expect(worker.execute(sql.raw(`select * from ${table}`))).rejects.toThrow();
      await worker.$client.end();
    },
  );

  test.each([
    "delete from audit",
    "insert into audit_heads select id, 9, 'x' from organizations limit 1",
    "update memberships set role = 'provider-admin'",
    "update organizations set name = 'x'",
    "update requests set state = 'approved'",
    "delete from connections",
    "update clusters set vpc_id = 'x'",
    "delete from exposures",
    "update vcd_organizations set organization_id = null",
    "insert into vcd_sites (id, name, url, credential_label, credential_sealed) values (gen_random_uuid(), 'x', 'x', 'x', 'x')",
    "insert into asks select * from asks",
    "delete from vcd_sessions",
  ])("cannot %s", async (statement) => {
    const worker = openDatabase(t.url, { role: "drawbridge_worker", max: 1 });
    await expect(worker.execute(sql.raw(statement))).rejects.toThrow();
    await worker.$client.end();
  });
});

test("the owner cannot rewrite the audit either, short of taking the fence down", async () => {
  for (const statement of [
    "update audit set verb = 'x'",
    "delete from audit",
    "truncate audit",
    "update audit_heads set seq = seq - 1",
  ]) {
    await expect(t.owner.execute(sql.raw(statement))).rejects.toThrow();
  }
  expect(await t.owner.select().from(people)).not.toEqual([]);
  expect(await t.owner.select().from(organizations)).not.toEqual([]);
});
