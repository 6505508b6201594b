import { and, desc, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { enterByOidc } from "@/lib/auth/oidc-enter";
import { audit } from "@/lib/db/schema/audit";
import { invitations, memberships } from "@/lib/db/schema/people";
import { requestApprovals, requests } from "@/lib/db/schema/requests";
import { groupMappings } from "@/lib/db/schema/sign-on";
import type { Role } from "@/lib/domain/people/roles";
import { requestConnection } from "@/lib/services/connections/request-connection";
import type { VerbContext } from "@/lib/services/context";
import { listDelegations } from "@/lib/services/delegations/list-delegations";
import { setDelegation } from "@/lib/services/delegations/set-delegation";
import { changeRole } from "@/lib/services/people/change-role";
import { disablePerson } from "@/lib/services/people/disable-person";
import { enablePerson } from "@/lib/services/people/enable-person";
import { invite } from "@/lib/services/people/invite";
import { leaveOrganization } from "@/lib/services/people/leave-organization";
import { removeMember } from "@/lib/services/people/remove-member";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { getRequest } from "@/lib/services/requests/get-request";
import { addPerson, type Seat } from "../support/furniture";
import { provideTenancy } from "../support/provide-tenancy";

const t = provideTenancy();

const ada = () => t.as("admin", null);
const as = (seat: Seat, organization: string | null): VerbContext => ({
  ...t.as("admin", organization),
  sessionId: seat.sessionId,
});
const inProvider = (seat: Seat) => ({ organization: "provider", personId: seat.personId });

let made = 0;
/** A request that two people are to approve. */
async function askForTwo() {
  made += 1;
  const { requestId } = await requestConnection(t.as("operator", "acme"), {
    clusterId: t.clusters.orders,
    accountId: "123456789012",
    vpcId: `vpc-${made.toString(16).padStart(17, "0")}`,
    cidrs: `10.${20 + made}.0.0/16`,
    region: "eu-central-1",
    dnsResolution: true,
    name: `database ${made}`,
    reason: "For the orders.",
  });
  await t.owner.update(requests).set({ approvalsNeeded: 2 }).where(eq(requests.id, requestId));
  const [row] = await t.owner.select().from(requests).where(eq(requests.id, requestId));
  if (!row) throw new Error("the request is not there");
  return { requestId, termsDigest: row.termsDigest };
}

async function inviteBy(seat: Seat, slug: string, role: Role) {
  const email = `${uuidv7()}@invited.test`;
  const { invitationId } = await invite(as(seat, slug), { organization: slug, email, role });
  return async () => {
    const [row] = await t.owner.select().from(invitations).where(eq(invitations.id, invitationId));
    return row?.revokedAt !== null;
  };
}

describe("whoever is a provider admin no more", () => {
  const ways: [string, (seat: Seat) => Promise<unknown>, boolean?][] = [
    ["has another role", (seat) => changeRole(ada(), { ...inProvider(seat), role: "provider-auditor" })],
    ["was removed", (seat) => removeMember(ada(), inProvider(seat))],
    ["left", (seat) => leaveOrganization(as(seat, "provider"), {})],
    ["was disabled", (seat) => disablePerson(ada(), inProvider(seat))],
    [
      "was changed behind the verbs",
      (seat) => t.owner.delete(memberships).where(eq(memberships.personId, seat.personId)),
      false,
    ],
  ];

  test.each(ways)(
    "and %s is no first of two approvers, and leaves no open link",
    async (_how, goes, recorded = true) => {
      const bo = await addPerson(t, t.ids.provider, "provider-admin", "bo");
      const cy = await addPerson(t, t.ids.provider, "provider-admin", "cy");
      const asked = await askForTwo();
      await approveRequest(as(bo, null), asked);
      const revoked = [
        await inviteBy(bo, "provider", "provider-admin"),
        await inviteBy(bo, "acme", "tenant-admin"),
      ];
      await setDelegation(as(cy, null), { delegateId: bo.personId, from: "2026-01-01", until: dayAhead(9) });
      await setDelegation(as(bo, null), {
        delegateId: t.person("admin"),
        from: dayAhead(20),
        until: dayAhead(22),
      });

      await goes(bo);

      if (recorded) {
        const [last] = await t.owner.select().from(audit).orderBy(desc(audit.at), desc(audit.seq)).limit(1);
        expect(last?.facts).toMatchObject({ revokedInvitations: 2, approvalsTakenBack: 1 });
      }
      expect(await Promise.all(revoked.map((look) => look()))).toEqual([true, true]);
      expect((await listDelegations(ada(), {})).delegations).toEqual([]);
      expect((await getRequest(ada(), asked)).approvals).toMatchObject([{ standing: "taken-back" }]);
      expect(await approveRequest(ada(), asked)).toMatchObject({ state: "waiting" });
      expect(await approveRequest(as(cy, null), asked)).toMatchObject({ state: "approved" });
      await t.owner.delete(memberships).where(eq(memberships.personId, cy.personId));
    },
  );

  test("approves anew as one again, and what was decided before stays", async () => {
    const bo = await addPerson(t, t.ids.provider, "provider-admin", "bo");
    const [decided, waiting] = [await askForTwo(), await askForTwo()];
    for (const asked of [decided, waiting]) await approveRequest(as(bo, null), asked);
    await approveRequest(ada(), decided);
    await changeRole(ada(), { ...inProvider(bo), role: "provider-auditor" });
    const kept = await t.owner
      .select()
      .from(requestApprovals)
      .where(
        and(eq(requestApprovals.requestId, decided.requestId), eq(requestApprovals.personId, bo.personId)),
      );
    expect(kept).toMatchObject([{ takenBackAt: null }]);
    await changeRole(ada(), { ...inProvider(bo), role: "provider-admin" });
    expect(await approveRequest(as(bo, null), waiting)).toMatchObject({ state: "waiting" });
    expect(await approveRequest(ada(), waiting)).toMatchObject({ state: "approved" });
    await t.owner.delete(memberships).where(eq(memberships.personId, bo.personId));
  });
});

describe("whoever is a tenant's admin no more", () => {
  test("by their groups leaves no open link there", async () => {
    await t.owner
      .insert(groupMappings)
      .values({ id: uuidv7(), groupName: "acme-admins", organizationId: t.ids.acme, role: "tenant-admin" });
    const enter = async (groups: string[]) => {
      const entry = await enterByOidc(
        t.web,
        {
          issuer: "https://login.example.com",
          subject: "gus",
          label: "gus@acme.example",
          name: "Gus Groups",
          groups: { ok: true, groups, missing: false },
        },
        { address: null, userAgent: null, requestId: "test", now: new Date() },
      );
      return entry.ok ? { sessionId: entry.sessionId, personId: entry.personId } : null;
    };
    const gus = await enter(["acme-admins"]);
    if (!gus) throw new Error("the group lets nobody in");
    const revoked = await inviteBy(gus, "acme", "tenant-admin");
    expect(await revoked()).toBe(false);
    expect(await enter([])).toBeNull();
    expect(await revoked()).toBe(true);
  });

  test("keeps the links of other organizations that they are an admin of", async () => {
    const abe = await addPerson(t, t.ids.acme, "tenant-admin", "abe");
    await t.owner
      .insert(memberships)
      .values({ organizationId: t.ids.globex, personId: abe.personId, role: "tenant-admin" });
    const [here, there] = [
      await inviteBy(abe, "acme", "tenant-admin"),
      await inviteBy(abe, "globex", "viewer"),
    ];
    await t.owner
      .update(memberships)
      .set({ role: "operator" })
      .where(and(eq(memberships.personId, abe.personId), eq(memberships.organizationId, t.ids.acme)));
    expect([await here(), await there()]).toEqual([true, false]);
    await disablePerson(ada(), { organization: "acme", personId: abe.personId });
    expect(await there()).toBe(true);
    await enablePerson(ada(), { organization: "acme", personId: abe.personId });
  });
});

function dayAhead(days: number): string {
  return new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);
}
