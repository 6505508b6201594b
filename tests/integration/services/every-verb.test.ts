import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memberships, people, places, requests, sessions, vcdOrganizations, vcdSites } from "@/lib/db/schema";
import { isProviderRole, type Role, roleAllows } from "@/lib/domain/people/roles";
import { requestConnection } from "@/lib/services/connections/request-connection";
import type { VerbContext } from "@/lib/services/context";
import { ServiceError } from "@/lib/services/errors";
import { configureWeb } from "../support/browser";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { addExposureRows } from "../support/exposure-rows";
import { clusterVpcs, makeTenancy, type PersonKey, type Tenancy } from "../support/tenancy";
import { addVcdRows } from "../support/vcd-rows";
import { type FoundVerb, findVerbs } from "../support/verbs";

/** Every verb against everybody who should not get through it, and with everything that nobody should send. */
const verbs = await findVerbs();
let database: TestDatabase;
let t: Tenancy;
/** Objects of Acme, whose ids others put into their calls. */
let acme: { connection: string; request: string; digest: string; account: string };
const site = {
  id: uuidv7(),
  binding: uuidv7(),
  orgId: "urn:vcloud:org:0190a0a0-0000-7000-8000-00000000000a",
};
let vcd: Awaited<ReturnType<typeof addVcdRows>>;
let exposed: Awaited<ReturnType<typeof addExposureRows>>;

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  t = await makeTenancy(database.url);
  await furnishSite();
  const made = await requestConnection(t.as("operator", "acme"), validRequest("1"));
  const [row] = await t.owner.select().from(requests).where(eq(requests.id, made.requestId));
  const { rows } = await t.owner.execute<{ id: string }>(sql`select id from aws_accounts`);
  acme = {
    connection: made.connectionId,
    request: made.requestId,
    digest: row?.termsDigest ?? "",
    account: rows[0]?.id ?? "",
  };
  vcd = await addVcdRows(t.owner, {
    organizationId: t.ids.acme,
    person: { personId: t.person("operator"), sessionId: t.as("operator", "acme").sessionId ?? "" },
  });
  exposed = await addExposureRows(t.owner, {
    organizationId: t.ids.acme,
    personId: t.person("operator"),
    ids: vcd.ids,
    address: "10.149.1.105",
  });
});
afterAll(async () => {
  await t.close();
  await database.drop();
});

/** A site with an organization of Acme's. */
async function furnishSite() {
  const { id, binding, orgId } = site;
  await t.owner.insert(vcdSites).values({
    id,
    name: "Frankfurt",
    url: "https://vcd.example.com",
    credentialLabel: "administrator of System, with a password",
    credentialSealed: "sealed",
  });
  await t.owner.insert(vcdOrganizations).values({
    id: binding,
    siteId: id,
    orgId,
    name: "acme-vcd",
    displayName: "Acme",
    organizationId: t.ids.acme,
  });
  await t.owner.insert(places).values({ id: uuidv7(), kind: "vcd", vcdOrganizationId: binding });
}

const validRequest = (digit: string) => ({
  clusterId: t.clusters.orders,
  accountId: "123456789012",
  vpcId: `vpc-${digit.repeat(17)}`,
  cidrs: ["10.50.0.0/16"],
  region: "eu-central-1",
  dnsResolution: true,
  name: `secret-project-${digit}`,
  reason: "Nobody else's business.",
});

/** What each verb takes, all of it Acme's. A verb that is not here fails the first test below. */
const inputs: Record<string, () => Record<string, unknown>> = {
  "accounts.check": () => ({ id: acme.account }),
  "accounts.get": () => ({ id: acme.account }),
  "accounts.let-act": () => ({ id: acme.account }),
  "accounts.list": () => ({}),
  "accounts.register": () => ({
    accountId: "111122223333",
    name: "New",
    regions: ["eu-central-1"],
    roleArn: "",
  }),
  "accounts.stop-acting": () => ({ id: acme.account }),
  "asks.look": () => ({ askId: vcd.ids.ask }),
  "asks.take": () => ({ askId: vcd.ids.ask }),
  "audit.export": () => ({ organization: "acme", format: "ndjson" }),
  "audit.export-batch": () => ({
    filters: { organization: "acme" },
    heads: [{ organizationId: t.ids.acme, seq: 1_000 }],
  }),
  "audit.get": () => ({ organization: "acme", seq: "1" }),
  "audit.list-choices": () => ({ organization: "acme" }),
  "audit.list": () => ({ search: "", organization: "acme" }),
  "audit.verify": () => ({ organization: "acme" }),
  "clusters.get": () => ({ id: t.clusters.orders }),
  "clusters.get-registered": () => ({ id: t.clusters.orders }),
  "clusters.hold": () => ({ id: t.clusters.orders, reason: "Because." }),
  "clusters.list": () => ({}),
  "clusters.list-all": () => ({}),
  "clusters.list-vpc-choices": () => ({}),
  "clusters.register": () => ({
    organization: "acme",
    placeId: t.ids.place,
    vpcId: clusterVpcs.shared,
    name: "another",
    class: "development",
    podCidrs: "100.65.0.0/16",
    serviceCidrs: "172.21.0.0/16",
  }),
  "clusters.register-kubeconfig": () => ({ id: t.clusters.orders, kubeconfig: "", eksName: "orders" }),
  "clusters.release": () => ({ id: t.clusters.orders }),
  "clusters.which": () => ({ id: t.clusters.orders }),
  "connections.adopt": () => ({ id: acme.connection, peeringId: "pcx-0123456789abcdef0" }),
  "connections.get": () => ({ id: acme.connection }),
  "connections.hold": () => ({ id: acme.connection, reason: "Because." }),
  "connections.list": () => ({ search: "secret", state: "all", sort: "name", cluster: t.clusters.orders }),
  "connections.overview": () => ({}),
  "connections.release": () => ({ id: acme.connection }),
  "connections.remove": () => ({ id: acme.connection }),
  "connections.rename": () => ({ id: acme.connection, name: "renamed" }),
  "connections.request": () => validRequest("2"),
  "connections.watch": () => ({ id: acme.connection }),
  "connections.world": () => ({}),
  "exposures.list-edge-gateways": () => ({}),
  "exposures.click": () => ({ clusterId: vcd.ids.cluster, act: "put-back" }),
  "exposures.close-firewall": () => ({ clusterId: vcd.ids.cluster }),
  "exposures.follow": () => ({ clusterId: vcd.ids.cluster }),
  "exposures.get": () => ({ id: exposed.exposure }),
  "exposures.hold": () => ({ id: exposed.exposure, reason: "Because." }),
  "exposures.list": () => ({ search: "secret", state: "all", cluster: vcd.ids.cluster }),
  "exposures.open-firewall": () => ({ clusterId: vcd.ids.cluster, clientCidrs: "198.51.100.0/24" }),
  "exposures.release": () => ({ id: exposed.exposure }),
  "exposures.remove": () => ({ clusterId: vcd.ids.cluster, removal: "rule" }),
  "exposures.request": () => ({ clusterId: vcd.ids.cluster, clientCidrs: "", reason: "Because." }),
  "exposures.watch": () => ({ id: exposed.exposure }),
  "kubeconfigs.fetch": () => ({ id: vcd.ids.cluster, publicKey: vcd.publicKey }),
  "kubeconfigs.page": () => ({ id: vcd.ids.cluster }),
  "organizations.change-reach": () => ({ everywhere: true }),
  "organizations.create": () => ({ slug: "new-tenant", name: "New tenant" }),
  "organizations.get": () => ({ organization: "acme" }),
  "organizations.list": () => ({}),
  "organizations.navigation": () => ({}),
  "organizations.update": () => ({
    organization: "acme",
    name: "Acme",
    invitationLimit: "5",
    withdrawAfterHours: "72",
  }),
  "people.add-member": () => ({ organization: "acme", email: "new@acme.test", name: "New", role: "viewer" }),
  "people.change-role": () => ({ organization: "acme", personId: t.person("viewer"), role: "operator" }),
  "people.remove-member": () => ({ organization: "acme", personId: t.person("viewer") }),
  "people.renew-password-link": () => ({ organization: "acme", personId: t.person("viewer") }),
  "places.hold": () => ({ placeId: t.ids.place, reason: "Because." }),
  "places.release": () => ({ placeId: t.ids.place }),
  "requests.approve": () => ({ requestId: acme.request, termsDigest: acme.digest, note: "Fine." }),
  "requests.deny": () => ({ requestId: acme.request, termsDigest: acme.digest, note: "No." }),
  "requests.get": () => ({ requestId: acme.request }),
  "requests.list": () => ({ filter: "waiting" }),
  "requests.withdraw": () => ({ requestId: acme.request }),
  "sites.bind-organization": () => ({ siteId: site.id, orgId: site.orgId, organization: "acme" }),
  "sites.check": () => ({ id: site.id }),
  "sites.get": () => ({ id: site.id }),
  "sites.let-act": () => ({ id: site.id }),
  "sites.list": () => ({}),
  "sites.register": () => ({
    name: "Vienna",
    url: "https://vcd.example.org",
    certificateAuthority: "",
    credential: "account",
    user: "administrator",
    password: "secret",
  }),
  "sites.replace-authority": () => ({ id: site.id, certificateAuthority: "" }),
  "sites.replace-credential": () => ({ id: site.id, credential: "api-token", token: "secret" }),
  "sites.stop-acting": () => ({ id: site.id }),
  "sites.unbind-organization": () => ({ id: site.binding }),
  "vcd-clusters.ask-shares": () => ({ id: vcd.ids.cluster, publicKey: vcd.publicKey }),
  "vcd-clusters.ask-upgrade-plan": () => ({ id: vcd.ids.cluster, publicKey: vcd.publicKey }),
  "vcd-clusters.cancel-act": () => ({ actId: vcd.ids.act }),
  "vcd-clusters.check": () => ({ placeId: vcd.ids.place, as: "form", form: vcd.form }),
  "vcd-clusters.create": () => ({ placeId: vcd.ids.place, as: "form", form: vcd.form, reason: "Because." }),
  "vcd-clusters.create-world": () => ({ placeId: vcd.ids.place }),
  "vcd-clusters.delete": () => ({ id: vcd.ids.cluster, confirm: "secret-cluster" }),
  "vcd-clusters.force-delete": () => ({ id: vcd.ids.cluster, confirm: "secret-cluster" }),
  "vcd-clusters.get": () => ({ id: vcd.ids.cluster }),
  "vcd-clusters.hold": () => ({ id: vcd.ids.cluster, reason: "Because." }),
  "vcd-clusters.release": () => ({ id: vcd.ids.cluster }),
  "vcd-clusters.resize": () => ({ id: vcd.ids.cluster, workers: "2", nfsNodes: "0" }),
  "vcd-clusters.share": () => ({ id: vcd.ids.cluster, shares: [] }),
  "vcd-clusters.upgrade": () => ({ id: vcd.ids.cluster, templateName: "newer", templateRevision: "1" }),
};

type Outcome = { value: unknown } | { refused: ServiceError };
async function attempt({ verb }: FoundVerb, context: VerbContext, input?: unknown): Promise<Outcome> {
  const given = input ?? inputs[verb.definition.name]?.();
  try {
    return { value: await verb(context, given as never) };
  } catch (error) {
    // Anything but a refusal in words is a failure of ours.
    if (error instanceof ServiceError) return { refused: error };
    throw error;
  }
}
const codeOf = (outcome: Outcome) => ("refused" in outcome ? outcome.refused.code : "let through");

/** Everything that a verb could have changed, but for the record of denials. */
async function world() {
  const { rows } = await t.owner.execute(sql`select
    (select json_agg(x order by id) from organizations x) as organizations,
    (select json_agg(x order by organization_id, person_id) from memberships x) as memberships,
    (select json_agg(x order by id) from people x) as people,
    (select count(*) from password_links) as links,
    (select json_agg(x order by id) from aws_accounts x) as accounts,
    (select json_agg(to_jsonb(x) - 'wake_seq' - 'due_at' - 'full_sweep_due_at' order by id) from places x) as places,
    (select json_agg(x order by id) from clusters x) as clusters,
    (select json_agg(to_jsonb(x) - 'watched_until' order by id) from connections x) as connections,
    (select json_agg(x order by id) from requests x) as requests,
    (select json_agg(x order by id) from vcd_sites x) as sites,
    (select json_agg(x order by id) from vcd_organizations x) as vcd_organizations,
    (select json_agg(x order by id) from vcd_clusters x) as vcd_clusters,
    (select json_agg(to_jsonb(x) - 'watched_until' order by id) from exposures x) as exposures,
    (select json_agg(x order by id) from cluster_acts x) as acts,
    (select json_agg(x order by id) from asks x) as asks,
    (select count(*) from audit where outcome = 'done') as done`);
  return rows[0];
}

test("every verb has its row here", () => {
  expect(Object.keys(inputs).sort()).toEqual(verbs.map(({ verb }) => verb.definition.name).sort());
});

describe("nobody", () => {
  const nobodies: [string, () => Promise<VerbContext>, string[]][] = [
    ["signed out", async () => ({ ...t.as("operator", "acme"), sessionId: null }), ["unauthenticated"]],
    [
      "with an invented session",
      async () => ({ ...t.as("operator", "acme"), sessionId: uuidv7() }),
      ["unauthenticated"],
    ],
    ["whose session was ended", () => sessionOf("operator", { endedAt: new Date() }), ["unauthenticated"]],
    ["whose session ran out", () => sessionOf("operator", { endsAt: new Date(0) }), ["unauthenticated"]],
    ["who was disabled", () => stranger({ disabledAt: new Date() }, "tenant-admin"), ["unauthenticated"]],
    ["who is a member of nothing any more", () => stranger({}, null), ["not-found"]],
  ];
  async function sessionOf(
    person: PersonKey,
    ended: Partial<typeof sessions.$inferInsert>,
  ): Promise<VerbContext> {
    const sessionId = uuidv7();
    const row = { id: sessionId, personId: t.person(person), endsAt: new Date("2100-01-01"), ...ended };
    await t.owner.insert(sessions).values(row);
    return { ...t.as(person, "acme"), sessionId };
  }
  async function stranger(
    over: Partial<typeof people.$inferInsert>,
    role: Role | null,
  ): Promise<VerbContext> {
    const [personId, sessionId] = [uuidv7(), uuidv7()];
    await t.owner
      .insert(people)
      .values({ id: personId, email: `${personId}@acme.test`, name: "Gone", ...over });
    if (role) await t.owner.insert(memberships).values({ organizationId: t.ids.acme, personId, role });
    await t.owner.insert(sessions).values({ id: sessionId, personId, endsAt: new Date("2100-01-01") });
    return { ...t.as("operator", "acme"), sessionId };
  }

  test.each(nobodies)("%s gets anything", async (_who, context, codes) => {
    const as = await context();
    const before = await world();
    for (const organization of ["acme", "globex", "provider", "no-such", null]) {
      for (const verb of verbs) {
        expect(codes, verb.exported).toContain(codeOf(await attempt(verb, { ...as, organization })));
      }
    }
    expect(await world()).toEqual(before);
  });
});

describe("roles", () => {
  const roles: [Role, PersonKey, string | null][] = [
    ["viewer", "viewer", "acme"],
    ["operator", "operator", "acme"],
    ["provider-auditor", "auditor", "acme"],
    ["provider-auditor", "auditor", null],
  ];
  test.each(roles)(
    "%s is refused what the table does not give, and the refusal is recorded",
    async (role, person, organization) => {
      const before = await world();
      for (const verb of verbs.filter((each) => !roleAllows(role, each.verb.definition.permission))) {
        expect(codeOf(await attempt(verb, t.as(person, organization))), verb.exported).toBe("forbidden");
        const { rows } = await t.owner.execute<{ verb: string; person_id: string }>(
          sql`select verb, person_id from audit where outcome = 'denied' order by at desc, seq desc limit 1`,
        );
        expect(rows[0]).toEqual({ verb: verb.verb.definition.name, person_id: t.person(person) });
      }
      expect(await world()).toEqual(before);
    },
  );

  test("an auditor changes nothing at all", async () => {
    const before = await world();
    for (const verb of verbs.filter((each) => each.verb.definition.kind === "change")) {
      for (const organization of ["acme", null]) {
        expect(codeOf(await attempt(verb, t.as("auditor", organization))), verb.exported).toBe("forbidden");
      }
    }
    expect(await world()).toEqual(before);
  });
});

describe("another organization's people", () => {
  const secrets = () =>
    new RegExp(
      [
        acme.connection,
        acme.request,
        t.clusters.orders,
        "secret-project",
        ...Object.values(vcd.ids),
        exposed.exposure,
        exposed.request,
        "secret-edge",
        "secret-cluster",
        "secret-new",
        "Olga",
        clusterVpcs.orders,
        "Acme",
        t.ids.acme,
      ].join("|"),
    );

  test("find nothing in Acme's rooms, nor in the provider's", async () => {
    const before = await world();
    for (const verb of verbs) {
      for (const organization of ["acme", null, "provider"]) {
        const outcome = await attempt(verb, t.as("globex", organization));
        expect(codeOf(outcome), `${verb.exported} in ${organization}`).toBe("not-found");
        expect(JSON.stringify(outcome)).not.toMatch(secrets());
      }
    }
    expect(await world()).toEqual(before);
  });

  test.each(["operator", "tenant-admin"] as const)(
    "as %s learn and change nothing of Acme's by its ids in their own rooms",
    async (role) => {
      await t.owner
        .update(memberships)
        .set({ role })
        .where(eq(memberships.personId, t.person("globex")));
      const before = await world();
      for (const verb of verbs) {
        const outcome = await attempt(verb, t.as("globex", "globex"));
        if ("value" in outcome) expect(JSON.stringify(outcome.value), verb.exported).not.toMatch(secrets());
        else expect(["not-found", "forbidden"], verb.exported).toContain(outcome.refused.code);
      }
      expect(await world()).toEqual(before);
      await t.owner
        .update(memberships)
        .set({ role: "operator" })
        .where(eq(memberships.personId, t.person("globex")));
    },
  );

  test("are answered about Acme's objects word for word as about missing ones", async () => {
    const swap = (value: unknown): unknown =>
      typeof value === "string" && /^[0-9a-f]{8}-/.test(value)
        ? uuidv7()
        : value === "acme"
          ? "no-such"
          : value;
    for (const verb of verbs) {
      const given = inputs[verb.verb.definition.name]?.() ?? {};
      const missing = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, swap(value)]));
      const theirs = await attempt(verb, t.as("globex", "globex"), given);
      const nobodys = await attempt(verb, t.as("globex", "globex"), missing);
      expect(JSON.stringify(theirs), verb.exported).toBe(JSON.stringify(nobodys));
    }
  });
});

describe("hostile values", () => {
  const nul = String.fromCharCode(0);
  const hostile: [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["not a number", Number.NaN],
    ["a truth", true],
    ["a list", ["x", { y: 1 }, null]],
    ["an object", { toString: "x", __proto__: { admin: true } }],
    ["a function", () => "x"],
    ["an empty text", ""],
    ["blanks", " \t\n\u00a0\u200b"],
    ["SQL", "'; drop table people; --"],
    ["a cast", "1::uuid"],
    ["NUL", `a${nul}b`],
    ["NUL in a list", [`a${nul}b`]],
    ["a lone surrogate", "\ud800"],
    ["letters beyond the first plane", "\u{1F600}\u{10FFFF}".repeat(40)],
    ["text from right to left", "\u202Egnp.exe\u202C"],
    ["markup", '"><img src=x onerror=alert(1)>{{7*7}}'],
    ["a prototype", "__proto__"],
    ["a constructor", "constructor"],
    ["a path", "../../../etc/passwd"],
    ["a uuid in capitals", "0190A0A0-0000-7000-8000-00000000000A"],
    ["dashes that look like a uuid", "------------------------------------"],
    ["the nil uuid", "00000000-0000-0000-0000-000000000000"],
    ["the largest number", "99999999999999999999999999"],
    ["a long text", "x".repeat(200_000)],
    ["a thousand blocks", Array.from({ length: 1_000 }, (_, n) => `10.${n % 256}.0.0/16`).join(",")],
    ["a cursor that is none", "9999999-99-99_x"],
  ];
  const people: [PersonKey, string | null][] = [
    ["operator", "acme"],
    ["admin", null],
  ];

  test.each(people)(
    "in any field of any verb, sent by the %s, are refused in words or do no harm",
    async (person, organization) => {
      const roleOfPerson: Role = person === "admin" ? "provider-admin" : "operator";
      const reachable = verbs.filter(({ verb }) => roleAllows(roleOfPerson, verb.definition.permission));
      for (const verb of reachable) {
        const fields = Object.keys(inputs[verb.verb.definition.name]?.() ?? {});
        for (const field of fields) {
          for (const [what, value] of hostile) {
            const given = { ...inputs[verb.verb.definition.name]?.(), [field]: value };
            const outcome = await attempt(verb, t.as(person, organization), given).catch((error) => {
              throw new Error(`${verb.exported}: ${field} is ${what}`, { cause: error });
            });
            if ("refused" in outcome) expect(outcome.refused.message).toMatch(/[a-z]/);
          }
        }
        for (const whole of [null, undefined, [], "x", 7]) {
          await attempt(verb, t.as(person, organization), whole ?? JSON.parse("null")).catch((error) => {
            throw new Error(`${verb.exported}: all of it is ${JSON.stringify(whole)}`, { cause: error });
          });
        }
      }
      expect(isProviderRole(roleOfPerson)).toBe(person === "admin");
    },
    300_000,
  );
});
