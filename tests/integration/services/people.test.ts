import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { openSession } from "@/lib/auth/sessions";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { type Database, openDatabase } from "@/lib/db/pool";
import { audit } from "@/lib/db/schema/audit";
import { people } from "@/lib/db/schema/people";
import { passwordLinks, sessions } from "@/lib/db/schema/sign-on";
import type { VerbContext } from "@/lib/services/context";
import { createOrganization } from "@/lib/services/organizations/create-organization";
import { getOrganization } from "@/lib/services/organizations/get-organization";
import { listOrganizations } from "@/lib/services/organizations/list-organizations";
import { updateOrganization } from "@/lib/services/organizations/update-organization";
import { acceptInvitation, acceptWithNewAccount } from "@/lib/services/people/accept-invitation";
import { changeRole } from "@/lib/services/people/change-role";
import { createFirstAdmin } from "@/lib/services/people/create-first-admin";
import { findHome } from "@/lib/services/people/find-home";
import { invite } from "@/lib/services/people/invite";
import { leaveOrganization } from "@/lib/services/people/leave-organization";
import { removeMember } from "@/lib/services/people/remove-member";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";
import { inspectPasswordLink, setPassword } from "@/lib/services/people/set-password";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { refusal } from "../support/refusal";
import { sealingKeys } from "../support/sealing-keys";

let database: TestDatabase;
let web: Database;
let owner: Database;
const now = new Date("2026-11-21T12:00:00.000Z");
const password = "correct horse battery";

beforeEach(async () => {
  process.env.SEALING_PUBLIC_KEY = sealingKeys.publicKey;
  database = await createTestDatabase();
  web = openDatabase(database.url, { role: "drawbridge_web" });
  owner = openDatabase(database.url);
  return async () => {
    await web.$client.end();
    await owner.$client.end();
    await database.drop();
  };
});

const tokenOf = (path: string | null) =>
  new URL(path ?? "", "http://drawbridge.invalid").searchParams.get("token") ?? "";
const choose = (path: string | null, at = now, chosen = password) =>
  setPassword(web, {
    token: tokenOf(path),
    password: chosen,
    repeated: chosen,
    address: null,
    requestId: "by-link",
    now: at,
  });

async function actAs(personId: string, organization: string | null): Promise<VerbContext> {
  const session = { personId, how: "password", address: null, requestId: "test", now } as const;
  const { id: sessionId } = await openSession(web, session);
  return { db: web, sessionId, organization, requestId: "test", address: null, now };
}

async function firstAdmin(): Promise<VerbContext> {
  const { path } = await createFirstAdmin(web, { email: "Ada@Provider.test ", now });
  return actAs((await choose(path)).personId, null);
}

describe("the first admin", () => {
  test("is made on an empty database, and signs in with the password chosen by link", async () => {
    const admin = await firstAdmin();
    expect(await findHome(admin)).toEqual({ path: "/admin/approvals" });
    expect(await listOrganizations(admin, {})).toMatchObject([
      { slug: "provider", kind: "provider", members: 1 },
    ]);
    const signIn = { email: "ada@provider.test", password, address: null, requestId: "test", now };
    expect(await signInWithPassword(web, signIn)).toMatchObject({ ok: true });
  });

  test("is made once only", async () => {
    await firstAdmin();
    const again = await refusal(createFirstAdmin(web, { email: "eve@example.com", now }));
    expect(again.code).toBe("conflict");
    expect((await refusal(createFirstAdmin(web, { email: "ada@provider.test", now }))).code).toBe("conflict");
    expect(await owner.select().from(people)).toHaveLength(1);
  });

  test("of two at the same moment one is made", async () => {
    const outcomes = await Promise.allSettled([
      createFirstAdmin(web, { email: "one@example.com", now }),
      createFirstAdmin(web, { email: "two@example.com", now }),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await owner.select().from(people)).toHaveLength(1);
  });

  test("gets a new link while nobody has a password; the lost one ends", async () => {
    const lost = await createFirstAdmin(web, { email: "ada@provider.test", now });
    const found = await createFirstAdmin(web, { email: "ada@provider.test", now });
    expect(await inspectPasswordLink(web, { token: tokenOf(lost.path), now })).toMatchObject({ open: false });
    expect(await inspectPasswordLink(web, { token: tokenOf(found.path), now })).toMatchObject({ open: true });
  });

  test("an address that is none is refused in words", async () => {
    const error = await refusal(createFirstAdmin(web, { email: "ada", now }));
    expect(error.message).toMatch(/e-mail address/);
  });
});

describe("a link to choose a password", () => {
  test("works once, also when used twice at the same moment", async () => {
    const { path } = await createFirstAdmin(web, { email: "ada@provider.test", now });
    const outcomes = await Promise.allSettled([choose(path), choose(path, now, "another long password")]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const entries = await owner.select().from(audit).where(eq(audit.verb, "people.set-password"));
    expect(entries.map(({ requestId }) => requestId)).toEqual(["by-link"]);
    const error = await refusal(choose(path));
    expect(error.message).toMatch(/used already/);
    expect(error.details.next).toMatch(/Sign in/);
  });

  test("runs out after three days", async () => {
    const { path } = await createFirstAdmin(web, { email: "ada@provider.test", now });
    const late = new Date(now.getTime() + 72 * 3600_000);
    expect((await refusal(choose(path, late))).message).toMatch(/run out/);
    await expect(choose(path, new Date(late.getTime() - 1))).resolves.toMatchObject({
      email: "ada@provider.test",
    });
  });

  test("is kept as a hash alone", async () => {
    const { path } = await createFirstAdmin(web, { email: "ada@provider.test", now });
    const [link] = await owner.select().from(passwordLinks);
    expect(link?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(link)).not.toContain(tokenOf(path));
  });

  test("refuses short and differing passwords beside their fields, and stays open", async () => {
    const { path } = await createFirstAdmin(web, { email: "ada@provider.test", now });
    const token = tokenOf(path);
    const attempt = (chosen: string, repeated: string) =>
      refusal(
        setPassword(web, { token, password: chosen, repeated, address: null, requestId: "by-link", now }),
      );
    expect((await attempt("short", "short")).details.fields?.password).toEqual([
      "Choose a password of at least 12 characters.",
    ]);
    expect((await attempt(password, "something else")).details.fields?.repeated).toBeDefined();
    expect(await inspectPasswordLink(web, { token, now })).toMatchObject({ open: true });
  });

  test("ends the sessions that the person had", async () => {
    const admin = await firstAdmin();
    const [person] = await owner.select().from(people);
    const { path } = await renewPasswordLink(admin, {
      organization: "provider",
      personId: person?.id ?? "",
    });
    await choose(path, now, "a newer long password");
    expect(await owner.select().from(sessions)).toMatchObject([{ endedAt: now }]);
    expect((await refusal(listOrganizations(admin, {}))).code).toBe("unauthenticated");
  });
});

describe("signing in", () => {
  test("wrong password and unknown address answer alike; ten failures shut the door, good ones do not count", async () => {
    await firstAdmin();
    const attempt = (email: string, given: string) =>
      signInWithPassword(web, { email, password: given, address: "192.0.2.1", requestId: "test", now });
    for (let n = 0; n < 15; n += 1) {
      expect(await attempt("ada@provider.test", password)).toMatchObject({ ok: true });
    }
    expect(await attempt("nobody@example.com", "x")).toEqual({ ok: false, reason: "wrong" });
    for (let n = 0; n < 10; n += 1) {
      expect(await attempt("ada@provider.test", "x")).toEqual({ ok: false, reason: "wrong" });
    }
    expect(await attempt("ada@provider.test", password)).toMatchObject({ ok: false, reason: "too-many" });
  });
});

describe("organizations and members", () => {
  let admin: VerbContext;
  beforeEach(async () => {
    admin = await firstAdmin();
    await createOrganization(admin, { slug: "acme", name: "Acme" });
  });
  const visitor = (): VerbContext => ({ ...admin, sessionId: null });
  const ask = (email: string, role: string, organization = "acme") =>
    invite(admin, { organization, email, role });
  /** Invites somebody who accepts at once. */
  const add = async (email: string, role: string, organization = "acme") => {
    const token = tokenOf((await ask(email, role, organization)).path);
    return acceptWithNewAccount(visitor(), { token, name: email, password, repeated: password });
  };

  test("words of our own and what is no plain word are no address of an organization", async () => {
    for (const slug of [
      "admin",
      "api",
      "sign-in",
      "Acme",
      "a",
      "-acme",
      "acme-",
      "ac--me",
      "acme/x",
      "1acme",
    ]) {
      const error = await refusal(createOrganization(admin, { slug, name: "X" }));
      expect(error.details.fields?.slug, slug).toBeDefined();
    }
  });

  test("an address is given once", async () => {
    const error = await refusal(createOrganization(admin, { slug: "acme", name: "Another" }));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.details.fields?.slug).toBeDefined();
  });

  test("whoever accepts an invitation acts with its role, in its organization", async () => {
    const { path } = await ask("Olga@Acme.test", "operator");
    const account = { token: tokenOf(path), name: "Olga", password, repeated: password };
    const { personId } = await acceptWithNewAccount(visitor(), account);
    expect(await findHome(await actAs(personId, null))).toEqual({ path: "/acme" });
    expect((await refusal(listOrganizations(await actAs(personId, "acme"), {}))).code).toBe("not-found");
    expect(
      (await refusal(createOrganization(await actAs(personId, "acme"), { slug: "x1", name: "X" }))).code,
    ).toBe("forbidden");
    const entries = await owner.select().from(audit).where(eq(audit.subjectId, personId));
    expect(entries.map(({ verb }) => verb)).toContain("people.accept-invitation");
    expect(JSON.stringify(entries)).not.toContain(tokenOf(path));
  });

  test("somebody with a password joins a second organization with it", async () => {
    const { personId } = await add("olga@acme.test", "operator");
    await createOrganization(admin, { slug: "globex", name: "Globex" });
    const { path } = await ask("olga@acme.test", "viewer", "globex");
    expect(await acceptInvitation(await actAs(personId, null), tokenOf(path))).toEqual({ path: "/globex" });
    expect((await refusal(ask("olga@acme.test", "viewer", "globex"))).code).toBe("conflict");
  });

  test("a tenant's member never gets a provider's role, nor the other way round", async () => {
    expect((await refusal(ask("eve@acme.test", "provider-admin"))).message).toMatch(/no role of a tenant/);
    expect((await refusal(ask("eve@acme.test", "operator", "provider"))).message).toMatch(/provider's own/);
    const { personId } = await add("vic@acme.test", "viewer");
    const change = changeRole(admin, { organization: "acme", personId, role: "provider-auditor" });
    expect((await refusal(change)).code).toBe("precondition");
  });

  test("a changed role holds from the next act on; a removed member is out at once", async () => {
    const { personId } = await add("vic@acme.test", "operator");
    const context = await actAs(personId, "acme");
    await changeRole(admin, { organization: "acme", personId, role: "viewer" });
    const detail = await getOrganization(admin, { organization: "acme" });
    expect(detail.people.list).toMatchObject([{ email: "vic@acme.test", role: "viewer", hasPassword: true }]);
    await removeMember(admin, { organization: "acme", personId });
    expect(await findHome(context)).toEqual({ path: null, name: "vic@acme.test" });
  });

  test("the last provider admin stays", async () => {
    const [ada] = await owner.select().from(people).where(eq(people.email, "ada@provider.test"));
    const key = { organization: "provider", personId: ada?.id ?? "" };
    expect((await refusal(removeMember(admin, key))).message).toMatch(/last provider admin/);
    expect((await refusal(changeRole(admin, { ...key, role: "provider-auditor" }))).code).toBe(
      "precondition",
    );

    const { personId } = await add("bo@provider.test", "provider-admin", "provider");
    expect((await refusal(removeMember(admin, key))).message).toBe("This is you.");
    // Another one stays, so stepping down is one's own affair; getting back up is not.
    await changeRole(admin, { ...key, role: "provider-auditor" });
    expect((await refusal(changeRole(admin, { ...key, role: "provider-admin" }))).code).toBe("forbidden");
    expect((await refusal(leaveOrganization(await actAs(personId, null), {}))).code).toBe("precondition");
  });

  test("of two admins who remove each other at the same moment, one stays", async () => {
    const [ada] = await owner.select().from(people).where(eq(people.email, "ada@provider.test"));
    const { personId } = await add("bo@provider.test", "provider-admin", "provider");
    const bo = await actAs(personId, null);
    const outcomes = await Promise.allSettled([
      removeMember(admin, { organization: "provider", personId }),
      removeMember(bo, { organization: "provider", personId: ada?.id ?? "" }),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("limits are whole numbers within AWS's own", async () => {
    const update = (invitationLimit: string, withdrawAfterHours: string) =>
      updateOrganization(admin, {
        organization: "acme",
        name: "Acme",
        connectionLimit: "100",
        exposureLimit: "10",
        invitationLimit,
        withdrawAfterHours,
      });
    await update("10", "24");
    expect(await getOrganization(admin, { organization: "acme" })).toMatchObject({
      invitationLimit: 10,
      withdrawAfterHours: 24,
    });
    for (const wrong of ["0", "26", "2.5", "many", ""]) {
      expect((await refusal(update(wrong, "24"))).details.fields?.invitationLimit).toBeDefined();
    }
    expect((await refusal(update("5", "169"))).details.fields?.withdrawAfterHours).toBeDefined();
  });
});
