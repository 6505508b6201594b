import { and, eq, isNull } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { hashPassword } from "@/lib/auth/passwords";
import { openSession } from "@/lib/auth/sessions";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { webDatabase } from "@/lib/db/pool";
import { people } from "@/lib/db/schema/people";
import { sessions, settings } from "@/lib/db/schema/sign-on";
import { demandLocalAccounts } from "@/lib/services/people/demand-local-accounts";
import { disablePerson } from "@/lib/services/people/disable-person";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";
import { setPassword } from "@/lib/services/people/set-password";
import { switchLocalAccounts } from "@/lib/services/sign-on/switch-local-accounts";
import { configureWeb } from "../support/browser";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { untilOneWaits } from "../support/lock-waits";
import { makeTenancy, type Tenancy } from "../support/tenancy";

/** What happens while a password is compared, which takes a good part of a second. */
const meanwhile = vi.hoisted(() => ({ happens: async () => {} }));
vi.mock("@/lib/auth/passwords", async (importActual) => {
  const actual = await importActual<typeof import("@/lib/auth/passwords")>();
  return {
    ...actual,
    async verifyPassword(...given: Parameters<typeof actual.verifyPassword>) {
      await meanwhile.happens();
      return actual.verifyPassword(...given);
    },
  };
});
vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

let database: TestDatabase;
let t: Tenancy;
const password = "correct horse battery";
const anywhere = { address: null, requestId: "test" };
const admin = () => t.as("admin", null);
const viewer = () => ({ organization: "acme", personId: t.person("viewer") });

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  Object.assign(process.env, {
    OIDC_ISSUER: "https://login.example.com",
    OIDC_CLIENT_ID: "drawbridge",
    OIDC_CLIENT_SECRET: "the client's secret",
    OIDC_NAME: "Acme SSO",
  });
  t = await makeTenancy(database.url);
  await t.owner
    .update(sessions)
    .set({ how: "oidc" })
    .where(eq(sessions.id, admin().sessionId ?? ""));
});
afterAll(async () => {
  await webDatabase().$client.end();
  await t.close();
  await database.drop();
});
beforeEach(async () => {
  await t.owner
    .update(people)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(people.id, t.person("viewer")));
});

const signInWhile = (happens: () => Promise<unknown>) => {
  meanwhile.happens = async () => {
    meanwhile.happens = async () => {};
    await happens();
  };
  return signInWithPassword(webDatabase(), {
    email: "viewer@acme.test",
    password,
    address: "192.0.2.1",
    userAgent: null,
    requestId: uuidv7(),
    now: new Date(),
  });
};
const opened = () =>
  t.owner
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.personId, t.person("viewer")),
        isNull(sessions.endedAt),
        eq(sessions.address, "192.0.2.1"),
      ),
    );

test("a password that is right as it stands opens a session", async () => {
  expect(await signInWhile(async () => {})).toMatchObject({ ok: true });
  expect(await opened()).toHaveLength(1);
  await t.owner.update(sessions).set({ endedAt: new Date() }).where(eq(sessions.address, "192.0.2.1"));
});

test("a password that was changed while it was compared opens nothing", async () => {
  const { path } = await renewPasswordLink(admin(), viewer());
  const token = new URL(path, "http://x").searchParams.get("token") ?? "";
  const other = "another horse battery";
  const changes = () =>
    setPassword(webDatabase(), { token, password: other, repeated: other, ...anywhere, now: new Date() });
  expect(await signInWhile(changes)).toEqual({ ok: false, reason: "wrong" });
  expect(await opened()).toEqual([]);
});

test("passwords that were switched off while one was compared open nothing", async () => {
  const off = () => switchLocalAccounts(admin(), { to: "off" });
  expect(await signInWhile(off)).toEqual({ ok: false, reason: "switched-off" });
  expect(await opened()).toEqual([]);
  await t.owner.update(settings).set({ localAccounts: true });
});

test("passwords that are switched off while a link opens a session leave none", async () => {
  const by = {
    personId: t.person("viewer"),
    how: "password",
    address: "192.0.2.1",
    userAgent: null,
  } as const;
  const now = new Date();
  let off: Promise<unknown> | undefined;
  await openSession(webDatabase(), { ...by, requestId: "test", now }, async (tx) => {
    await demandLocalAccounts(tx);
    off = switchLocalAccounts(admin(), { to: "off" });
    // Waits for the session to be there, to end it.
    await untilOneWaits(t.owner);
  });
  await off;
  expect(await opened()).toEqual([]);
  await expect(
    openSession(webDatabase(), { ...by, requestId: "test", now }, demandLocalAccounts),
  ).rejects.toMatchObject({ code: "precondition" });
  expect(await opened()).toEqual([]);
  await t.owner.update(settings).set({ localAccounts: true });
});

test("somebody who was disabled while their password was compared gets no session, also for later", async () => {
  expect(await signInWhile(() => disablePerson(admin(), viewer()))).toEqual({ ok: false, reason: "wrong" });
  expect(await opened()).toEqual([]);
});
