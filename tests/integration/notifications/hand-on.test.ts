import { asc, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { withReach } from "@/lib/db/reach";
import { deliveries, webhooks } from "@/lib/db/schema/deliveries";
import { notices, notificationPreferences, notifications } from "@/lib/db/schema/notices";
import { memberships, people } from "@/lib/db/schema/people";
import { requests } from "@/lib/db/schema/requests";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { configureWeb } from "../support/browser";
import { provideTenancy } from "../support/provide-tenancy";
import { addWebhook, notice, openDeliveryWorker, tell } from "./support";

const t = provideTenancy();
let worker: ReturnType<typeof openDeliveryWorker>;
let second: ReturnType<typeof openDeliveryWorker>;
let terms: Parameters<typeof requestConnection>[1];
let asked: { connectionId: string; requestId: string };

beforeAll(async () => {
  configureWeb(t.url);
  // Nothing listens there: what is handed on is looked at, not delivered.
  worker = openDeliveryWorker(t.url, { smtpUrl: "smtp://127.0.0.1:9" });
  second = openDeliveryWorker(t.url, { smtpUrl: "smtp://127.0.0.1:9" });
  terms = {
    clusterId: t.clusters.orders,
    accountId: "123456789012",
    vpcId: "vpc-11111111111111111",
    cidrs: ["10.50.0.0/16"],
    region: "eu-central-1",
    dnsResolution: true,
    name: "orders-database",
    reason: "For the launch.",
  };
  asked = await requestConnection(t.as("operator", "acme"), terms);
  await worker.handOn();
  await clear();
});
afterEach(() => clear());
afterAll(async () => {
  await worker.close();
  await second.close();
});

async function clear() {
  await t.owner.execute(sql`truncate deliveries, notifications, notices, notification_preferences cascade`);
  await t.owner.execute(sql`delete from drawbridge_jobs.job`);
  await t.owner.update(webhooks).set({ deletedAt: new Date() });
}

const told = async () =>
  (
    await t.owner
      .select({ name: people.name })
      .from(notifications)
      .innerJoin(people, eq(people.id, notifications.personId))
      .orderBy(asc(people.name))
  ).map(({ name }) => name);
const connection = () => ({ kind: "connection" as const, id: asked.connectionId });
const countJobs = async () =>
  Number(
    (await t.owner.execute<{ n: string }>(sql`select count(*) as n from drawbridge_jobs.job`)).rows[0]?.n,
  );

test("bells, deliveries and their jobs come about in one transaction, and the facts are complete", async () => {
  const hook = await addWebhook(t.owner, {
    organizationId: t.ids.acme,
    createdBy: t.person("operator"),
    url: "http://127.0.0.1:9/",
  });
  await tell(t.owner, notice(t.ids.acme, "connection.failed", connection()));
  await worker.handOn();
  expect(await told()).toEqual(["Ada Admin", "Olga Operator"]);
  const rows = await t.owner.select().from(deliveries).orderBy(asc(deliveries.channel));
  expect(rows.map(({ channel, webhookId }) => [channel, webhookId])).toEqual([
    ["mail", null],
    ["mail", null],
    ["webhook", hook],
  ]);
  const jobs = await t.owner.execute<{ id: string }>(sql`select id from drawbridge_jobs.job order by id`);
  expect(jobs.rows.map(({ id }) => id)).toEqual(rows.map(({ jobId }) => jobId).sort());
  const [row] = await t.owner.select().from(notices);
  expect(row?.facts).toMatchObject({
    organization: { slug: "acme", name: "Acme" },
    name: "orders-database",
    clusterName: "orders",
    accountId: "123456789012",
    region: "eu-central-1",
  });
  expect(row?.handedOnAt).not.toBeNull();
});

test("whatever fails undoes all of it, and the next notice goes its way", async () => {
  await tell(
    t.owner,
    { ...notice(t.ids.acme, "connection.failed", connection()), dedupeKey: "first" },
    { ...notice(t.ids.acme, "connection.active", connection()), dedupeKey: "second" },
  );
  await t.owner.execute(sql`alter table notifications add constraint broken check (at is null) not valid`);
  try {
    await worker.handOn();
    expect(await told()).toEqual([]);
    expect(await t.owner.select().from(deliveries)).toEqual([]);
    expect(await countJobs()).toBe(0);
  } finally {
    await t.owner.execute(sql`alter table notifications drop constraint broken`);
  }
  await second.handOn();
  expect((await told()).length).toBe(3);
});

test("two workers at once tell everybody once", async () => {
  await tell(
    t.owner,
    ...Array.from({ length: 40 }, (_, n) => ({
      ...notice(t.ids.acme, "connection.active", connection()),
      dedupeKey: `active/${n}`,
    })),
  );
  await Promise.all([worker.handOn(), second.handOn(), worker.handOn(), second.handOn()]);
  expect(await t.owner.select().from(notifications)).toHaveLength(40);
});

test("the same happening written twice is told once", async () => {
  const happening = notice(t.ids.acme, "connection.active", connection());
  await tell(t.owner, happening, happening);
  await worker.handOn();
  await tell(t.owner, happening);
  await worker.handOn();
  expect(await told()).toEqual(["Olga Operator"]);
});

test("a waiting request tells those who decide, not who asked, and names what is asked for", async () => {
  await tell(t.owner, notice(t.ids.acme, "request.waiting", { kind: "request", id: asked.requestId }));
  await worker.handOn();
  expect(await told()).toEqual(["Ada Admin"]);
  const [row] = await t.owner.select().from(notices);
  expect(row?.facts).toMatchObject({
    title: "orders-database",
    askedByName: "Olga Operator",
    reason: "For the launch.",
    approvals: 0,
    approvalsNeeded: 1,
    endsAt: expect.stringMatching(/^2\d{3}-/),
  });
});

test("whoever edited a request, be it before another did, is not told that it waits for them", async () => {
  const { requestId } = await requestConnection(t.as("operator", "acme"), {
    ...terms,
    vpcId: "vpc-22222222222222222",
    cidrs: ["10.51.0.0/16"],
    name: "orders-archive",
  });
  await worker.handOn();
  expect(await told()).toEqual(["Ada Admin"]);
  await clear();
  for (const key of ["admin", "operator"] as const) {
    await t.owner
      .update(requests)
      .set({ editedBy: t.person(key) })
      .where(eq(requests.id, requestId));
  }
  await tell(t.owner, notice(t.ids.acme, "request.waiting", { kind: "request", id: requestId }));
  await worker.handOn();
  expect(await told()).toEqual([]);
});

test("a decision tells who asked; nobody hears of their own acts, nor does anybody who has left", async () => {
  await t.owner
    .update(requests)
    .set({ state: "approved", decidedBy: t.person("admin"), decidedAt: new Date() })
    .where(eq(requests.id, asked.requestId));
  await tell(t.owner, notice(t.ids.acme, "request.approved", { kind: "request", id: asked.requestId }));
  await worker.handOn();
  expect(await told()).toEqual(["Olga Operator"]);
  const [row] = await t.owner.select().from(notices);
  expect(row?.facts).toMatchObject({ byName: "Ada Admin", byPersonId: t.person("admin") });

  await clear();
  await t.owner.delete(memberships).where(eq(memberships.personId, t.person("operator")));
  await tell(t.owner, notice(t.ids.acme, "request.approved", { kind: "request", id: asked.requestId }));
  await worker.handOn();
  expect(await told()).toEqual([]);
  await t.owner
    .insert(memberships)
    .values({ organizationId: t.ids.acme, personId: t.person("operator"), role: "operator" });
});

test("what people chose decides about mail; people of VCD and disabled ones get none", async () => {
  const vcd = uuidv7();
  const gone = uuidv7();
  await t.owner.insert(people).values([
    { id: vcd, email: "vera@acme at Frankfurt", name: "Vera of VCD" },
    { id: gone, email: "gone@acme.test", name: "Gone", disabledAt: new Date() },
  ]);
  await t.owner.insert(memberships).values([
    { organizationId: t.ids.acme, personId: vcd, role: "operator" },
    { organizationId: t.ids.acme, personId: gone, role: "operator" },
  ]);
  await t.owner
    .insert(notificationPreferences)
    .values({ personId: t.person("admin"), mailKinds: ["request.waiting"] });
  await tell(t.owner, notice(t.ids.acme, "connection.failed", connection()));
  await worker.handOn();
  expect(await told()).toEqual(["Ada Admin", "Olga Operator", "Vera of VCD"]);
  const mailed = await t.owner.select({ personId: deliveries.personId }).from(deliveries);
  expect(mailed).toEqual([{ personId: t.person("operator") }]);
});

test("a tenant's webhooks hear of the tenant alone, the provider's of everybody, each of its kinds", async () => {
  const hook = (
    organizationId: string,
    person: "operator" | "globex" | "admin",
    kind: "connection.active" | "connection.failed",
  ) =>
    addWebhook(t.owner, {
      organizationId,
      createdBy: t.person(person),
      url: "http://127.0.0.1:9/",
      kinds: [kind],
    });
  const acme = await hook(t.ids.acme, "operator", "connection.active");
  const provider = await hook(t.ids.provider, "admin", "connection.active");
  await hook(t.ids.globex, "globex", "connection.active");
  await hook(t.ids.acme, "operator", "connection.failed");
  await tell(t.owner, notice(t.ids.acme, "connection.active", connection()));
  await worker.handOn();
  const made = await t.owner.select().from(deliveries);
  expect(made.map(({ webhookId, organizationId }) => [webhookId, organizationId]).sort()).toEqual(
    [
      [acme, t.ids.acme],
      [provider, t.ids.provider],
    ].sort(),
  );
});

test("the database lets no delivery tell an organization of another's notice, but the provider's webhooks", async () => {
  const own = notice(t.ids.acme, "connection.active", connection());
  const theirs = { ...notice(t.ids.globex, "connection.active", connection()), dedupeKey: "theirs" };
  await tell(t.owner, own, theirs);
  const rows = await t.owner.select().from(notices);
  const idOf = (organizationId: string) =>
    rows.find((row) => row.organizationId === organizationId)?.id ?? "";
  const hookOf = (organizationId: string) =>
    addWebhook(t.owner, { organizationId, createdBy: t.person("admin"), url: "http://127.0.0.1:9/" });
  const hooks = { acme: await hookOf(t.ids.acme), provider: await hookOf(t.ids.provider) };
  const deliver = (
    to: "acme" | "provider",
    noticeId: string,
    by: { channel: "webhook"; webhookId: string } | { channel: "mail"; personId: string },
  ) =>
    withReach(worker.context.db, { organizationIds: "*", personId: null }, (tx) =>
      tx
        .insert(deliveries)
        .values({ id: uuidv7(), organizationId: t.ids[to], noticeId, state: "waiting", ...by }),
    );
  const webhook = (to: keyof typeof hooks) => ({ channel: "webhook" as const, webhookId: hooks[to] });
  const mail = { channel: "mail" as const, personId: t.person("admin") };
  const refused = { cause: { constraint: "deliveries_notice" } };

  await deliver("acme", idOf(t.ids.acme), webhook("acme"));
  await deliver("acme", idOf(t.ids.acme), mail);
  await deliver("provider", idOf(t.ids.globex), webhook("provider"));
  for (const wrong of [
    () => deliver("acme", idOf(t.ids.globex), webhook("acme")),
    () => deliver("acme", idOf(t.ids.globex), mail),
    () => deliver("provider", idOf(t.ids.globex), mail),
    () => deliver("provider", uuidv7(), webhook("provider")),
  ]) {
    await expect(wrong()).rejects.toMatchObject(refused);
  }
  await expect(
    t.owner
      .update(deliveries)
      .set({ noticeId: idOf(t.ids.globex) })
      .where(eq(deliveries.webhookId, hooks.acme)),
  ).rejects.toMatchObject(refused);
  await expect(t.owner.delete(notices).where(eq(notices.id, idOf(t.ids.acme)))).rejects.toMatchObject(
    refused,
  );
});
