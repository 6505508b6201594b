import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import { audit } from "@/lib/db/schema/audit";
import { notices } from "@/lib/db/schema/notices";
import { invitations, memberships, people } from "@/lib/db/schema/people";
import { sessions, settings } from "@/lib/db/schema/sign-on";
import { openInvitationLimit } from "@/lib/domain/people/can";
import { invitationMs } from "@/lib/domain/people/invitations";
import type { Role } from "@/lib/domain/people/roles";
import type { VerbContext } from "@/lib/services/context";
import { ServiceError } from "@/lib/services/errors";
import {
  acceptInvitation,
  acceptWithNewAccount,
  inspectInvitation,
} from "@/lib/services/people/accept-invitation";
import { changeRole } from "@/lib/services/people/change-role";
import { disablePerson } from "@/lib/services/people/disable-person";
import { enablePerson } from "@/lib/services/people/enable-person";
import { invite } from "@/lib/services/people/invite";
import { leaveOrganization } from "@/lib/services/people/leave-organization";
import { listMembers } from "@/lib/services/people/list-members";
import { removeMember } from "@/lib/services/people/remove-member";
import { renewInvitation } from "@/lib/services/people/renew-invitation";
import { renewPasswordLink } from "@/lib/services/people/renew-password-link";
import { revokeInvitation } from "@/lib/services/people/revoke-invitation";
import { addPerson, type Seat } from "../support/furniture";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";

const t = provideTenancy();
/** Tenant admins of Acme, made anew for each test. */
let amy: Seat;
let abe: Seat;
const password = "correct horse battery";
const gone = "This invitation does not work, or no longer does.";

beforeEach(async () => {
  amy = await addPerson(t, t.ids.acme, "tenant-admin", "amy");
  abe = await addPerson(t, t.ids.acme, "tenant-admin", "abe");
  return async () => {
    await t.owner
      .update(memberships)
      .set({ role: "viewer" })
      .where(and(eq(memberships.organizationId, t.ids.acme), eq(memberships.role, "tenant-admin")));
    await t.owner.update(invitations).set({ revokedAt: new Date() });
    await t.owner.update(settings).set({ localAccounts: true });
  };
});

const as = (seat: Seat | null, organization: string | null, now = new Date()): VerbContext => ({
  ...t.as("admin", organization, now),
  sessionId: seat?.sessionId ?? null,
});
const tokenOf = (path: string) => new URL(path, "http://x").searchParams.get("token") ?? "";
const someone = () => `${uuidv7()}@invited.test`;
const inviteTo = (slug: string, by: VerbContext, role: Role = "operator", email = someone()) =>
  invite(by, { organization: slug, email, role });
const account = (
  token: string,
  over: Partial<{ name: string; password: string; repeated: string }> = {},
) => ({
  token,
  name: "Nia New",
  password,
  repeated: password,
  ...over,
});
const roleOf = async (organizationId: string, personId: string) => {
  const [row] = await t.owner
    .select()
    .from(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.personId, personId)));
  return row?.role ?? null;
};
const adminsOf = async (organizationId: string, role: Role) => {
  const rows = await t.owner
    .select({ id: people.id })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.role, role)));
  return rows.length;
};

/** Of two at once: what went through, and the codes of what was refused in words. Anything else fails. */
async function race(acts: Promise<unknown>[]): Promise<{ done: number; codes: string[] }> {
  const outcomes = await Promise.allSettled(acts);
  const codes = outcomes.flatMap((each) => {
    if (each.status === "fulfilled") return [];
    if (!(each.reason instanceof ServiceError)) throw each.reason;
    return [each.reason.code];
  });
  return { done: outcomes.length - codes.length, codes };
}

describe("a tenant's admin", () => {
  test("keeps their own members: invites, changes roles, removes", async () => {
    const { path } = await inviteTo("acme", as(amy, "acme"));
    const { personId } = await acceptWithNewAccount(as(null, null), account(tokenOf(path)));
    expect(await roleOf(t.ids.acme, personId)).toBe("operator");
    await changeRole(as(amy, "acme"), { organization: "acme", personId, role: "viewer" });
    expect(await roleOf(t.ids.acme, personId)).toBe("viewer");
    await removeMember(as(amy, "acme"), { organization: "acme", personId });
    expect(await roleOf(t.ids.acme, personId)).toBeNull();
  });

  test("cannot name another organization, also not one they belong to otherwise", async () => {
    await t.owner
      .insert(memberships)
      .values({ organizationId: t.ids.globex, personId: amy.personId, role: "viewer" });
    const { invitationId } = await inviteTo("globex", t.as("admin", null));
    const personId = t.person("globex");
    const before = await t.owner.select().from(memberships).orderBy(memberships.personId);
    const me = as(amy, "acme");
    const foreign: [string, () => Promise<unknown>][] = ["globex", "provider", "nowhere"].flatMap(
      (organization) => [
        [`invite to ${organization}`, () => invite(me, { organization, email: someone(), role: "viewer" })],
        [`change in ${organization}`, () => changeRole(me, { organization, personId, role: "viewer" })],
        [
          `own in ${organization}`,
          () => changeRole(me, { organization, personId: amy.personId, role: "tenant-admin" }),
        ],
        [`remove from ${organization}`, () => removeMember(me, { organization, personId })],
        [`renew in ${organization}`, () => renewInvitation(me, { organization, invitationId })],
        [`revoke in ${organization}`, () => revokeInvitation(me, { organization, invitationId })],
        [`link in ${organization}`, () => renewPasswordLink(me, { organization, personId })],
      ],
    );
    for (const [what, act] of foreign) {
      expect({ what, ...shown(await refusal(act())) }).toEqual({
        what,
        code: "not-found",
        message: "There is no such organization here.",
      });
    }
    for (const act of [
      () => changeRole(me, { organization: "acme", personId, role: "viewer" }),
      () => revokeInvitation(me, { organization: "acme", invitationId }),
    ]) {
      expect((await refusal(act())).code).toBe("not-found");
    }
    expect(await t.owner.select().from(memberships).orderBy(memberships.personId)).toEqual(before);
    const [kept] = await t.owner.select().from(invitations).where(eq(invitations.id, invitationId));
    expect(kept?.revokedAt).toBeNull();
  });

  test("gives no role of the provider's, makes no password links, disables nobody", async () => {
    const key = { organization: "acme", personId: t.person("viewer") };
    expect((await refusal(inviteTo("acme", as(amy, "acme"), "provider-admin"))).code).toBe("precondition");
    expect((await refusal(changeRole(as(amy, "acme"), { ...key, role: "provider-admin" }))).code).toBe(
      "precondition",
    );
    expect((await refusal(renewPasswordLink(as(amy, "acme"), key))).message).toMatch(/every organization/);
    expect((await refusal(disablePerson(as(amy, "acme"), key))).code).toBe("forbidden");
    expect((await refusal(enablePerson(as(amy, "acme"), key))).code).toBe("forbidden");
  });

  test("leaves what VMware Cloud Director and groups keep as it is", async () => {
    for (const source of ["vcd", "oidc"] as const) {
      const seat = await addPerson(t, t.ids.acme, "viewer", source);
      await t.owner.update(memberships).set({ source }).where(eq(memberships.personId, seat.personId));
      const change = { organization: "acme", personId: seat.personId, role: "tenant-admin" };
      expect((await refusal(changeRole(as(amy, "acme"), change))).code).toBe("precondition");
      expect((await refusal(changeRole(t.as("admin", null), change))).code).toBe("precondition");
    }
  });

  test("reads their members with what may be done; a viewer reads and may do nothing", async () => {
    const own = await listMembers(as(amy, "acme"), { search: "amy", sort: "role" });
    const line = own.list.find(({ isYou }) => isYou);
    expect(line).toMatchObject({
      role: "tenant-admin",
      may: { remove: { ok: false }, renewLink: null, disable: null },
    });
    expect(line?.lastSignInAt).not.toBeNull();
    const read = await listMembers(t.as("viewer", "acme"), {});
    expect(read).toMatchObject({ manages: false, mayInvite: { ok: false, kind: "right" } });
    expect(read.list.every(({ may }) => !may.remove.ok && may.roles.every((each) => !each.may.ok))).toBe(
      true,
    );
    expect((await refusal(listMembers(as(amy, "globex"), {}))).code).toBe("not-found");
  });
});

const shown = ({ code, message }: ServiceError) => ({ code, message });

describe("roles", () => {
  test("are never raised by their own holder", async () => {
    await t.owner
      .insert(memberships)
      .values({ organizationId: t.ids.acme, personId: t.person("admin"), role: "viewer" });
    const change = { organization: "acme", personId: t.person("admin"), role: "operator" };
    expect((await refusal(changeRole(t.as("admin", null), change))).code).toBe("forbidden");
    expect(await roleOf(t.ids.acme, t.person("admin"))).toBe("viewer");
    await t.owner
      .delete(memberships)
      .where(and(eq(memberships.organizationId, t.ids.acme), eq(memberships.personId, t.person("admin"))));
  });

  test("are given up by an admin while another one remains, and by the last one not", async () => {
    const down = (seat: Seat) =>
      changeRole(as(seat, "acme"), { organization: "acme", personId: seat.personId, role: "operator" });
    await down(amy);
    expect((await refusal(down(abe))).message).toMatch(/last tenant admin/);
    expect((await refusal(leaveOrganization(as(abe, "acme"), {}))).message).toMatch(/last tenant admin/);
    // The provider's admin may: they can always invite another.
    await changeRole(t.as("admin", null), { organization: "acme", personId: abe.personId, role: "viewer" });
    expect(await adminsOf(t.ids.acme, "tenant-admin")).toBe(0);
  });

  test("taken from each other at the same moment: one winner, and an admin remains", async () => {
    for (let round = 0; round < 10; round += 1) {
      const take = (by: Seat, from: Seat) =>
        round % 2 === 0
          ? changeRole(as(by, "acme"), { organization: "acme", personId: from.personId, role: "viewer" })
          : removeMember(as(by, "acme"), { organization: "acme", personId: from.personId });
      const { done, codes } = await race([take(amy, abe), take(abe, amy)]);
      expect(done).toBe(1);
      // Whoever waited had lost their role by then, or their place.
      expect(["forbidden", "not-found"]).toContain(codes[0]);
      expect(await adminsOf(t.ids.acme, "tenant-admin")).toBe(1);
      await t.owner.delete(memberships).where(eq(memberships.personId, amy.personId));
      await t.owner.delete(memberships).where(eq(memberships.personId, abe.personId));
      for (const { personId } of [amy, abe]) {
        await t.owner
          .insert(memberships)
          .values({ organizationId: t.ids.acme, personId, role: "tenant-admin" });
      }
    }
  });

  test("given up by both admins at the same moment, by leaving or stepping down: one stays", async () => {
    const down = changeRole(as(amy, "acme"), {
      organization: "acme",
      personId: amy.personId,
      role: "viewer",
    });
    const { done, codes } = await race([down, leaveOrganization(as(abe, "acme"), {})]);
    expect([done, codes]).toEqual([1, ["precondition"]]);
    expect(await adminsOf(t.ids.acme, "tenant-admin")).toBe(1);
  });
});

describe("leaving", () => {
  test("ends one's own membership, and what one invited; whoever only visits has none", async () => {
    const { path } = await inviteTo("acme", as(amy, "acme"));
    await leaveOrganization(as(amy, "acme"), {});
    expect(await roleOf(t.ids.acme, amy.personId)).toBeNull();
    expect((await refusal(listMembers(as(amy, "acme"), {}))).code).toBe("not-found");
    expect((await refusal(acceptWithNewAccount(as(null, null), account(tokenOf(path))))).message).toBe(gone);
    expect((await refusal(leaveOrganization(t.as("admin", "acme"), {}))).code).toBe("not-found");
    const [entry] = await t.owner
      .select()
      .from(audit)
      .where(and(eq(audit.subjectId, amy.personId), eq(audit.verb, "people.leave")));
    expect(entry?.facts).toMatchObject({ after: { role: null }, revokedInvitations: 1 });
  });
});

describe("an invitation", () => {
  test("is kept as a hash alone, and told nowhere", async () => {
    const { path, invitationId } = await inviteTo("acme", as(amy, "acme"));
    const [row] = await t.owner.select().from(invitations).where(eq(invitations.id, invitationId));
    expect(row?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(row)).not.toContain(tokenOf(path));
    expect(JSON.stringify(await t.owner.select().from(audit))).not.toContain(tokenOf(path));
    expect(JSON.stringify(await listMembers(as(amy, "acme"), {}))).not.toContain(tokenOf(path));
  });

  test("accepted by two at the same moment joins one of them", async () => {
    for (let round = 0; round < 5; round += 1) {
      const token = tokenOf((await inviteTo("acme", as(amy, "acme"))).path);
      const guests = [
        await addPerson(t, t.ids.globex, "viewer", "guest"),
        await addPerson(t, t.ids.globex, "viewer", "guest"),
      ];
      const { done, codes } = await race([
        ...guests.map((guest) => acceptInvitation(as(guest, null), token)),
        acceptWithNewAccount(as(null, null), account(token)),
      ]);
      expect([done, codes]).toEqual([1, ["precondition", "precondition"]]);
    }
  });

  test("accepted and revoked at the same moment is one of both, whole", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { path, invitationId } = await inviteTo("acme", as(amy, "acme"));
      const guest = await addPerson(t, t.ids.globex, "viewer", "guest");
      const { done } = await race([
        acceptInvitation(as(guest, null), tokenOf(path)),
        revokeInvitation(as(abe, "acme"), { organization: "acme", invitationId }),
      ]);
      expect(done).toBe(1);
      const [row] = await t.owner.select().from(invitations).where(eq(invitations.id, invitationId));
      const isMember = (await roleOf(t.ids.acme, guest.personId)) !== null;
      expect([row?.acceptedAt !== null, row?.revokedAt !== null]).toEqual([isMember, !isMember]);
    }
  });

  test("that is used, revoked, renewed, run out or nobody's answers with the same words", async () => {
    const used = tokenOf((await inviteTo("acme", as(amy, "acme"))).path);
    await acceptWithNewAccount(as(null, null), account(used));
    const revoked = await inviteTo("acme", as(amy, "acme"));
    await revokeInvitation(as(amy, "acme"), { organization: "acme", invitationId: revoked.invitationId });
    const renewed = await inviteTo("acme", as(amy, "acme"));
    const again = await renewInvitation(as(abe, "acme"), {
      organization: "acme",
      invitationId: renewed.invitationId,
    });
    const then = new Date();
    const late = tokenOf((await inviteTo("acme", as(amy, "acme", then))).path);
    const after = new Date(then.getTime() + invitationMs);

    const answers: [string, Date][] = [
      [used, then],
      [tokenOf(revoked.path), then],
      [tokenOf(renewed.path), then],
      [late, after],
      ["nobody's", then],
      ["", then],
    ];
    for (const [token, now] of answers) {
      const look = await inspectInvitation(as(null, null, now), token);
      expect(look).toEqual({ open: false, message: gone, next: expect.any(String) });
      const visitor = await refusal(acceptWithNewAccount(as(null, null, now), account(token)));
      const guest = await refusal(acceptInvitation(as(abe, null, now), token));
      expect([visitor.message, guest.message]).toEqual([gone, gone]);
    }
    const open = await inspectInvitation(as(null, null), tokenOf(again.path));
    expect(open).toMatchObject({ open: true, organization: { name: "Acme" }, way: "make-account" });
    const before = new Date(after.getTime() - 1);
    expect(await inspectInvitation(as(null, null, before), late)).toMatchObject({ open: true });
  });

  test("is open once per address and organization, however many invite at once; what ran out gives way", async () => {
    const email = someone();
    const then = new Date();
    const { done, codes } = await race([
      inviteTo("acme", as(amy, "acme", then), "viewer", email),
      inviteTo("acme", as(abe, "acme", then), "viewer", email),
      inviteTo("acme", t.as("admin", null, then), "viewer", email),
    ]);
    expect([done, codes]).toEqual([1, ["conflict", "conflict"]]);
    await inviteTo("globex", t.as("admin", null), "viewer", email);
    await inviteTo("acme", as(amy, "acme", new Date(then.getTime() + invitationMs)), "viewer", email);
  });

  test("is one of so many that may be open", async () => {
    const rows = Array.from({ length: openInvitationLimit - 1 }, () => ({
      id: uuidv7(),
      organizationId: t.ids.acme,
      email: someone(),
      role: "viewer" as const,
      tokenHash: uuidv7(),
      invitedBy: amy.personId,
      expiresAt: new Date(Date.now() + invitationMs),
    }));
    await t.owner.insert(invitations).values(rows);
    const { done, codes } = await race([
      inviteTo("acme", as(amy, "acme")),
      inviteTo("acme", as(abe, "acme")),
      inviteTo("acme", t.as("admin", null)),
    ]);
    expect([done, codes]).toEqual([1, ["limit", "limit"]]);
    // Making one anew opens none.
    const [first] = rows;
    await renewInvitation(as(amy, "acme"), { organization: "acme", invitationId: first?.id ?? "" });
  });

  test("sets no password for whoever has one, belongs elsewhere or is disabled", async () => {
    const known = async (over: Partial<typeof people.$inferInsert>, member: boolean) => {
      const [id, email] = [uuidv7(), someone()];
      await t.owner.insert(people).values({ id, email, name: "Kim Known", ...over });
      if (member) {
        await t.owner
          .insert(memberships)
          .values({ organizationId: t.ids.globex, personId: id, role: "viewer" });
      }
      return { id, email };
    };
    for (const { id, email } of [
      await known({ passwordHash: "theirs" }, false),
      await known({}, true),
      await known({ disabledAt: new Date() }, false),
    ]) {
      const token = tokenOf((await inviteTo("acme", as(amy, "acme"), "viewer", email)).path);
      expect(await inspectInvitation(as(null, null), token)).toMatchObject({ way: "has-account" });
      const error = await refusal(acceptWithNewAccount(as(null, null), account(token)));
      expect(error.message).toBe(`There is an account for ${email} already.`);
      const [row] = await t.owner.select().from(people).where(eq(people.id, id));
      expect(["theirs", null]).toContain(row?.passwordHash);
      expect(await roleOf(t.ids.acme, id)).toBeNull();
      expect(await inspectInvitation(as(null, null), token)).toMatchObject({ open: true });
    }
    // Nobody's any more: made once, never used, in no organization.
    const left = await known({}, false);
    const { path } = await inviteTo("acme", as(amy, "acme"), "viewer", left.email);
    expect(await acceptWithNewAccount(as(null, null), account(tokenOf(path)))).toMatchObject({
      personId: left.id,
    });
  });

  test("of one address by two organizations at the same moment makes one account", async () => {
    const email = someone();
    const tokens = [
      tokenOf((await inviteTo("acme", as(amy, "acme"), "viewer", email)).path),
      tokenOf((await inviteTo("globex", t.as("admin", null), "viewer", email)).path),
    ];
    const { done, codes } = await race(
      tokens.map((token, n) =>
        acceptWithNewAccount(
          as(null, null),
          account(token, { password: `${password} ${n}`, repeated: `${password} ${n}` }),
        ),
      ),
    );
    expect([done, codes]).toEqual([1, ["precondition"]]);
    expect(await t.owner.select().from(people).where(eq(people.email, email))).toHaveLength(1);
  });

  test("makes no account where passwords are switched off; whoever is signed in joins", async () => {
    await t.owner.update(settings).set({ localAccounts: false });
    const token = tokenOf((await inviteTo("acme", as(amy, "acme"))).path);
    expect(await inspectInvitation(as(null, null), token)).toMatchObject({ way: "not-kept" });
    expect((await refusal(acceptWithNewAccount(as(null, null), account(token)))).message).toMatch(
      /switched off/,
    );
    const guest = await addPerson(t, t.ids.globex, "viewer", "guest");
    expect(await acceptInvitation(as(guest, null), token)).toEqual({ path: "/acme" });
  });

  test("does not change the role of a member, and stays open", async () => {
    const token = tokenOf((await inviteTo("acme", as(amy, "acme"), "tenant-admin")).path);
    const viewer = t.as("viewer", null);
    expect((await refusal(acceptInvitation(viewer, token))).code).toBe("conflict");
    expect(await roleOf(t.ids.acme, t.person("viewer"))).toBe("viewer");
    expect(await inspectInvitation(viewer, token)).toMatchObject({ open: true, visitor: { role: "viewer" } });
  });

  test("refuses what is no name or password beside its field, and tells of whoever joined", async () => {
    const token = tokenOf((await inviteTo("acme", as(amy, "acme"))).path);
    const wrong = account(token, { name: " ", password: "short", repeated: "shorter" });
    const { fields } = (await refusal(acceptWithNewAccount(as(null, null), wrong))).details;
    expect(Object.keys(fields ?? {}).sort()).toEqual(["name", "password", "repeated"]);
    const { personId } = await acceptWithNewAccount(as(null, null), account(token));
    const [notice] = await t.owner.select().from(notices).where(eq(notices.subjectId, personId));
    expect(notice).toMatchObject({ kind: "member.joined", organizationId: t.ids.acme });
  });

  test("by whoever is no admin any more is revoked with the role", async () => {
    const { path, invitationId } = await inviteTo("acme", as(abe, "acme"), "tenant-admin");
    const key = { organization: "acme", personId: abe.personId };
    await changeRole(as(amy, "acme"), { ...key, role: "viewer" });
    expect((await refusal(acceptInvitation(t.as("globex", null), tokenOf(path)))).message).toBe(gone);
    const [row] = await t.owner.select().from(invitations).where(eq(invitations.id, invitationId));
    expect(row?.revokedAt).not.toBeNull();
  });
});

describe("a disabled person", () => {
  test("is out with the next request, everywhere, until they are enabled", async () => {
    const { invitationId } = await inviteTo("acme", as(abe, "acme"));
    const key = { organization: "acme", personId: abe.personId };
    await disablePerson(t.as("admin", null), key);
    expect((await refusal(listMembers(as(abe, "acme"), {}))).code).toBe("unauthenticated");
    const [session] = await t.owner.select().from(sessions).where(eq(sessions.id, abe.sessionId));
    expect(session).toMatchObject({ endReason: "ended-by-admin" });
    const [invited] = await t.owner.select().from(invitations).where(eq(invitations.id, invitationId));
    expect(invited?.revokedAt).not.toBeNull();
    expect((await refusal(renewPasswordLink(t.as("admin", null), key))).code).toBe("precondition");
    expect((await refusal(disablePerson(t.as("admin", null), key))).code).toBe("precondition");
    // Somebody who cannot sign in keeps nobody's place as an admin.
    expect((await refusal(leaveOrganization(as(amy, "acme"), {}))).message).toMatch(/last tenant admin/);

    await enablePerson(t.as("admin", null), key);
    expect((await refusal(listMembers(as(abe, "acme"), {}))).code).toBe("unauthenticated");
    expect(await roleOf(t.ids.acme, abe.personId)).toBe("tenant-admin");
  });

  test("is neither oneself, nor the last of two admins of the provider who disable each other", async () => {
    const bo = await addPerson(t, t.ids.provider, "provider-admin", "bo");
    const ada = { organization: "provider", personId: t.person("admin") };
    expect((await refusal(disablePerson(t.as("admin", null), ada))).message).toBe("This is you.");
    const { done, codes } = await race([
      disablePerson(t.as("admin", null), { organization: "provider", personId: bo.personId }),
      disablePerson(as(bo, null), ada),
    ]);
    expect([done, codes.length]).toEqual([1, 1]);
    const rows = await t.owner
      .select()
      .from(people)
      .where(eq(people.id, t.person("admin")));
    const other = await t.owner.select().from(people).where(eq(people.id, bo.personId));
    expect([...rows, ...other].filter(({ disabledAt }) => disabledAt === null)).toHaveLength(1);
  });

  test("cannot be made by the web outside the provider's reach", async () => {
    const call = t.web.transaction(async (tx) => {
      await tx.execute(`select set_config('drawbridge.organizations', '${t.ids.acme}', true)`);
      await tx.execute(`select drawbridge_disable_person('${amy.personId}', now())`);
    });
    await expect(call).rejects.toThrow();
  });
});
