import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { hashPassword } from "@/lib/auth/passwords";
import { endSession, openSession, prolongSession } from "@/lib/auth/sessions";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { audit } from "@/lib/db/schema/audit";
import { memberships, people } from "@/lib/db/schema/people";
import { sessions, settings } from "@/lib/db/schema/sign-on";
import { openChangeStream } from "@/lib/live/change-stream";
import type { VerbContext } from "@/lib/services/context";
import { getChangeReach } from "@/lib/services/organizations/get-change-reach";
import { changePassword } from "@/lib/services/sessions/change-password";
import { endMemberSessions } from "@/lib/services/sessions/end-member-sessions";
import { endOwnSession } from "@/lib/services/sessions/end-own-session";
import { endOwnSessions } from "@/lib/services/sessions/end-own-sessions";
import { getOwnSession } from "@/lib/services/sessions/get-own-session";
import { listOwnSessions } from "@/lib/services/sessions/list-own-sessions";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";
import type { PersonKey } from "../support/tenancy";

vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

const t = provideTenancy();
const start = new Date("2027-03-01T08:00:00Z");
const minute = 60_000;
const later = (ms: number) => new Date(start.getTime() + ms);
const password = "correct horse battery staple";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

beforeAll(async () => {
  const passwordHash = await hashPassword(password);
  await t.owner.update(people).set({ passwordHash });
});

const by = { address: "192.0.2.1", userAgent: firefox, requestId: "test" };
const open = (person: PersonKey, now = start) =>
  openSession(t.web, { ...by, personId: t.person(person), how: "password", now });
const as = (sessionId: string, organization: string | null, now = start): VerbContext => ({
  db: t.web,
  sessionId,
  organization,
  requestId: "test",
  address: "192.0.2.1",
  now,
});
const rowOf = async (id: string) => {
  const [row] = await t.owner.select().from(sessions).where(eq(sessions.id, id));
  if (!row) throw new Error("there is no such session");
  return row;
};
const codeAt = (sessionId: string, now: Date) =>
  getOwnSession(as(sessionId, "acme", now), {}).then(
    () => "holds",
    (error: { code: string }) => error.code,
  );
const recorded = (verb: string) =>
  t.owner
    .select({
      personId: audit.personId,
      outcome: audit.outcome,
      facts: audit.facts,
      subjectId: audit.subjectId,
    })
    .from(audit)
    .where(and(eq(audit.verb, verb), eq(audit.organizationId, t.ids.acme)))
    .orderBy(audit.seq);

describe("a session", () => {
  test("keeps how, from where and with what, and none of what could break a line", async () => {
    const sent = `Mozilla/5.0\u0000\n\u202e${"x".repeat(5_000)} Firefox/141.0`;
    const { id } = await openSession(t.web, {
      ...by,
      userAgent: sent,
      personId: t.person("viewer"),
      how: "password",
      now: start,
    });
    const row = await rowOf(id);
    expect(row).toMatchObject({
      how: "password",
      address: "192.0.2.1",
      createdAt: start,
      endsAt: later(12 * 60 * minute),
    });
    expect(row.userAgent).toMatch(/^Mozilla\/5\.0 x+$/);
    expect(row.userAgent?.length).toBe(300);
  });

  test("ends without an act, and acts put that off but never its end", async () => {
    const { id } = await open("viewer");
    expect(await codeAt(id, later(59 * minute))).toBe("holds");
    expect(await codeAt(id, later(60 * minute))).toBe("unauthenticated");
    await prolongSession(t.web, id, later(59 * minute));
    expect(await codeAt(id, later(118 * minute))).toBe("holds");
    for (let at = 118; at < 720; at += 59) await prolongSession(t.web, id, later(at * minute));
    expect((await rowOf(id)).idleEndsAt).toEqual(later(720 * minute));
    expect(await codeAt(id, later(720 * minute - 1))).toBe("holds");
    expect(await codeAt(id, later(720 * minute))).toBe("unauthenticated");
  });

  test("is not brought back by an act once it is over, and is written to once a minute at most", async () => {
    const { id } = await open("viewer");
    await prolongSession(t.web, id, later(minute - 1));
    expect((await rowOf(id)).seenAt).toEqual(start);
    await prolongSession(t.web, id, later(minute + 1));
    expect((await rowOf(id)).seenAt).toEqual(later(minute + 1));
    await prolongSession(t.web, id, later(62 * minute));
    expect(await codeAt(id, later(62 * minute))).toBe("unauthenticated");
  });

  test("is not kept alive by what reads", async () => {
    const { id } = await open("viewer");
    for (let at = 0; at < 60; at += 5) {
      await getChangeReach(as(id, "acme", later(at * minute)), { everywhere: false });
      await listOwnSessions(as(id, null, later(at * minute)), {});
    }
    expect(await codeAt(id, later(60 * minute))).toBe("unauthenticated");
  });

  test("lasts as long as the settings say when it is opened", async () => {
    await t.owner.update(settings).set({ sessionIdleMinutes: 5, sessionHours: 1 });
    const { id, endsAt } = await open("viewer");
    await t.owner.update(settings).set({ sessionIdleMinutes: 60, sessionHours: 12 });
    expect(endsAt).toEqual(later(60 * minute));
    expect(await codeAt(id, later(5 * minute))).toBe("unauthenticated");
  });

  test("ended elsewhere ends the stream of an open page", async () => {
    const [here, there] = [await open("operator"), await open("operator")];
    const listeners = new Set<(change: { organizationId: string; kind: string; id: string }) => void>();
    const stream = openChangeStream({
      personId: "somebody",
      ask: () => getChangeReach(as(there.id, "acme"), { everywhere: false }),
      signal: new AbortController().signal,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const reader = stream.getReader();
    await reader.read();
    await endOwnSession(as(here.id, null), { id: there.id });
    for (const tell of listeners) tell({ organizationId: t.ids.acme, kind: "sessions", id: t.ids.acme });
    // Said first, so that the page need not be refused to learn it.
    expect(new TextDecoder().decode((await reader.read()).value)).toContain("event: signed-out");
    expect((await reader.read()).done).toBe(true);
    expect((await rowOf(there.id)).endReason).toBe("ended-elsewhere");
  });
});

describe("the list of one's own sessions", () => {
  test("shows what holds, this one first, and what is over and why; nobody else's", async () => {
    await t.owner.delete(sessions).where(eq(sessions.personId, t.person("auditor")));
    const [old, one, two] = [
      await open("auditor", later(-120 * minute)),
      await open("auditor"),
      await open("auditor"),
    ];
    const now = later(minute);
    await endOwnSession(as(one.id, null, now), { id: two.id });
    const list = await listOwnSessions(as(one.id, null, now), {});
    expect(list.open).toMatchObject([
      { id: one.id, current: true, browser: "Firefox 141 on Linux", how: "Password", address: "192.0.2.1" },
    ]);
    expect(list.over.map(({ id, over }) => [id, over?.why])).toEqual([
      [two.id, "You ended it from another browser"],
      [old.id, "Nothing was done for too long"],
    ]);
    expect(list).toMatchObject({ hasPassword: true, vcdSite: null, limits: { idleMinutes: 60, hours: 12 } });
  });

  test("ends nobody else's session, and not one that is over: both answer as a missing one", async () => {
    const [mine, theirs] = [await open("operator"), await open("globex")];
    const answers = [theirs.id, uuidv7()].map((id) => refusal(endOwnSession(as(mine.id, null), { id })));
    const [other, missing] = await Promise.all(answers);
    expect(other).toMatchObject({ code: "not-found", message: missing?.message });
    expect((await rowOf(theirs.id)).endedAt).toBeNull();
    await endOwnSession(as(mine.id, null), { id: mine.id });
    expect((await refusal(endOwnSession(as(theirs.id, null), { id: mine.id }))).code).toBe("not-found");
  });

  test("signs out everywhere else, or everywhere", async () => {
    await endOwnSessions(as((await open("operator")).id, null), { andThis: true });
    const [one, two, three] = [await open("operator"), await open("operator"), await open("operator")];
    const others = await open("viewer");
    expect(await endOwnSessions(as(one.id, null), { andThis: false })).toEqual({ ended: 2 });
    expect(await codeAt(one.id, start)).toBe("holds");
    for (const { id } of [two, three]) {
      expect((await rowOf(id)).endReason).toBe("everywhere");
      expect(await codeAt(id, start)).toBe("unauthenticated");
    }
    await endOwnSessions(as(one.id, null), { andThis: true });
    expect(await codeAt(one.id, start)).toBe("unauthenticated");
    expect(await codeAt(others.id, start)).toBe("holds");
  });
});

describe("an admin", () => {
  const key = () => ({ organization: "acme", personId: t.person("viewer") });
  async function tenantAdmin() {
    await t.owner
      .update(memberships)
      .set({ role: "tenant-admin" })
      .where(eq(memberships.personId, t.person("operator")));
    return as((await open("operator")).id, "acme");
  }

  test("of the tenant ends all sessions of a member who belongs nowhere else", async () => {
    const admin = await tenantAdmin();
    const { id } = await open("viewer");
    expect((await endMemberSessions(admin, key())).ended).toBeGreaterThan(0);
    expect(await rowOf(id)).toMatchObject({ endReason: "ended-by-admin" });
    expect(await codeAt(id, start)).toBe("unauthenticated");
    const [entry] = (await recorded("sessions.end-all-of")).slice(-1);
    expect(entry).toMatchObject({
      personId: t.person("operator"),
      subjectId: t.person("viewer"),
      outcome: "done",
    });
  });

  test("of the tenant ends nothing of a member of others too; the provider's does", async () => {
    const admin = await tenantAdmin();
    const { id } = await open("viewer");
    await t.owner
      .insert(memberships)
      .values({ organizationId: t.ids.globex, personId: t.person("viewer"), role: "viewer" });
    expect((await refusal(endMemberSessions(admin, key()))).code).toBe("precondition");
    expect(await codeAt(id, start)).toBe("holds");
    await endMemberSessions(t.as("admin", null, start), key());
    expect(await codeAt(id, start)).toBe("unauthenticated");
    await t.owner
      .delete(memberships)
      .where(and(eq(memberships.organizationId, t.ids.globex), eq(memberships.personId, t.person("viewer"))));
  });

  test("of the tenant reaches nobody of another", async () => {
    const admin = await tenantAdmin();
    const theirs = { organization: "globex", personId: t.person("globex") };
    expect((await refusal(endMemberSessions(admin, theirs))).code).toBe("not-found");
    expect((await refusal(endMemberSessions(admin, { ...theirs, organization: "acme" }))).code).toBe(
      "not-found",
    );
  });
});

describe("a role", () => {
  test("that was changed or taken counts with the very next request", async () => {
    const { id } = await open("globex");
    const read = () => getChangeReach(as(id, "globex"), { everywhere: false });
    const own = eq(memberships.personId, t.person("globex"));
    await t.owner.update(memberships).set({ role: "tenant-admin" }).where(own);
    const key = { organization: "globex", personId: t.person("globex") };
    await t.owner.update(memberships).set({ role: "viewer" }).where(own);
    expect((await refusal(endMemberSessions(as(id, "globex"), key))).code).toBe("forbidden");
    expect(await read()).toMatchObject({ organizationIds: [t.ids.globex] });
    await t.owner.delete(memberships).where(own);
    expect((await refusal(read())).code).toBe("not-found");
    await t.owner
      .insert(memberships)
      .values({ organizationId: t.ids.globex, personId: t.person("globex"), role: "operator" });
  });
});

describe("one's own password", () => {
  const change = (context: VerbContext, present: string, chosen: string, repeated = chosen) =>
    changePassword(context, { present, password: chosen, repeated });

  test("asks for the old one, ends the other sessions, and is recorded; a wrong one is recorded as denied", async () => {
    const [here, there] = [await open("viewer"), await open("viewer")];
    const context = as(here.id, null);
    const wrong = await refusal(change(context, "not the password", "a new password of some length"));
    expect(wrong).toMatchObject({
      code: "forbidden",
      details: { fields: { present: [expect.any(String)] } },
    });
    await change(context, password, "a new password of some length");
    expect(await codeAt(here.id, start)).toBe("holds");
    expect(await rowOf(there.id)).toMatchObject({ endReason: "password-changed" });
    expect((await recorded("sessions.change-password")).map(({ outcome }) => outcome)).toEqual([
      "denied",
      "done",
    ]);
    const signIn = (given: string) =>
      signInWithPassword(t.web, { ...by, email: "viewer@acme.test", password: given, now: start });
    expect(await signIn(password)).toMatchObject({ ok: false });
    expect(await signIn("a new password of some length")).toMatchObject({ ok: true });
    const texts = JSON.stringify(await t.owner.select().from(audit));
    expect(texts).not.toMatch(/new password of some|not the password|argon2/);
  });

  test("has to be as good as a first one, and another", async () => {
    const context = as((await open("operator")).id, null);
    for (const [chosen, repeated] of [
      ["short", "short"],
      ["long enough for anybody", "something else entirely"],
      [password, password],
    ]) {
      expect((await refusal(change(context, password, chosen ?? "", repeated))).code).toBe("invalid-input");
    }
  });

  test("is nobody's who signs in elsewhere", async () => {
    const personId = uuidv7();
    await t.owner
      .insert(people)
      .values({ id: personId, email: "x@y", name: "X", oidcIssuer: "https://id", oidcSubject: "x" });
    await t.owner.insert(memberships).values({ organizationId: t.ids.acme, personId, role: "viewer" });
    const { id } = await openSession(t.web, { ...by, personId, how: "oidc", now: start });
    expect((await refusal(change(as(id, null), password, "a new password of some length"))).code).toBe(
      "precondition",
    );
  });
});

describe("the audit", () => {
  const signIn = (email: string, given: string, now = start) =>
    signInWithPassword(t.web, { ...by, email, password: given, now });

  test("has sign-ins, those that were refused to people we know, and sign-outs", async () => {
    const before = (await recorded("people.sign-in")).length;
    expect(await signIn("operator@acme.test", "wrong")).toMatchObject({ ok: false, reason: "wrong" });
    expect(await signIn("nobody@acme.test", "wrong")).toMatchObject({ ok: false, reason: "wrong" });
    const result = await signIn("operator@acme.test", password);
    if (!result.ok) throw new Error("not signed in");
    await endSession(t.web, {
      sessionId: result.sessionId,
      address: "192.0.2.1",
      requestId: "test",
      now: start,
    });
    const entries = (await recorded("people.sign-in")).slice(before);
    expect(entries).toMatchObject([
      {
        outcome: "denied",
        personId: null,
        subjectId: t.person("operator"),
        facts: { reason: "The password was wrong." },
      },
      { outcome: "done", personId: t.person("operator"), subjectId: t.person("operator") },
    ]);
    expect((await recorded("people.sign-out")).slice(-1)).toMatchObject([{ personId: t.person("operator") }]);
    expect(await rowOf(result.sessionId)).toMatchObject({ endReason: "signed-out" });
  });

  test("has the tries of whoever was disabled, with the right password too", async () => {
    const operator = eq(people.id, t.person("operator"));
    await t.owner.update(people).set({ disabledAt: start }).where(operator);
    expect(await signIn("operator@acme.test", password)).toEqual({ ok: false, reason: "wrong" });
    expect((await recorded("people.sign-in")).at(-1)).toMatchObject({
      outcome: "denied",
      personId: null,
      subjectId: t.person("operator"),
      facts: { reason: "They are disabled." },
    });
    await t.owner.update(people).set({ disabledAt: null }).where(operator);
    expect(await signIn("operator@acme.test", password)).toMatchObject({ ok: true });
  });

  test("that cannot be written lets nobody in, and nobody change or end anything", async () => {
    const { id } = await open("operator");
    const counts = () => Promise.all([t.owner.$count(sessions), t.owner.$count(audit)]);
    const before = await counts();
    const { owner } = t;
    await owner.execute("revoke insert on audit from drawbridge_web");
    try {
      await expect(signIn("operator@acme.test", password)).rejects.toThrow();
      await expect(signIn("operator@acme.test", "wrong")).rejects.toThrow();
      await expect(endOwnSessions(as(id, null), { andThis: true })).rejects.toThrow();
      const signOut = endSession(t.web, { sessionId: id, address: null, requestId: "test", now: start });
      await expect(signOut).rejects.toThrow();
    } finally {
      await owner.execute("grant insert on audit to drawbridge_web");
    }
    expect(await counts()).toEqual(before);
    expect(await codeAt(id, start)).toBe("holds");
  });
});
