import { createHmac } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { seal } from "@/lib/crypto/seal";
import { deliveries, webhooks } from "@/lib/db/schema/deliveries";
import { notices } from "@/lib/db/schema/notices";
import { givenUpAfterMs, switchedOffAfterMs } from "@/lib/domain/notifications/retries";
import { provideTenancy } from "../support/provide-tenancy";
import { sealingKeys } from "../support/sealing-keys";
import {
  addWebhook,
  notice,
  openDeliveryWorker,
  provideMailDelivery,
  readDelivery,
  secret,
  startReceiver,
  tell,
} from "./support";

const t = provideTenancy();
const { mailServer, worker, later } = provideMailDelivery(t);
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  receiver = await startReceiver();
});
beforeEach(async () => {
  await t.owner.execute(sql`truncate deliveries, notifications, notices, webhooks cascade`);
  receiver.received.length = 0;
  receiver.answer = (response) => void response.writeHead(204).end();
});
afterAll(() => receiver.close());

const facts = {
  name: "orders-database\r\nBcc: x@y.example",
  clusterName: "orders",
  ending: { title: "Failed at AWS", sentence: "<script>AWS</script> says no.", next: "Compare the values." },
};

/** A notice of Acme's that calls one webhook and mails nobody, handed on. */
async function called(more: Partial<typeof webhooks.$inferInsert> = {}) {
  const hook = await addWebhook(
    t.owner,
    { organizationId: t.ids.acme, createdBy: t.person("operator"), url: receiver.url },
    more,
  );
  const subject = { kind: "connection" as const, id: uuidv7() };
  await tell(t.owner, notice(t.ids.acme, "connection.active", subject, { name: "orders-database" }));
  await worker.handOn();
  const [row] = await t.owner
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(eq(deliveries.webhookId, hook));
  return { hook, id: row?.id ?? "", subject };
}

const readHook = async (id: string) =>
  (await t.owner.select().from(webhooks).where(eq(webhooks.id, id)))[0] as typeof webhooks.$inferSelect;

describe("webhooks", () => {
  test("are called with a signed body that says what happened", async () => {
    const { hook, id, subject } = await called();
    await worker.deliver();
    const [got] = receiver.received;
    expect(receiver.received).toHaveLength(1);
    expect(JSON.parse(got?.body ?? "")).toEqual({
      id,
      kind: "connection.active",
      at: expect.stringMatching(/Z$/),
      organization: { slug: "acme", name: "Acme" },
      subject: { ...subject, name: "orders-database" },
      title: "orders-database is active",
      sentence: expect.stringContaining("is up"),
      next: expect.any(String),
      url: `https://drawbridge.example.com/acme/connections/${subject.id}`,
    });
    expect(got?.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-drawbridge-delivery": id,
      "x-drawbridge-kind": "connection.active",
    });
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
      String(got?.headers["x-drawbridge-signature"]),
    ) as RegExpExecArray;
    expect(Number(seconds)).toBe(Math.floor(worker.time.now.getTime() / 1000));
    expect(createHmac("sha256", secret).update(`${seconds}.${got?.body}`).digest("hex")).toBe(signature);
    expect(await readDelivery(t.owner, id)).toMatchObject({
      state: "delivered",
      jobId: null,
      tries: [{ status: 204, answer: "", tookMs: 0 }],
    });
    expect((await readHook(hook)).failingSince).toBeNull();
  });

  test("are signed with both secrets while one changes", async () => {
    const { hook, id } = await called();
    const next = "whsec_the-next";
    await t.owner
      .update(webhooks)
      .set({
        secretSealed: await seal(next, `webhook/${hook}`, sealingKeys.publicKey),
        rotatedAt: new Date(),
      })
      .where(eq(webhooks.id, hook));
    await worker.tryNow(await readDelivery(t.owner, id));
    const [got] = receiver.received;
    const [time, ...signatures] = String(got?.headers["x-drawbridge-signature"]).split(",");
    const expected = [next, secret].map(
      (each) =>
        `v1=${createHmac("sha256", each)
          .update(`${time?.slice(2)}.${got?.body}`)
          .digest("hex")}`,
    );
    expect(signatures).toEqual(expected);
    await t.owner.update(webhooks).set({ rotatedAt: null }).where(eq(webhooks.id, hook));
    expect((await readHook(hook)).previousSecretSealed).toBeNull();
  });

  test("that fail are tried again with growing pauses, the same id and body each time", async () => {
    receiver.answer = (response) => void response.writeHead(503).end(`busy ${"x".repeat(600)}\u0007`);
    const { hook, id } = await called();
    const began = worker.time.now;
    for (const pauseMs of [5_000, 10_000, 20_000]) {
      await worker.tryNow(await readDelivery(t.owner, id));
      const row = await readDelivery(t.owner, id);
      expect(row.nextTryAt).toEqual(new Date(worker.time.now.getTime() + pauseMs));
      const job = await t.owner.execute<{ start_after: Date }>(
        sql`select start_after from drawbridge_jobs.job where id = ${row.jobId}::uuid`,
      );
      expect(new Date(job.rows[0]?.start_after ?? 0)).toEqual(row.nextTryAt);
      later(pauseMs);
    }
    expect((await readHook(hook)).failingSince).toEqual(began);
    receiver.answer = (response) => void response.writeHead(200).end("thanks");
    await worker.tryNow(await readDelivery(t.owner, id));
    const row = await readDelivery(t.owner, id);
    expect(row.state).toBe("delivered");
    expect(row.tries.map(({ status }) => status)).toEqual([503, 503, 503, 200]);
    expect(row.tries[0]?.answer).toHaveLength(500);
    expect(row.tries[3]?.answer).toBe("thanks");
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-drawbridge-delivery"]))).toEqual(
      new Set([id]),
    );
    expect((await readHook(hook)).failingSince).toBeNull();
  });

  test("are given up after a day, and switched off after three, with a word to the admins", async () => {
    receiver.answer = (response) => void response.writeHead(500).end();
    const { hook, id } = await called();
    await worker.tryNow(await readDelivery(t.owner, id));
    later(givenUpAfterMs - 4_000);
    await worker.tryNow(await readDelivery(t.owner, id));
    expect(await readDelivery(t.owner, id)).toMatchObject({
      state: "given-up",
      jobId: null,
      nextTryAt: null,
    });
    expect(await readHook(hook)).toMatchObject({ on: true, offReason: null });

    await tell(t.owner, notice(t.ids.acme, "connection.active", { kind: "connection", id: uuidv7() }));
    await worker.handOn();
    const [second] = await t.owner
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.webhookId, hook), eq(deliveries.state, "waiting")));
    if (!second) throw new Error("no second delivery");
    later(switchedOffAfterMs);
    await worker.tryNow(second);
    expect(await readHook(hook)).toMatchObject({ on: false, offReason: expect.stringContaining("3 days") });
    const [off] = await t.owner.select().from(notices).where(eq(notices.kind, "webhook.off"));
    expect(off).toMatchObject({ organizationId: t.ids.acme, subjectKind: "webhook", subjectId: hook });
    await worker.handOn();
    await tell(t.owner, notice(t.ids.acme, "connection.active", { kind: "connection", id: uuidv7() }));
    await worker.handOn();
    expect(await t.owner.select().from(deliveries).where(eq(deliveries.webhookId, hook))).toHaveLength(2);
  });

  test("that were switched off or deleted meanwhile are not called", async () => {
    const paused = await called();
    await t.owner.update(webhooks).set({ on: false }).where(eq(webhooks.id, paused.hook));
    await worker.deliver();
    expect(receiver.received).toEqual([]);
    expect(await readDelivery(t.owner, paused.id)).toMatchObject({
      state: "given-up",
      tries: [{ status: null, answer: expect.stringContaining("switched off") }],
    });
  });

  test("that say they are gone are not tried again", async () => {
    receiver.answer = (response) => void response.writeHead(410).end();
    const { id } = await called();
    await worker.deliver();
    expect(await readDelivery(t.owner, id)).toMatchObject({ state: "given-up" });
  });

  test("a test is sent to one that is switched off too, once, and says so", async () => {
    receiver.answer = (response) => void response.writeHead(401).end("who are you?");
    const hook = await addWebhook(
      t.owner,
      { organizationId: t.ids.acme, createdBy: t.person("operator"), url: receiver.url },
      { on: false },
    );
    const id = uuidv7();
    await t.owner.insert(deliveries).values({
      id,
      organizationId: t.ids.acme,
      channel: "webhook",
      webhookId: hook,
      state: "waiting",
      createdAt: worker.time.now,
    });
    await worker.handOn();
    await worker.deliver();
    expect(JSON.parse(receiver.received[0]?.body ?? "{}")).toMatchObject({ id, kind: "test", subject: null });
    expect(await readDelivery(t.owner, id)).toMatchObject({
      state: "given-up",
      tries: [{ status: 401, answer: "who are you?" }],
    });
    expect((await readHook(hook)).failingSince).toBeNull();
  });

  test("one job's delivery is made once, however many claim it", async () => {
    const { id } = await called();
    const other = openDeliveryWorker(t.url);
    await Promise.all([worker.deliver(), other.deliver(), worker.deliver(), other.deliver()]);
    await other.close();
    expect(receiver.received).toHaveLength(1);
    expect((await readDelivery(t.owner, id)).tries).toHaveLength(1);
  });

  test("a job whose try was recorded by another does nothing", async () => {
    const { id } = await called();
    const claimed = await readDelivery(t.owner, id);
    await worker.tryNow(claimed);
    await worker.tryNow(claimed);
    expect(receiver.received).toHaveLength(1);
  });

  test("a try that could not be recorded is made again, and known by its id", async () => {
    const { id } = await called();
    const dying = openDeliveryWorker(t.url);
    // As a crash leaves it: the receiver has the call, the database has nothing.
    dying.context.jobs.transaction = () => Promise.reject(new Error("the worker died"));
    await dying.deliver();
    await dying.close();
    expect(receiver.received).toHaveLength(1);
    expect((await readDelivery(t.owner, id)).tries).toEqual([]);
    await worker.tryNow(await readDelivery(t.owner, id));
    expect(receiver.received.map(({ headers }) => headers["x-drawbridge-delivery"])).toEqual([id, id]);
    expect(await readDelivery(t.owner, id)).toMatchObject({ state: "delivered" });
  });
});

describe("e-mail", () => {
  async function mailed() {
    const subject = { kind: "connection" as const, id: uuidv7() };
    await tell(t.owner, notice(t.ids.acme, "connection.failed", subject, facts));
    await worker.handOn();
    const rows = await t.owner.select().from(deliveries).where(eq(deliveries.channel, "mail"));
    const of = (person: "operator" | "admin") =>
      rows.find(({ personId }) => personId === t.person(person))?.id ?? "";
    return { operator: of("operator"), admin: of("admin"), subject };
  }

  test("says what happened, where to look, and how to have less of it; names break no header", async () => {
    const { operator, subject } = await mailed();
    await worker.deliver();
    const mail = mailServer.mails.find(({ to }) => to.includes("operator@acme.test"));
    expect(mailServer.mails.map(({ to }) => to.join())).toHaveLength(2);
    const raw = mail?.raw.replace(/=\r?\n/g, "").replace(/=3D/g, "=") ?? "";
    const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]/g, " ");
    expect(head).toContain("From: Drawbridge <drawbridge@example.com>");
    expect(head).toContain("To: operator@acme.test");
    expect(head).toContain(`Message-ID: <${operator}@drawbridge.example.com>`);
    expect(head).toContain("Subject: orders-database Bcc: x@y.example failed (Acme)");
    expect(head).toMatch(/List-Unsubscribe: <https:\/\/drawbridge.example.com\/notifications\/preferences>/);
    expect(head).not.toMatch(/^Bcc:/m);
    expect(raw).toContain(`https://drawbridge.example.com/acme/connections/${subject.id}`);
    expect(raw).toContain("&lt;script&gt;AWS&lt;/script&gt; says no.");
    expect(await readDelivery(t.owner, operator)).toMatchObject({
      state: "delivered",
      tries: [{ status: 250, answer: expect.stringContaining("250") }],
    });
  });

  test("that is put off is tried again under the same id; an address refused for good is not", async () => {
    mailServer.refuse = (address) =>
      Object.assign(new Error(address.startsWith("admin") ? "no such box" : "come back later"), {
        responseCode: address.startsWith("admin") ? 550 : 451,
      });
    const { operator, admin } = await mailed();
    await worker.deliver();
    expect(await readDelivery(t.owner, admin)).toMatchObject({
      state: "given-up",
      tries: [{ status: 550, answer: expect.stringContaining("no such box") }],
    });
    const waiting = await readDelivery(t.owner, operator);
    expect(waiting).toMatchObject({ state: "waiting", tries: [{ status: 451 }] });
    mailServer.refuse = () => null;
    await worker.tryNow(waiting);
    expect(mailServer.mails).toHaveLength(1);
    expect(mailServer.mails[0]?.raw).toContain(`<${operator}@drawbridge.example.com>`);
  });

  test("is not sent to somebody who left meanwhile", async () => {
    const { operator } = await mailed();
    await t.owner.execute(
      sql`update people set disabled_at = now() where id = ${t.person("operator")}::uuid`,
    );
    await worker.deliver();
    expect(mailServer.mails.flatMap(({ to }) => to)).toEqual(["admin@provider.test"]);
    expect(await readDelivery(t.owner, operator)).toMatchObject({ state: "given-up" });
    await t.owner.execute(sql`update people set disabled_at = null`);
  });
});
