import { desc, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { hashPassword } from "@/lib/auth/passwords";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { webDatabase } from "@/lib/db/pool";
import { audit } from "@/lib/db/schema/audit";
import { people } from "@/lib/db/schema/people";
import { groupMappings, sessions, settings } from "@/lib/db/schema/sign-on";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";
import { inspectPasswordLink, setPassword } from "@/lib/services/people/set-password";
import { changeMapping } from "@/lib/services/sign-on/change-mapping";
import { changeSettings } from "@/lib/services/sign-on/change-settings";
import { getSignOn } from "@/lib/services/sign-on/get-sign-on";
import { mapGroup } from "@/lib/services/sign-on/map-group";
import { restoreLocalAccounts } from "@/lib/services/sign-on/restore-local-accounts";
import { switchLocalAccounts } from "@/lib/services/sign-on/switch-local-accounts";
import { unmapGroup } from "@/lib/services/sign-on/unmap-group";
import { provideWebTenancy } from "../support/provide-web-tenancy";

vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

const t = provideWebTenancy();

beforeAll(async () => {
  Object.assign(process.env, {
    OIDC_ISSUER: "https://login.example.com",
    OIDC_CLIENT_ID: "drawbridge",
    OIDC_CLIENT_SECRET: "the client's secret",
    OIDC_NAME: "Acme SSO",
  });
});

const admin = () => t.as("admin", null);
const lastEntry = async (organizationId: string) =>
  (
    await t.owner
      .select()
      .from(audit)
      .where(eq(audit.organizationId, organizationId))
      .orderBy(desc(audit.seq))
      .limit(1)
  )[0];
const way = (how: "password" | "oidc") =>
  t.owner
    .update(sessions)
    .set({ how })
    .where(eq(sessions.id, admin().sessionId ?? ""));

describe("mappings of groups", () => {
  test("are made, changed and taken away, each recorded where they count", async () => {
    await mapGroup(admin(), { group: " acme ops ", organization: "acme", role: "operator" });
    const [made] = await t.owner.select().from(groupMappings);
    expect(made).toMatchObject({ groupName: "acme ops", organizationId: t.ids.acme, role: "operator" });
    expect(await lastEntry(t.ids.acme)).toMatchObject({
      verb: "sign-on.map-group",
      facts: { name: "acme ops", before: { role: null }, after: { role: "operator" } },
    });
    await changeMapping(admin(), { id: made?.id ?? "", role: "viewer" });
    expect(await lastEntry(t.ids.acme)).toMatchObject({
      facts: { before: { role: "operator" }, after: { role: "viewer" } },
    });
    await unmapGroup(admin(), { id: made?.id ?? "" });
    expect(await t.owner.select().from(groupMappings)).toEqual([]);
    expect(await lastEntry(t.ids.acme)).toMatchObject({
      facts: { before: { role: "viewer" }, after: { role: null } },
    });
    await expect(unmapGroup(admin(), { id: made?.id ?? "" })).rejects.toMatchObject({ code: "not-found" });
  });

  test.each([
    [{ group: "", organization: "acme", role: "viewer" }, "group"],
    [{ group: "x".repeat(257), organization: "acme", role: "viewer" }, "group"],
    [{ group: "two\nlines", organization: "acme", role: "viewer" }, "group"],
    [{ group: "a", organization: "", role: "viewer" }, "organization"],
    [{ group: "a", organization: "nowhere", role: "viewer" }, "organization"],
    [{ group: "a", organization: "acme", role: "" }, "role"],
    [{ group: "a", organization: "acme", role: "provider-admin" }, "role"],
    [{ group: "a", organization: "provider", role: "viewer" }, "role"],
  ])("that make no sense are refused beside the field: %o", async (input, field) => {
    await expect(mapGroup(admin(), input)).rejects.toMatchObject({
      details: { fields: { [field]: [expect.stringMatching(/^[A-Z].*\.$/)] } },
    });
  });

  test("are one for each group and organization, also where two admins map at once", async () => {
    const input = { group: "both", organization: "acme", role: "viewer" };
    const outcomes = await Promise.allSettled([mapGroup(admin(), input), mapGroup(admin(), input)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await mapGroup(admin(), { ...input, organization: "globex" });
    const { mappings, found } = await getSignOn(admin(), { search: "GLOBEX" });
    expect(found).toBe(1);
    expect(mappings[0]).toMatchObject({ group: "both", organization: { slug: "globex" } });
  });

  test("never tell the client's secret", async () => {
    const view = await getSignOn(admin(), {});
    expect(view.provider).toEqual({
      name: "Acme SSO",
      issuer: "https://login.example.com",
      clientId: "drawbridge",
      scopes: ["openid", "profile", "email"],
      groupsClaim: "groups",
    });
    expect(JSON.stringify(view)).not.toContain("secret");
  });

  test("are read by auditors, who change nothing, and by no tenant", async () => {
    const auditor = t.as("auditor", null);
    expect((await getSignOn(auditor, {})).manage).toMatchObject({ ok: false });
    const input = { group: "a", organization: "acme", role: "viewer" };
    await expect(mapGroup(auditor, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(getSignOn(t.as("operator", "acme"), {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(mapGroup(t.as("operator", "acme"), input)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("how long things last", () => {
  test("is changed and recorded", async () => {
    await changeSettings(admin(), { sessionIdleMinutes: "30", sessionHours: "8", requestDays: "7" });
    const [row] = await t.owner.select().from(settings);
    expect(row).toMatchObject({ sessionIdleMinutes: 30, sessionHours: 8, requestDays: 7 });
    expect(await lastEntry(t.ids.provider)).toMatchObject({
      verb: "sign-on.change-settings",
      facts: {
        before: { sessionIdleMinutes: 60, sessionHours: 12, requestDays: 14 },
        after: { sessionIdleMinutes: 30, sessionHours: 8, requestDays: 7 },
      },
    });
  });

  test.each([
    [{ sessionIdleMinutes: "4" }, "sessionIdleMinutes"],
    [{ sessionIdleMinutes: "1441" }, "sessionIdleMinutes"],
    [{ sessionIdleMinutes: "90", sessionHours: "1" }, "sessionIdleMinutes"],
    [{ sessionHours: "0" }, "sessionHours"],
    [{ sessionHours: "1e2" }, "sessionHours"],
    [{ requestDays: "91" }, "requestDays"],
    [{ requestDays: "" }, "requestDays"],
  ])("has bounds: %o", async (wrong, field) => {
    const input = { sessionIdleMinutes: "30", sessionHours: "8", requestDays: "7", ...wrong };
    await expect(changeSettings(admin(), input)).rejects.toMatchObject({
      code: "invalid-input",
      details: { fields: { [field]: [expect.any(String)] } },
    });
  });
});

describe("local accounts", () => {
  const password = "three small wooden bridges";
  const signIn = (email: string) =>
    signInWithPassword(webDatabase(), {
      email,
      password,
      address: "192.0.2.1",
      userAgent: null,
      requestId: uuidv7(),
      now: new Date(),
    });

  test("are not switched off by who came in with one", async () => {
    await way("password");
    const view = await getSignOn(admin(), {});
    expect(view.switchOff).toMatchObject({ ok: false, kind: "state" });
    await expect(switchLocalAccounts(admin(), { to: "off" })).rejects.toMatchObject({ code: "precondition" });
    const [row] = await t.owner.select().from(settings);
    expect(row?.localAccounts).toBe(true);
  });

  test("that are off open nothing: no password, no link, no session from before", async () => {
    await t.owner
      .update(people)
      .set({ passwordHash: await hashPassword(password) })
      .where(eq(people.id, t.person("operator")));
    const before = await signIn("operator@acme.test");
    expect(before).toMatchObject({ ok: true });
    const link = { organization: "acme", personId: t.person("viewer") };
    const { path } = await renewPasswordLink(admin(), link);
    const token = new URL(path, "http://x").searchParams.get("token") ?? "";

    await way("oidc");
    await switchLocalAccounts(admin(), { to: "off" });
    expect(await lastEntry(t.ids.provider)).toMatchObject({
      verb: "sign-on.switch-local-accounts",
      facts: { before: { localAccounts: true }, after: { localAccounts: false } },
    });
    expect(await signIn("operator@acme.test")).toEqual({ ok: false, reason: "switched-off" });
    expect(await lastEntry(t.ids.acme)).toMatchObject({
      verb: "people.sign-in",
      outcome: "denied",
      subjectId: t.person("operator"),
      facts: { reason: "Local accounts are switched off." },
    });
    expect(await signIn("nobody@acme.test")).toEqual({ ok: false, reason: "switched-off" });
    const now = new Date();
    expect(await inspectPasswordLink(webDatabase(), { token, now })).toMatchObject({ open: false });
    const chosen = { token, password, repeated: password, address: null, now };
    await expect(setPassword(webDatabase(), chosen)).rejects.toMatchObject({ code: "precondition" });
    await expect(renewPasswordLink(admin(), link)).rejects.toMatchObject({ code: "precondition" });
    const alive = await t.owner.select().from(sessions).where(eq(sessions.how, "password"));
    expect(alive.filter(({ endedAt }) => endedAt === null)).toEqual([]);
    await expect(switchLocalAccounts(admin(), { to: "off" })).rejects.toMatchObject({ code: "conflict" });
  });

  test("come back by the page, and by a command on the server, recorded", async () => {
    await switchLocalAccounts(admin(), { to: "on" });
    expect(await signIn("operator@acme.test")).toMatchObject({ ok: true });
    await switchLocalAccounts(admin(), { to: "off" });
    expect(await restoreLocalAccounts(t.web, { now: new Date() })).toEqual({ wereOff: true });
    expect(await lastEntry(t.ids.provider)).toMatchObject({
      personId: null,
      verb: "sign-on.switch-local-accounts",
      facts: { by: "a command on the server", after: { localAccounts: true } },
    });
    expect(await restoreLocalAccounts(t.web, { now: new Date() })).toEqual({ wereOff: false });
    expect(await signIn("operator@acme.test")).toMatchObject({ ok: true });
  });
});
