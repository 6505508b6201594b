import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, type Transaction } from "@/lib/db/pool";
import { type Reach, withReach } from "@/lib/db/reach";
import { memberships, organizations, people, requests } from "@/lib/db/schema";
import { holdCluster } from "@/lib/services/clusters/hold-cluster";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { listOrganizations } from "@/lib/services/organizations/list-organizations";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { addExposureRows } from "../support/exposure-rows";
import { refusal } from "../support/refusal";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { addVcdRows } from "../support/vcd-rows";

/** Row-level security and grants alone: SQL as an injection or a forgotten condition would send it. */
let database: TestDatabase;
let t: Tenancy;
let own: Reach;
let theirs: {
  connection: string;
  request: string;
  exposure: string;
  vcdPlace: string;
  vcdOrganization: string;
};

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
  own = { organizationIds: [t.ids.acme], personId: t.person("operator") };
  const ask = (person: "operator" | "globex", organization: string, clusterId: string, vpc: string) =>
    requestConnection(t.as(person, organization), {
      clusterId,
      accountId: "123456789012",
      vpcId: `vpc-${vpc.repeat(17)}`,
      cidrs: "10.50.0.0/16",
      region: "eu-central-1",
      name: "database",
      reason: "",
    });
  await ask("operator", "acme", t.clusters.orders, "1");
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
  await t.owner.execute(sql`insert into password_links (token_hash, person_id, expires_at)
    values ('x', ${t.person("globex")}, '2100-01-01')`);
  await t.owner.execute(
    sql`insert into rate_windows values ('sign-in:email:gina@globex.test', '2100-01-01', 3)`,
  );
  await t.owner.execute(
    sql`insert into workers values (${uuidv7()}, ${at}, ${at}, '{"credentials":"AKIA…WXYZ"}')`,
  );
});
afterAll(async () => {
  await t.close();
  await database.drop();
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
  edge_locks: "organization_id <> :acme",
  events: "organization_id <> :acme",
  exposure_attempts: "organization_id <> :acme",
  exposures: "organization_id <> :acme",
  memberships: "organization_id <> :acme",
  organizations: "id <> :acme",
  password_links: "true",
  peerings: "requester_vpc_id = 'vpc-0d00000000000000d'",
  people: "name in ('Gina Globex', 'Ada Admin', 'Aron Auditor')",
  places: "true",
  rate_windows: "true",
  requests: "organization_id <> :acme",
  sessions: "true",
  vcd_clusters: "organization_id <> :acme",
  vcd_edges: "organization_id <> :acme",
  vcd_inventories: "organization_id <> :acme",
  vcd_organizations: "organization_id <> :acme",
  vcd_sessions: "organization_id <> :acme",
  vcd_sites: "true",
  vcd_tasks: "organization_id <> :acme",
  vpcs: "vpc_id = 'vpc-0d00000000000000d'",
};
/** Nothing of anybody's: signs of life of the worker's processes. */
const open = ["workers"];
const fill = (condition: string) =>
  condition.replace(":acme", `'${t.ids.acme}'`).replace(":globex", `'${t.ids.globex}'`);

describe("within one organization's reach", () => {
  test("every table is fenced, or said to be open", async () => {
    const { rows: tables } = await t.owner.execute<{ name: string }>(
      sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual([...Object.keys(foreignRows), ...open].sort());
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
    // Of a site, not even whoever it belongs to may read the sealed credential.
    const columns = table === "vcd_sites" ? "id, name, url" : "*";
    expect(await rows(`select ${columns} from ${table} where ${fill(condition)}`)).toEqual([]);
  });

  test.each(Object.entries(foreignRows))(
    "%s lets nobody else's rows be changed",
    async (table, condition) => {
      const column = {
        people: "name",
        password_links: "used_at",
        rate_windows: "count",
        sessions: "ends_at",
      }[table];
      const set = column ? `${column} = ${column}` : table === "organizations" ? "name = name" : null;
      const assigned =
        set ??
        (["peerings", "vpcs"].includes(table)
          ? "vpc_id = vpc_id"
          : ["aws_accounts", "places", "vcd_sites"].includes(table)
            ? "id = id"
            : "organization_id = organization_id");
      for (const statement of [
        `update ${table} set ${assigned} where ${fill(condition)}`,
        `delete from ${table} where ${fill(condition)}`,
      ]) {
        const changed = await inOwn(async (tx) => (await tx.execute(sql.raw(statement))).rowCount).catch(
          (error) => {
            // Not granted at all, or a column that this table does not have, which is not reached then either.
            expect(String(error.cause)).toMatch(/permission denied|append-only|does not exist/);
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
      "a second membership in one's own",
      () => `insert into memberships values ('${t.ids.acme}', '${t.person("globex")}', 'tenant-admin')`,
    ],
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
    const outcome = await inOwn((tx) => tx.execute(sql.raw(statement()))).catch(() => null);
    // Either refused, or without any effect.
    if (outcome) expect(Array.isArray(outcome) ? [] : outcome.rowCount).toBe(0);
    expect(await snapshot()).toEqual(before);
  });

  async function snapshot() {
    const { rows: facts } = await t.owner.execute(sql`select
      (select json_agg(m order by organization_id, person_id) from memberships m) as memberships,
      (select json_agg(p order by id) from people p) as people,
      (select json_agg(o order by id) from organizations o) as organizations,
      (select json_agg(l order by token_hash) from password_links l) as links,
      (select count(*) from sessions) as sessions,
      (select json_agg(c order by id) from connections c) as connections,
      (select json_agg(e order by id) from exposures e) as exposures,
      (select json_agg(a) from address_reservations a) as addresses,
      (select count(*) from edge_locks) as locks,
      (select json_agg(e) from vcd_edges e) as edges,
      (select count(*) from vcd_tasks) as tasks,
      (select json_agg(a order by id) from asks a) as asks,
      (select json_agg(o order by id) from vcd_organizations o) as vcd_organizations,
      (select json_agg(s order by id) from vcd_sites s) as sites,
      (select count(*) from audit) as audit,
      (select json_agg(h order by organization_id) from audit_heads h) as heads`);
    return facts;
  }

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

  test("the credential of a site is not readable by anybody of the web", async () => {
    const provider: Reach = { organizationIds: "*", personId: t.person("admin") };
    const reading = (column: string) =>
      withReach(t.web, provider, (tx) => tx.execute(sql.raw(`select ${column} from vcd_sites`)));
    expect((await reading("name")).rows).toHaveLength(1);
    await expect(reading("credential_sealed")).rejects.toThrow();
    await expect(reading("*")).rejects.toThrow();
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

  test("has a provider's role in the provider's own organization only", async () => {
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
  });
});

describe("the worker", () => {
  test.each(["people", "sessions", "password_links", "rate_windows", "audit", "audit_heads"])(
    "cannot read %s",
    async (table) => {
      const worker = openDatabase(database.url, { role: "drawbridge_worker", max: 1 });
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
    const worker = openDatabase(database.url, { role: "drawbridge_worker", max: 1 });
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
