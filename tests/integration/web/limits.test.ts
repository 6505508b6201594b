import { eq, like } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { signInAction } from "@/app/(auth)/actions";
import { changePasswordAction } from "@/app/(console)/(person)/sessions/actions";
import { GET as readPresence, POST as tellPresence } from "@/app/api/sessions/presence/route";
import { countUses } from "@/lib/db/rate-limits";
import { withReach } from "@/lib/db/reach";
import { rateWindows, sessions } from "@/lib/db/schema/sign-on";
import { idleForm } from "@/lib/domain/form-state";
import { requestLimits } from "@/lib/domain/limits/request-limits";
import { defineAction } from "@/lib/services/define-action";
import { defineOpenRoute, defineRoute } from "@/lib/services/define-route";
import { ask, browse, origin } from "../support/browser";
import { provideWebTenancy } from "../support/provide-web-tenancy";
import type { PersonKey } from "../support/tenancy";

vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

const t = provideWebTenancy();

beforeEach(async () => {
  delete (globalThis as { drawbridgeAdmission?: unknown }).drawbridgeAdmission;
  await t.owner.delete(rateWindows);
});

const { change, request } = requestLimits;
const form = (fields: Record<string, string> = {}) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const doing = defineAction(async () => ({ status: "done" }));
const reading = defineRoute(async () => ({ read: true }));
/** From `address`, as the outermost hop that is believed; what the visitor claims stands before it. */
const come = (person: PersonKey | null, address = "192.0.2.9", claimed = "203.0.113.1") =>
  browse(person && t.as(person, null).sessionId, { origin, "x-forwarded-for": `${claimed}, ${address}` });
const countOf = async (key: string) => {
  const [row] = await t.owner.select().from(rateWindows).where(eq(rateWindows.key, key));
  return row?.count ?? 0;
};
const used = (key: string, count: number) =>
  t.owner.insert(rateWindows).values({ key, count, windowEndsAt: new Date(Date.now() + 40_000) });

describe("changes", () => {
  test("are as many in a minute as one person may make, however many are sent at once", async () => {
    await come("operator");
    const states = await Promise.all(
      Array.from({ length: change.person + 20 }, () =>
        doing(idleForm, form({ organization: "acme", note: "kept" })),
      ),
    );
    const refused = states.filter(({ status }) => status === "refused");
    expect(refused).toHaveLength(20);
    expect(refused[0]).toMatchObject({
      message: "That is more than 120 changes from you within a minute.",
      next: expect.stringMatching(/^Wait \d+ seconds, then try again\.$/),
      values: { note: ["kept"] },
    });
    await come("viewer");
    expect((await doing(idleForm, form({ organization: "acme" }))).status).toBe("done");
  });

  test("count for the organization of whoever makes them, and for no other that they name", async () => {
    await used(`change:organization:${t.ids.acme}`, change.organization);
    await come("operator");
    expect(await doing(idleForm, form({ organization: "acme" }))).toMatchObject({
      status: "refused",
      message: "That is more than 600 changes from your organization within a minute.",
    });
    await come("globex");
    for (const organization of ["globex", "acme", "no-such", ""]) {
      expect((await doing(idleForm, form({ organization }))).status, organization).toBe("done");
    }
    expect(await countOf(`change:organization:${t.ids.globex}`)).toBe(4);
    expect(await countOf(`change:organization:${t.ids.acme}`)).toBe(change.organization + 1);
    const keys = await t.owner.select().from(rateWindows).where(like(rateWindows.key, "%no-such%"));
    expect(keys).toEqual([]);
  });

  test("are refused alike in an organization of another and in one that there is not", async () => {
    await used(`change:organization:${t.ids.globex}`, change.organization);
    await come("globex");
    const [theirs, nobodys] = [
      await doing(idleForm, form({ organization: "acme" })),
      await doing(idleForm, form({ organization: "no-such" })),
    ];
    expect(theirs).toMatchObject({ status: "refused", message: nobodys.message });
  });

  test("count for the network they come from, whatever the visitor claims", async () => {
    await used("change:address:192.0.2.9", change.address);
    for (const [index, claimed] of ["203.0.113.1", "198.51.100.7", "::1", "'; --"].entries()) {
      await come(null, "192.0.2.9", claimed);
      expect((await doing(idleForm, form())).message, claimed).toMatch(/600 changes from your network/);
      expect(await countOf("change:address:192.0.2.9")).toBe(change.address + index + 1);
    }
    await come(null, "192.0.2.10");
    expect((await doing(idleForm, form())).status).toBe("done");
  });

  test("of all visitors of one IPv6 network count together", async () => {
    await come(null, "2001:db8:1:2::1");
    await doing(idleForm, form());
    await come(null, "2001:db8:1:2:ffff::9");
    await doing(idleForm, form());
    expect(await countOf("change:address:2001:db8:1:2::/64")).toBe(2);
  });

  test("by a route answer with how long to wait", async () => {
    await used(`change:person:${t.person("operator")}`, change.person);
    await come("operator");
    const sent = new Request(new URL("/api", origin), { method: "POST", headers: { origin } });
    const answer = await tellPresence(sent, { params: Promise.resolve({}) });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(30);
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(40);
  });

  test("sweep away windows that are over", async () => {
    const over = Array.from({ length: 30 }, (_, n) => ({
      key: `sign-in:email:${n}@x`,
      count: 1,
      windowEndsAt: new Date(Date.now() - 1_000),
    }));
    await t.owner.insert(rateWindows).values(over);
    await come("operator");
    await doing(idleForm, form());
    expect(await t.owner.$count(rateWindows, like(rateWindows.key, "sign-in:%"))).toBe(0);
  });

  test("that somebody could guess with have a limit of their own", async () => {
    await come("viewer");
    const guess = () =>
      changePasswordAction(
        idleForm,
        form({ present: "x", password: "y".repeat(12), repeated: "y".repeat(12) }),
      );
    for (let n = 0; n < 5; n += 1) expect((await guess()).message).not.toMatch(/more than 5 tries/);
    expect(await guess()).toMatchObject({
      message: "That is more than 5 tries.",
      next: "Wait 15 minutes, then try again.",
    });
  });

  test("of many at once never wait for each other in a circle", async () => {
    const now = new Date();
    const three = (n: number) => [
      `change:person:${n % 3}`,
      `change:organization:${n % 2}`,
      "change:address:all",
    ];
    const uses = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        withReach(t.web, { organizationIds: [], personId: null }, (tx) =>
          countUses(tx, three(n), 60_000, now),
        ),
      ),
    );
    expect(Math.max(...uses.map((use) => use[2]?.count ?? 0))).toBe(60);
    expect(await countOf("change:person:0")).toBe(20);
  });
});

describe("reads", () => {
  test("are as many as one person's open pages need, and then answer 429 with how long to wait", async () => {
    await come("operator");
    for (let n = 0; n < request.person; n += 1) expect((await ask(reading, "/api")).status).toBe(200);
    const answer = await ask(reading, "/api?organization=acme");
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({
      error: { code: "limit", message: "That is more than 1,200 requests from you within a minute." },
    });
    expect(await t.owner.$count(rateWindows)).toBe(0);
    await come("viewer");
    expect((await ask(reading, "/api")).status).toBe(200);
  });

  test("of doors that are open to everybody count by network", async () => {
    const open = defineOpenRoute(async () => new Response("here"));
    const from = (address: string) =>
      open(new Request(new URL("/api", origin), { headers: { "x-forwarded-for": address } }), {
        params: Promise.resolve({}),
      });
    for (let n = 0; n < request.address; n += 1) await from("192.0.2.77");
    expect((await from("192.0.2.77")).status).toBe(429);
    expect((await from("192.0.2.78")).status).toBe(200);
  });

  test("do not keep a session alive, and what a person does, does", async () => {
    const id = t.as("auditor", null).sessionId ?? "";
    const seenAt = new Date(Date.now() - 30 * 60_000);
    const idleEndsAt = new Date(Date.now() + 60_000);
    await t.owner.update(sessions).set({ seenAt, idleEndsAt }).where(eq(sessions.id, id));
    const row = async () => (await t.owner.select().from(sessions).where(eq(sessions.id, id)))[0];
    await come("auditor");
    expect(await (await ask(readPresence, "/api")).json()).toMatchObject({
      idleEndsAt: idleEndsAt.toISOString(),
    });
    expect(await row()).toMatchObject({ seenAt, idleEndsAt });
    const sent = new Request(new URL("/api", origin), { method: "POST", headers: { origin } });
    expect((await tellPresence(sent, { params: Promise.resolve({}) })).status).toBe(200);
    expect((await row())?.idleEndsAt.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
    await t.owner.update(sessions).set({ seenAt, idleEndsAt }).where(eq(sessions.id, id));
    await doing(idleForm, form());
    expect((await row())?.idleEndsAt.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
  });
});

describe("sign-in", () => {
  const tryIt = (email: string) => signInAction(idleForm, form({ email, password: "wrong", next: "/" }));

  test("from one network is limited whatever the visitor claims, and says how long to wait", async () => {
    await t.owner.insert(rateWindows).values({
      key: "sign-in:address:192.0.2.9",
      count: 100,
      windowEndsAt: new Date(Date.now() + 10 * 60_000),
    });
    for (const claimed of ["203.0.113.1", "198.51.100.7"]) {
      await come(null, "192.0.2.9", claimed);
      expect(await tryIt("nobody@acme.test")).toMatchObject({
        status: "refused",
        message: "There were too many tries with this address or from this network.",
        next: expect.stringMatching(/^Wait 10 minutes, then try again\./),
      });
    }
    await come(null, "192.0.2.10");
    expect((await tryIt("nobody@acme.test")).message).toMatch(/do not belong together/);
  });

  test("as one person lets no more guesses through at once than one after another", async () => {
    await come(null);
    const states = await Promise.all(Array.from({ length: 30 }, () => tryIt("operator@acme.test")));
    expect(states.filter(({ message }) => message?.includes("belong together"))).toHaveLength(10);
  });
});
