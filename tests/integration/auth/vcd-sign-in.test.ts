import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endSession } from "@/lib/auth/sessions";
import type { VcdSignInResult } from "@/lib/auth/vcd-sign-in";
import { openSealed } from "@/lib/crypto/open";
import { findPersonToSignIn, findSession } from "@/lib/db/people";
import { withReach } from "@/lib/db/reach";
import { audit } from "@/lib/db/schema/audit";
import { events } from "@/lib/db/schema/events";
import { memberships, people } from "@/lib/db/schema/people";
import { sessions, vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdSites } from "@/lib/db/schema/sites";
import { findVcdSession } from "@/lib/db/vcd-sessions";
import { getOrganization } from "@/lib/services/organizations/get-organization";
import { changeRole } from "@/lib/services/people/change-role";
import { removeMember } from "@/lib/services/people/remove-member";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";
import { getOwnSession } from "@/lib/services/sessions/get-own-session";
import { refusal } from "../support/refusal";
import { sealingKeys } from "../support/sealing-keys";
import { openSiteScene, type SiteScene } from "../support/sites";

let scene: SiteScene;
let siteId: string;
beforeAll(async () => {
  scene = await openSiteScene({ personality: "3.1.4" });
  ({ siteId } = await scene.registerAndBind());
});
afterAll(() => scene.close());

function signedIn(result: VcdSignInResult) {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result;
}
async function vcdSessionOf(sessionId: string) {
  const [row] = await scene.t.owner.select().from(vcdSessions).where(eq(vcdSessions.sessionId, sessionId));
  if (!row) throw new Error("No session at VCD was kept.");
  return row;
}
const signInsOf = (personId: string) =>
  scene.t.owner
    .select()
    .from(audit)
    .where(and(eq(audit.verb, "people.sign-in-vcd"), eq(audit.subjectId, personId)))
    .orderBy(audit.seq);
/** As the web reads it, within the reach of one organization. */
const findOwn = (sessionId: string, organization: "acme" | "globex" = "acme") =>
  withReach(scene.t.web, { organizationIds: [scene.t.ids[organization]], personId: null }, (tx) =>
    findVcdSession(tx, sessionId, scene.now()),
  );

describe("signing in", () => {
  it("makes a member with a role from VCD, a session of ours and a sealed token", async () => {
    const { sessionId, slug } = signedIn(await scene.signIn(siteId));
    expect(slug).toBe("acme");
    const session = await withReach(scene.t.web, { organizationIds: [], personId: null }, (tx) =>
      findSession(tx, sessionId, scene.now()),
    );
    expect(session).toMatchObject({
      person: { name: "tenant1-admin", email: "tenant1-admin@tenant1 at Frankfurt" },
      memberships: [{ slug: "acme", role: "tenant-admin" }],
    });
    const row = await vcdSessionOf(sessionId);
    expect(row.rights).toContain("Organization vDC Gateway: Configure NAT");
    expect(row.roles).toMatchObject([{ name: "Organization Administrator" }]);
    const token = await openSealed(row.tokenSealed ?? "", `vcd-session/${row.id}`, [sealingKeys]);
    const answer = await fetch(`${scene.vcd.url}/cloudapi/1.0.0/sessions/current`, {
      headers: { accept: "application/json;version=35.0", authorization: `Bearer ${token}` },
    });
    expect(((await answer.json()) as { user: { name: string } }).user.name).toBe("tenant1-admin");
    expect(await findOwn(sessionId)).toMatchObject({
      usable: true,
      organizationName: "tenant1",
      userName: "tenant1-admin",
      siteName: "Frankfurt",
    });
  });

  it("knows the same person again, and follows their role", async () => {
    const author = { user: "tenant1-author", password: "tenant1-password" };
    const first = signedIn(await scene.signIn(siteId, author));
    const second = signedIn(await scene.signIn(siteId, author));
    const [one, two] = [await vcdSessionOf(first.sessionId), await vcdSessionOf(second.sessionId)];
    expect(two.personId).toBe(one.personId);
    const own = eq(memberships.personId, one.personId);
    const [membership] = await scene.t.owner.select().from(memberships).where(own);
    expect(membership?.role).toBe("operator");
    const changes = async () =>
      (await signInsOf(one.personId)).map(({ facts }) => [facts.before, facts.after]);
    expect(await changes()).toEqual([
      [{ role: null }, { role: "operator" }],
      [undefined, undefined],
    ]);
    await scene.t.owner.update(memberships).set({ role: "tenant-admin" }).where(own);
    signedIn(await scene.signIn(siteId, author));
    expect((await changes()).at(-1)).toEqual([{ role: "tenant-admin" }, { role: "operator" }]);
    const viewer = signedIn(await scene.signIn(siteId, { user: "tenant1-viewer" }));
    const { personId } = await vcdSessionOf(viewer.sessionId);
    const [seen] = await scene.t.owner.select().from(memberships).where(eq(memberships.personId, personId));
    expect(seen?.role).toBe("viewer");
  });

  it("takes an API token where the site has them", async () => {
    const { sessionId } = signedIn(await scene.signInByToken(siteId, "sandbox-tenant1-api-token"));
    expect((await vcdSessionOf(sessionId)).userName).toBe("tenant1-admin");
    expect(await scene.signInByToken(siteId, "no-such-token")).toMatchObject({
      ok: false,
      reason: "refused",
      code: "InvalidApiToken",
    });
    expect(await scene.signInByToken(siteId, "sandbox-tenant1-api-token", "tenant2")).toMatchObject({
      code: "InvalidApiToken",
    });
  });

  it("refuses the provider's organization before anything is sent", async () => {
    const before = (await scene.vcd.journal()).length;
    const refusal = await scene.signIn(siteId, {
      organization: "SYSTEM",
      user: "administrator",
      password: "provider-password",
    });
    expect(refusal).toMatchObject({ ok: false, reason: "refused", code: "SystemOrganization" });
    expect((await scene.vcd.journal()).length).toBe(before);
  });

  it("keeps neither password nor token in the database in clear", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    const row = await vcdSessionOf(sessionId);
    const token = await openSealed(row.tokenSealed ?? "", `vcd-session/${row.id}`, [sealingKeys]);
    const { rows: tables } = await scene.t.owner.execute<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    for (const secret of ["tenant1-password", "provider-password", token, "sandbox-tenant1-api-token"]) {
      for (const { name } of tables) {
        const { rows } = await scene.t.owner.execute(
          `select 1 from "${name}" x where position('${secret}' in x::text) > 0`,
        );
        expect(rows, `${name} holds a secret`).toEqual([]);
      }
    }
  });
});

describe("limits", () => {
  const wrong = (user: string, address?: string) =>
    scene.signIn(siteId, { user, password: "wrong", ...(address ? { address } : {}) });
  const logins = async () => (await scene.vcd.journal()).filter((each) => each.operation === "login").length;

  it("says how many tries are left, and stops before VCD locks the account", async () => {
    expect(await wrong("tenant1-author")).toMatchObject({ code: "InvalidCredentials", left: 2 });
    expect(await wrong("TENANT1-author")).toMatchObject({ left: 1 });
    expect(await wrong("tenant1-author")).toMatchObject({ left: 0 });
    const retryAt = new Date(scene.now().getTime() + 15 * 60_000);
    // The right one does not help now: VCD would count a fourth wrong one as well.
    expect(await scene.signIn(siteId, { user: "tenant1-author" })).toEqual({
      ok: false,
      reason: "too-many",
      retryAt,
    });
    await scene.advance(15 * 60_000);
    signedIn(await scene.signIn(siteId, { user: "tenant1-author" }));
  });

  it("forgives after a good one", async () => {
    await wrong("tenant1-viewer");
    await wrong("tenant1-viewer");
    signedIn(await scene.signIn(siteId, { user: "tenant1-viewer" }));
    expect(await wrong("tenant1-viewer")).toMatchObject({ left: 2 });
  });

  it("lets no more through at once than one after another", async () => {
    const before = await logins();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => wrong("tenant2-nobody", "198.51.100.9")),
    );
    const reasons = outcomes.map((outcome) => (outcome.ok ? "in" : outcome.reason)).sort();
    expect(reasons.filter((reason) => reason === "refused")).toHaveLength(3);
    expect(reasons.filter((reason) => reason === "too-many")).toHaveLength(9);
    expect((await logins()) - before).toBe(3);
  });

  it("no stretch of fifteen minutes sees more than three, wherever it begins", async () => {
    await scene.advance(3_600_000);
    const user = "tenant1-author";
    await wrong(user);
    await scene.advance(14 * 60_000);
    await wrong(user);
    await wrong(user);
    await scene.advance(60_000);
    // The first has run out, the other two have not.
    expect(await wrong(user)).toMatchObject({ reason: "refused", left: 0 });
    expect(await wrong(user)).toMatchObject({ reason: "too-many" });
  });

  it("limits a network too, whatever accounts it tries", async () => {
    await scene.advance(3_600_000);
    const address = "203.0.113.5";
    for (let index = 0; index < 20; index += 1) {
      expect(await wrong(`guess-${index}`, address)).toMatchObject({ reason: "refused" });
    }
    expect(await wrong("guess-20", address)).toMatchObject({ reason: "too-many" });
    signedIn(await scene.signIn(siteId, { address: "203.0.113.6" }));
  });

  it("counts nothing where nothing was sent", async () => {
    await scene.t.owner.update(vcdSites).set({ url: "http://127.0.0.1:9" }).where(eq(vcdSites.id, siteId));
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect(await scene.signIn(siteId, { user: "tenant1-viewer" })).toMatchObject({
        reason: "refused",
        code: "NoAnswer",
      });
    }
    await scene.t.owner.update(vcdSites).set({ url: scene.vcd.url }).where(eq(vcdSites.id, siteId));
    signedIn(await scene.signIn(siteId, { user: "tenant1-viewer" }));
  });
});

describe("whose organization it is", () => {
  it("lets nobody in whose organization is bound to none of ours, and leaves no session at VCD", async () => {
    const lone = await openSiteScene();
    try {
      const { siteId: lonely } = await lone.registerAndBind({ tenant1: "acme" });
      expect(await lone.signIn(lonely, { organization: "tenant2", user: "tenant2-admin" })).toEqual({
        ok: false,
        reason: "unbound",
        organization: "tenant2",
        site: "Frankfurt",
      });
      expect(await lone.t.owner.select().from(vcdSessions)).toEqual([]);
      const journal = await lone.vcd.journal();
      expect(journal.some((each) => each.operation === "logout" || each.method === "DELETE")).toBe(true);
    } finally {
      await lone.close();
    }
  });

  it("lets nobody in who was disabled, and records that they tried", async () => {
    const user = "tenant1-admin";
    const { personId } = await vcdSessionOf(signedIn(await scene.signIn(siteId, { user })).sessionId);
    const own = eq(people.id, personId);
    await scene.t.owner.update(people).set({ disabledAt: scene.now() }).where(own);
    expect(await scene.signIn(siteId, { user })).toMatchObject({ ok: false });
    expect((await signInsOf(personId)).at(-1)).toMatchObject({
      organizationId: scene.t.ids.acme,
      outcome: "denied",
      personId: null,
      facts: { user, reason: expect.stringContaining("disabled") },
    });
    await scene.t.owner.update(people).set({ disabledAt: null }).where(own);
  });

  it("lets nobody in who cannot be written down, makes no member of them, and leaves no session at VCD", async () => {
    const unwritten = await openSiteScene();
    try {
      const { siteId: site } = await unwritten.registerAndBind();
      const { owner } = unwritten.t;
      const counts = async () =>
        Promise.all([people, memberships, sessions, vcdSessions].map((table) => owner.$count(table)));
      const before = await counts();
      await owner.execute(sql`revoke insert on audit from drawbridge_web`);
      await expect(unwritten.signIn(site)).rejects.toThrow();
      expect(await counts()).toEqual(before);
      const journal = await unwritten.vcd.journal();
      expect(journal.some((each) => each.operation === "logout" || each.method === "DELETE")).toBe(true);
    } finally {
      await unwritten.close();
    }
  });

  it("shows one organization's sessions and people to no other", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    const other = signedIn(await scene.signIn(siteId, { organization: "tenant2", user: "tenant2-admin" }));
    expect(other.slug).toBe("globex");
    expect(await findOwn(sessionId, "globex")).toBeNull();
    const reach = { organizationIds: [scene.t.ids.globex], personId: scene.t.person("globex") };
    const seen = await withReach(scene.t.web, reach, async (tx) => ({
      sessions: await tx.select({ organizationId: vcdSessions.organizationId }).from(vcdSessions),
      people: await tx.select().from(people),
    }));
    expect(seen.sessions.map((row) => row.organizationId)).toEqual([scene.t.ids.globex]);
    expect(seen.people.some(({ name }) => name === "tenant1-admin")).toBe(false);
  });
});

describe("members who sign in this way", () => {
  const key = async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId, { user: "tenant1-viewer" }));
    return { sessionId, organization: "acme", personId: (await vcdSessionOf(sessionId)).personId };
  };

  it("get neither a password nor a role from Drawbridge", async () => {
    const { organization, personId } = await key();
    const { people: members } = await getOrganization(scene.admin(), { organization });
    expect(members.list.find((member) => member.personId === personId)).toMatchObject({
      email: "tenant1-viewer@tenant1 at Frankfurt",
      siteName: "Frankfurt",
      hasPassword: false,
    });
    const link = await refusal(renewPasswordLink(scene.admin(), { organization, personId }));
    expect(link.details.next).toBe("Change it in VMware Cloud Director.");
    const role = await refusal(changeRole(scene.admin(), { organization, personId, role: "operator" }));
    expect(role.code).toBe("precondition");
  });

  it("lose their session at VCD when they are removed, and come back only through VCD", async () => {
    const { sessionId, organization, personId } = await key();
    await removeMember(scene.admin(), { organization, personId });
    expect(await vcdSessionOf(sessionId)).toMatchObject({ endReason: "signed-out" });
    await scene.keepSessions();
    expect((await vcdSessionOf(sessionId)).tokenSealed).toBeNull();
    expect((await scene.signIn(siteId, { user: "tenant1-viewer" })).ok).toBe(true);
  });

  it("cannot be signed in as with a password of Drawbridge, whatever their label says", async () => {
    const found = await withReach(scene.t.web, { organizationIds: [], personId: null }, (tx) =>
      findPersonToSignIn(tx, "tenant1-viewer@tenant1 at Frankfurt"),
    );
    expect(found).toBeNull();
  });
});

describe("the session at VCD", () => {
  it("ends there, and its token goes, when somebody signs out here", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    const held = await vcdSessionOf(sessionId);
    const token = await openSealed(held.tokenSealed ?? "", `vcd-session/${held.id}`, [sealingKeys]);
    await endSession(scene.t.web, { sessionId, address: null, requestId: "test", now: scene.now() });
    expect(await findOwn(sessionId)).toMatchObject({ usable: false });
    await scene.keepSessions();
    expect(await vcdSessionOf(sessionId)).toMatchObject({ tokenSealed: null, endReason: "signed-out" });
    const answer = await fetch(`${scene.vcd.url}/cloudapi/1.0.0/sessions/current`, {
      headers: { accept: "application/json;version=35.0", authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
  });

  it("is found to have ended there within five minutes", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    await scene.advance(1_000);
    await scene.keepSessions();
    expect(await findOwn(sessionId)).toMatchObject({ usable: true });
    await scene.vcd.act({ act: "expire-sessions", organization: "tenant1" });
    await scene.advance(5 * 60_000);
    await scene.keepSessions();
    expect(await vcdSessionOf(sessionId)).toMatchObject({ tokenSealed: null, endReason: "ended-by-vcd" });
    expect(await findOwn(sessionId)).toMatchObject({ usable: false });
  });

  const ours = async (sessionId: string) => {
    const [row] = await scene.t.owner.select().from(sessions).where(eq(sessions.id, sessionId));
    if (!row) throw new Error("There is no such session.");
    return row;
  };
  const eventsOf = (sessionId: string) =>
    scene.t.owner.select().from(events).where(eq(events.subjectId, sessionId));
  const readAs = (sessionId: string) =>
    getOwnSession({ ...scene.t.as("operator", "acme", scene.now()), sessionId }, {}).then(
      () => "let through",
      (error: { code: string }) => error.code,
    );

  it("takes the one here with it when it ended there, and keeps why", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    const other = signedIn(await scene.signIn(siteId, { user: "tenant1-viewer" }));
    expect(await readAs(sessionId)).toBe("let through");
    await scene.vcd.act({ act: "expire-sessions", organization: "tenant1", user: "tenant1-admin" });
    await scene.advance(5 * 60_000);
    await scene.keepSessions();
    expect(await ours(sessionId)).toMatchObject({ endReason: "ended-at-vcd", endedAt: scene.now() });
    expect(await readAs(sessionId)).toBe("unauthenticated");
    expect(await eventsOf(sessionId)).toMatchObject([
      { subjectKind: "session", kind: "ended-at-vcd", facts: { why: "ended-there" } },
    ]);
    expect(await readAs(other.sessionId)).toBe("let through");
  });

  it("takes the one here with it when the rights are gone that the role rests on; others may go", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId, { user: "tenant1-author" }));
    const withhold = (right: string) =>
      scene.vcd.act({
        act: "withhold-right",
        organization: "tenant1",
        role: "Kubernetes Cluster Author",
        right,
      });
    await withhold("Organization vDC Gateway: Configure Firewall");
    await scene.advance(5 * 60_000);
    await scene.keepSessions();
    expect(await readAs(sessionId)).toBe("let through");
    for (const right of ["Edit: cse:nativeCluster", "Full Control: cse:nativeCluster"]) await withhold(right);
    await scene.advance(5 * 60_000);
    await scene.keepSessions();
    expect(await ours(sessionId)).toMatchObject({ endReason: "ended-at-vcd" });
    expect(await eventsOf(sessionId)).toMatchObject([{ facts: { why: "rights-taken" } }]);
    await scene.keepSessions();
    expect((await vcdSessionOf(sessionId)).tokenSealed).toBeNull();
    const again = signedIn(await scene.signIn(siteId, { user: "tenant1-author" }));
    const { personId } = await vcdSessionOf(again.sessionId);
    const [membership] = await scene.t.owner
      .select()
      .from(memberships)
      .where(eq(memberships.personId, personId));
    expect(membership?.role).toBe("viewer");
  });

  it("ends when the one here ran out for lack of an act", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    const before = await vcdSessionOf(sessionId);
    const token = await openSealed(before.tokenSealed ?? "", `vcd-session/${before.id}`, [sealingKeys]);
    await scene.advance(61 * 60_000);
    await scene.keepSessions();
    await scene.keepSessions();
    expect(await vcdSessionOf(sessionId)).toMatchObject({ tokenSealed: null, endReason: "expired" });
    expect(await ours(sessionId)).toMatchObject({ endedAt: null });
    const answer = await fetch(`${scene.vcd.url}/cloudapi/1.0.0/sessions/current`, {
      headers: { accept: "application/json;version=35.0", authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
  });

  it("that nobody can ask about any more takes the one here with it", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    await scene.t.owner
      .update(vcdSessions)
      .set({ expiresAt: new Date(scene.now().getTime() + 60_000) })
      .where(eq(vcdSessions.sessionId, sessionId));
    await scene.advance(61_000);
    await scene.keepSessions();
    expect(await ours(sessionId)).toMatchObject({ endReason: "ended-at-vcd" });
    expect(await eventsOf(sessionId)).toMatchObject([{ facts: { why: "token-expired" } }]);
  });

  it("keeps the one here while VCD says nothing", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId, { user: "tenant1-viewer" }));
    const silence = { operation: "getSession", kind: "error", status: 503, times: 50 };
    await scene.vcd.fault({ ...silence, user: "tenant1-viewer" });
    await scene.advance(5 * 60_000);
    await scene.keepSessions();
    expect(await readAs(sessionId)).toBe("let through");
  });

  it("of a wrong password is in the audit of whoever was here before, and of nobody else", async () => {
    const wrong = { password: "wrong" };
    const known = await scene.signIn(siteId, { user: "TENANT1-Viewer", ...wrong });
    const unknown = await scene.signIn(siteId, { user: "nobody-we-know", ...wrong });
    expect([known.ok, unknown.ok]).toEqual([false, false]);
    const rows = await scene.t.owner
      .select()
      .from(audit)
      .where(and(eq(audit.verb, "people.sign-in-vcd"), eq(audit.outcome, "denied")));
    const ofThis = rows.filter(({ at }) => at.getTime() === scene.now().getTime());
    expect(ofThis).toMatchObject([
      { organizationId: scene.t.ids.acme, personId: null, facts: { user: "TENANT1-Viewer" } },
    ]);
  });

  it("keeps its rights fresh, and tells which CSE stands behind the site", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId, { user: "tenant1-author" }));
    const right = "Organization vDC Gateway: Configure NAT";
    expect((await vcdSessionOf(sessionId)).rights).toContain(right);
    await scene.vcd.act({
      act: "withhold-right",
      organization: "tenant1",
      role: "Kubernetes Cluster Author",
      right,
    });
    await scene.advance(5 * 60_000);
    await scene.keepSessions();
    expect((await vcdSessionOf(sessionId)).rights).not.toContain(right);
    expect(await scene.readSite(siteId)).toMatchObject({
      cseServer: { version: "3.1.4" },
      versions: { offered: expect.arrayContaining(["36.1"]) },
    });
  });

  it("goes with its time: a token that nobody may use any more is dropped", async () => {
    const { sessionId } = signedIn(await scene.signIn(siteId));
    await scene.advance(12 * 3_600_000);
    expect(await findOwn(sessionId)).toMatchObject({ usable: false });
    await scene.keepSessions();
    expect(await vcdSessionOf(sessionId)).toMatchObject({ tokenSealed: null, endReason: "expired" });
  });

  it("never shows CSE the provider's token", async () => {
    const journal = await scene.vcd.journal();
    const ofCse = journal.filter((each) => String(each.path).startsWith("/api/cse"));
    expect(ofCse.length).toBeGreaterThan(0);
    expect(ofCse.filter((each) => each.organization === "System")).toEqual([]);
    expect(await logins()).toBe(true);
  });
  const logins = async () =>
    (await scene.vcd.journal()).some(({ operation }) => operation === "loginProvider");
});
