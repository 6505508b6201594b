import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "@/lib/db/pool";
import { requests } from "@/lib/db/schema/requests";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { ServiceError } from "@/lib/services/errors";
import { acceptInvitation, acceptWithNewAccount } from "@/lib/services/people/accept-invitation";
import { createFirstAdmin } from "@/lib/services/people/create-first-admin";
import { invite } from "@/lib/services/people/invite";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";
import { setPassword } from "@/lib/services/people/set-password";
import { createTestDatabase } from "../support/database";
import { provideTenancy } from "../support/provide-tenancy";
import type { PersonKey } from "../support/tenancy";
import { findVerbs } from "../support/verbs";

/** Nothing is changed that could not be recorded: every verb that works, tried while the audit cannot be written. */
const t = provideTenancy();
let link: string;
let invited: string;
const ids = { connection: "", request: "", digest: "", account: "", held: "", invitation: "" };
const tokenOf = (path: string) => new URL(path, "http://x").searchParams.get("token") ?? "";
const limits = {
  connectionLimit: "250",
  exposureLimit: "50",
  invitationLimit: "5",
  withdrawAfterHours: "72",
};

const connectionTerms = (digit: string) => ({
  clusterId: t.clusters.orders,
  accountId: "123456789012",
  vpcId: `vpc-${digit.repeat(17)}`,
  cidrs: [`10.5${digit}.0.0/16`],
  region: "eu-central-1",
  dnsResolution: true,
  name: `link-${digit}`,
  reason: "Because.",
});

beforeAll(async () => {
  const asked = await requestConnection(t.as("operator", "acme"), connectionTerms("1"));
  const [row] = await t.owner.select().from(requests).where(eq(requests.id, asked.requestId));
  const { rows } = await t.owner.execute<{ id: string }>(sql`select id from aws_accounts`);
  Object.assign(ids, {
    connection: asked.connectionId,
    request: asked.requestId,
    digest: row?.termsDigest,
    account: rows[0]?.id,
  });
  const admin = t.as("admin", null);
  const renewed = await renewPasswordLink(admin, { organization: "acme", personId: t.person("viewer") });
  link = tokenOf(renewed.path);
  const made = await invite(admin, { organization: "acme", email: "new@acme.test", role: "viewer" });
  invited = tokenOf(made.path);
  ids.invitation = made.invitationId;
});

/** Calls that would each succeed, by the name of their verb. */
const calls = (): Record<string, [PersonKey, string | null, Record<string, unknown>]> => ({
  "accounts.check": ["admin", null, { id: ids.account }],
  "accounts.stop-acting": ["admin", null, { id: ids.account }],
  "accounts.register": [
    "admin",
    null,
    { accountId: "111122223333", name: "New", regions: ["eu-central-1"], roleArn: "" },
  ],
  "audit.export": ["auditor", null, { format: "csv" }],
  "clusters.hold": ["admin", null, { id: t.clusters.orders, reason: "Because." }],
  "connections.request": ["operator", "acme", connectionTerms("2")],
  "connections.rename": ["operator", "acme", { id: ids.connection, name: "renamed" }],
  "connections.hold": ["admin", "acme", { id: ids.connection, reason: "Because." }],
  "organizations.create": ["admin", null, { slug: "new-tenant", name: "New tenant" }],
  "organizations.update": ["admin", null, { organization: "acme", name: "Acme!", ...limits }],
  "people.invite": ["admin", null, { organization: "acme", email: "more@acme.test", role: "viewer" }],
  "people.renew-invitation": ["admin", null, { organization: "acme", invitationId: ids.invitation }],
  "people.revoke-invitation": ["admin", null, { organization: "acme", invitationId: ids.invitation }],
  "people.change-role": [
    "admin",
    null,
    { organization: "acme", personId: t.person("viewer"), role: "operator" },
  ],
  "people.remove-member": ["admin", null, { organization: "acme", personId: t.person("viewer") }],
  "people.renew-password-link": ["admin", null, { organization: "acme", personId: t.person("viewer") }],
  "people.disable": ["admin", null, { organization: "acme", personId: t.person("viewer") }],
  "places.hold": ["admin", null, { placeId: t.ids.place, reason: "Because." }],
  "requests.deny": ["admin", null, { requestId: ids.request, termsDigest: ids.digest, note: "No." }],
  "requests.withdraw": ["operator", "acme", { requestId: ids.request }],
  "people.leave": ["operator", "acme", {}],
});

/** Every row of every table, but for what is counted before a verb begins. */
async function everything(): Promise<Record<string, unknown>> {
  const { rows: tables } = await t.owner.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'rate_windows' order by 1`,
  );
  const content: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await t.owner.execute(sql.raw(`select to_jsonb(x) as row from "${name}" x order by 1`));
    content[name] = rows;
  }
  return content;
}

const fences: [string, string, string][] = [
  [
    "entries cannot be inserted",
    "revoke insert on audit from drawbridge_web",
    "grant insert on audit to drawbridge_web",
  ],
  [
    "the head cannot be moved",
    "revoke update on audit_heads from drawbridge_web",
    "grant update on audit_heads to drawbridge_web",
  ],
  [
    "an entry breaks a rule of its table",
    "alter table audit add constraint none check (false) not valid",
    "alter table audit drop constraint none",
  ],
];

describe.each(fences)("while %s", (_why, shut, open) => {
  beforeAll(async () => {
    await t.owner.execute(sql.raw(shut));
  });
  afterAll(async () => {
    await t.owner.execute(sql.raw(open));
  });

  test("no verb changes or hands out anything", async () => {
    const verbs = await findVerbs();
    const before = await everything();
    for (const [name, [person, organization, input]] of Object.entries(calls())) {
      const found = verbs.find(({ verb }) => verb.definition.name === name);
      const failure = await found?.verb(t.as(person, organization), input).then(
        () => "went through",
        (error: unknown) => error,
      );
      // Not a refusal in words, which would mean that the call was wrong: the database said no.
      expect(failure, name).toBeInstanceOf(Error);
      expect(failure, name).not.toBeInstanceOf(ServiceError);
    }
    expect(await everything()).toEqual(before);
  });

  test("a denial that cannot be recorded is no answer either", async () => {
    const [verb] = (await findVerbs()).filter((each) => each.verb.definition.name === "clusters.hold");
    const input = { id: t.clusters.orders, reason: "Because." };
    const failure = await verb?.verb(t.as("operator", "acme"), input).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(ServiceError);
  });

  test("no password is chosen, nobody joins, and nobody becomes the first admin", async () => {
    const before = await everything();
    const password = "a long enough password";
    const chosen = { token: link, password, repeated: password, address: null, now: new Date() };
    await expect(setPassword(t.web, chosen)).rejects.not.toBeInstanceOf(ServiceError);
    expect(await everything()).toEqual(before);

    const visitor = { ...t.as("globex", null), sessionId: null };
    const account = { token: invited, name: "New", password, repeated: password };
    await expect(acceptWithNewAccount(visitor, account)).rejects.not.toBeInstanceOf(ServiceError);
    await expect(acceptInvitation(t.as("globex", null), invited)).rejects.not.toBeInstanceOf(ServiceError);
    expect(await everything()).toEqual(before);

    const empty = await createTestDatabase();
    const [owner, web] = [openDatabase(empty.url), openDatabase(empty.url, { role: "drawbridge_web" })];
    await owner.execute(sql.raw(shut));
    await expect(createFirstAdmin(web, { email: "a@b.test", now: new Date() })).rejects.toThrow();
    expect((await owner.execute(sql`select from people`)).rowCount).toBe(0);
    expect((await owner.execute(sql`select from organizations`)).rowCount).toBe(0);
    await web.$client.end();
    await owner.$client.end();
    await empty.drop();
  });
});

test("the same calls go through once it can be written again", async () => {
  const verbs = await findVerbs();
  // One ends what the next would need; of those that exclude each other the first is enough.
  const { "requests.withdraw": _withdraw, "people.remove-member": _remove, ...rest } = calls();
  for (const [name, [person, organization, input]] of Object.entries(rest)) {
    const found = verbs.find(({ verb }) => verb.definition.name === name);
    await expect(found?.verb(t.as(person, organization), input), name).resolves.toBeDefined();
  }
});

test.each(["drawbridge_web", "drawbridge_worker"] as const)(
  "%s can neither change nor end an entry",
  async (role) => {
    const { rows } = await t.owner.execute<{ privilege: string; table: string }>(sql`
    select privilege_type as privilege, table_name as table from information_schema.role_table_grants
    where grantee = ${role} and table_name in ('audit', 'audit_heads') order by 2, 1`);
    expect(rows.map(({ privilege, table }) => `${privilege} ${table}`)).toEqual(
      role === "drawbridge_web"
        ? ["INSERT audit", "SELECT audit", "INSERT audit_heads", "SELECT audit_heads", "UPDATE audit_heads"]
        : [],
    );
    const db = openDatabase(t.url, { role, max: 1 });
    for (const statement of [
      "update audit set verb = 'x'",
      "delete from audit",
      "truncate audit",
      "alter table audit disable trigger audit_append_only",
      "drop trigger audit_append_only on audit",
      "alter table audit_heads disable trigger audit_head_moves_on",
      "delete from audit_heads",
      "truncate audit_heads cascade",
      "set session_replication_role = replica",
      "create or replace function drawbridge_refuse_change() returns trigger language plpgsql as 'begin return new; end'",
    ]) {
      await expect(db.execute(sql.raw(statement)), statement).rejects.toThrow();
    }
    await db.$client.end();
  },
);
