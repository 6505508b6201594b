import { and, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { audit } from "@/lib/db/schema/audit";
import { connections } from "@/lib/db/schema/connections";
import { notices } from "@/lib/db/schema/notices";
import { memberships } from "@/lib/db/schema/people";
import { places } from "@/lib/db/schema/places";
import { delegations, requestApprovals, requestComments, requests } from "@/lib/db/schema/requests";
import { getConnection } from "@/lib/services/connections/get-connection";
import { removeConnection } from "@/lib/services/connections/remove-connection";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { endDelegation } from "@/lib/services/delegations/end-delegation";
import { listDelegations } from "@/lib/services/delegations/list-delegations";
import { setDelegation } from "@/lib/services/delegations/set-delegation";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { approveSeveral } from "@/lib/services/requests/approve-several";
import { commentOnRequest, longestComment } from "@/lib/services/requests/comment-on-request";
import { denyRequest } from "@/lib/services/requests/deny-request";
import { editRequest } from "@/lib/services/requests/edit-request";
import { getRequest } from "@/lib/services/requests/get-request";
import { listRequests } from "@/lib/services/requests/list-requests";
import { takeBackApproval } from "@/lib/services/requests/take-back-approval";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";
import { keepRequests } from "@/lib/worker/keep-requests";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";
import type { PersonKey } from "../support/tenancy";

let worker: Database;
const t = provideTenancy();

beforeAll(async () => {
  worker = openDatabase(t.url, { role: "drawbridge_worker" });
  // A second person who decides.
  await t.owner
    .update(memberships)
    .set({ role: "provider-admin" })
    .where(eq(memberships.personId, t.person("auditor")));
});
afterAll(async () => {
  await worker.$client.end();
});
beforeEach(async () => {
  for (const table of [requestApprovals, requestComments, requests, connections, notices, delegations]) {
    await t.owner.delete(table);
  }
});

const day = 24 * 3_600_000;
const start = new Date("2026-11-01T09:00:00.000Z");
const later = (ms: number) => new Date(start.getTime() + ms);
const ada = (at?: Date) => t.as("admin", null, at);
/** The second admin. */
const ben = (at?: Date) => t.as("auditor", null, at);
const olga = (at?: Date) => t.as("operator", "acme", at);

let made = 0;
async function ask(change: { person?: PersonKey; at?: Date; cidrs?: string } = {}) {
  made += 1;
  const { person = "operator", at, cidrs = `10.${20 + (made % 200)}.0.0/16` } = change;
  const acme = person === "operator";
  const { requestId } = await requestConnection(t.as(person, acme ? "acme" : "globex", at), {
    clusterId: acme ? t.clusters.orders : t.clusters.globexShop,
    accountId: "123456789012",
    vpcId: `vpc-${made.toString(16).padStart(17, "0")}`,
    cidrs,
    region: "eu-central-1",
    dnsResolution: true,
    name: `database ${made}`,
    reason: "For the orders.",
  });
  return rowOf(requestId);
}
async function rowOf(requestId: string) {
  const [row] = await t.owner.select().from(requests).where(eq(requests.id, requestId));
  if (row?.terms.kind !== "connection") throw new Error("the request is not there");
  return { ...row, terms: row.terms };
}
async function connectionOf(row: { subjectId: string }) {
  const [found] = await t.owner.select().from(connections).where(eq(connections.id, row.subjectId));
  if (!found) throw new Error("the connection is not there");
  return found;
}
const decide = (row: { id: string; termsDigest: string }) => ({
  requestId: row.id,
  termsDigest: row.termsDigest,
});
const needTwo = (row: { id: string }) =>
  t.owner.update(requests).set({ approvalsNeeded: 2 }).where(eq(requests.id, row.id));
const keep = (at: Date) =>
  keepRequests({ db: worker, clock: () => at, stopping: new AbortController().signal });
const told = async (kind: string) =>
  (
    await t.owner
      .select()
      .from(notices)
      .where(eq(notices.kind, kind as "request.waiting"))
  ).sort((a, b) => (a.id < b.id ? -1 : 1));

describe("two approvers", () => {
  test("the first approval is kept, another person's decides", async () => {
    const row = await ask();
    await needTwo(row);
    expect(await approveRequest(ada(), { ...decide(row), note: "Seen." })).toMatchObject({
      state: "waiting",
    });
    expect((await connectionOf(row)).state).toBe("awaiting-approval");
    expect(await getRequest(ben(), { requestId: row.id })).toMatchObject({
      state: "waiting",
      approvals: [{ personName: "Ada Admin", standing: "counts", note: "Seen." }],
      can: { approve: { ok: true }, takeBack: { ok: false } },
    });
    expect((await told("request.waiting")).at(-1)?.facts).toMatchObject({
      approvals: 1,
      approvalsNeeded: 2,
      byName: "Ada Admin",
    });
    expect(await approveRequest(ben(), decide(row))).toMatchObject({ state: "approved" });
    expect((await connectionOf(row)).state).toBe("queued");
  });

  test("one person never counts twice, in turn or at once", async () => {
    const row = await ask();
    await needTwo(row);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => approveRequest(ada(), decide(row))));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await refusal(approveRequest(ada(), decide(row)))).message).toMatch(/approved this already/);
    expect((await rowOf(row.id)).state).toBe("waiting");
  });

  test("of two at the same moment both count, and one decides", async () => {
    const row = await ask();
    await needTwo(row);
    const states = await Promise.all([
      approveRequest(ada(), decide(row)),
      approveRequest(ben(), decide(row)),
    ]);
    expect(states.map(({ state }) => state).sort()).toEqual(["approved", "waiting"]);
  });

  test("an approval is taken back while undecided, and can be given anew", async () => {
    const row = await ask();
    await needTwo(row);
    await approveRequest(ada(), decide(row));
    await takeBackApproval(ada(), { requestId: row.id });
    expect(await approveRequest(ben(), decide(row))).toMatchObject({ state: "waiting" });
    expect((await refusal(takeBackApproval(ada(), { requestId: row.id }))).code).toBe("precondition");
    expect((await getRequest(ada(), { requestId: row.id })).approvals).toMatchObject([
      { personName: "Ada Admin", standing: "taken-back" },
      { standing: "counts" },
    ]);
    expect(await approveRequest(ada(), decide(row))).toMatchObject({ state: "approved" });
    expect((await refusal(takeBackApproval(ben(), { requestId: row.id }))).code).toBe("precondition");
  });

  test("an edit voids them; they stay as history", async () => {
    const row = await ask();
    await needTwo(row);
    await approveRequest(ada(), decide(row));
    await editRequest(olga(), { ...decide(row), cidrs: "10.250.0.0/16" });
    const edited = await rowOf(row.id);
    expect(edited).toMatchObject({ edition: 2, approvalsNeeded: 1 });
    await needTwo(row);
    expect((await refusal(approveRequest(ben(), decide(row)))).code).toBe("stale");
    expect(await approveRequest(ben(), decide(edited))).toMatchObject({ state: "waiting" });
    expect((await getRequest(ada(), { requestId: row.id })).approvals).toMatchObject([
      { personName: "Ada Admin", standing: "of-earlier-terms", edition: 1 },
      { standing: "counts", edition: 2 },
    ]);
  });

  test("one who denies denies, whatever others approved", async () => {
    const row = await ask();
    await needTwo(row);
    await approveRequest(ada(), decide(row));
    await denyRequest(ben(), { ...decide(row), note: "Not this network." });
    expect((await connectionOf(row)).state).toBe("denied");
  });

  test("the database decides with two or not at all", async () => {
    const row = await ask();
    await needTwo(row);
    const force = (personId: string) =>
      t.owner
        .update(requests)
        .set({ state: "approved", decidedBy: personId, decidedAt: new Date() })
        .where(eq(requests.id, row.id));
    await expect(force(t.person("admin"))).rejects.toMatchObject({
      cause: { constraint: "requests_enough_approvals" },
    });
    await approveRequest(ada(), decide(row));
    await expect(force(t.person("admin"))).rejects.toMatchObject({
      cause: { constraint: "requests_enough_approvals" },
    });
  });
});

describe("nobody approves what they asked for or edited", () => {
  const approval = (row: { id: string; termsDigest: string }, personId: string) => ({
    organizationId: t.ids.acme,
    requestId: row.id,
    edition: 1,
    personId,
    termsDigest: row.termsDigest,
    at: new Date(),
  });

  test.each(["requestedBy", "editedBy"] as const)("%s: neither by the verb nor by SQL", async (who) => {
    const row = await ask();
    await t.owner
      .update(requests)
      .set({ [who]: t.person("admin") })
      .where(eq(requests.id, row.id));
    expect((await refusal(approveRequest(ada(), decide(row)))).code).toBe("forbidden");
    await expect(
      t.owner.insert(requestApprovals).values(approval(row, t.person("admin"))),
    ).rejects.toMatchObject({ cause: { constraint: "request_approvals_second_person" } });
    const decided = { state: "approved" as const, decidedBy: t.person("admin"), decidedAt: new Date() };
    await expect(t.owner.update(requests).set(decided).where(eq(requests.id, row.id))).rejects.toMatchObject({
      cause: { constraint: "requests_second_person" },
    });
  });

  describe("whoever edited it before another did", () => {
    beforeAll(async () => {
      // Both admins work for the tenant as well.
      for (const key of ["admin", "auditor"] as const) {
        await t.owner
          .insert(memberships)
          .values({ organizationId: t.ids.acme, personId: t.person(key), role: "operator" });
      }
    });
    afterAll(async () => {
      for (const key of ["admin", "auditor"] as const) {
        await t.owner
          .delete(memberships)
          .where(and(eq(memberships.organizationId, t.ids.acme), eq(memberships.personId, t.person(key))));
      }
    });

    async function editedBy(...keys: PersonKey[]) {
      const { id } = await ask();
      for (const key of keys) {
        made += 1;
        const change = { cidrs: `10.${20 + (made % 200)}.0.0/16` };
        await editRequest(t.as(key, "acme"), { ...decide(await rowOf(id)), ...change });
      }
      return rowOf(id);
    }
    const force = (
      row: { id: string },
      personId: string,
      change: Partial<typeof requests.$inferInsert> = {},
    ) =>
      t.owner
        .update(requests)
        .set({ state: "approved", decidedBy: personId, decidedAt: new Date(), ...change })
        .where(eq(requests.id, row.id));

    test("may neither approve nor deny, and is told why", async () => {
      const row = await editedBy("admin", "operator");
      expect(row).toMatchObject({
        edition: 3,
        editedBy: t.person("operator"),
        editors: [t.person("admin"), t.person("operator")],
      });
      for (const act of [
        () => approveRequest(ada(), decide(row)),
        () => denyRequest(ada(), { ...decide(row), note: "No." }),
      ]) {
        const refused = await refusal(act());
        expect([refused.code, refused.message]).toEqual([
          "forbidden",
          expect.stringMatching(/You edited this before somebody else did/),
        ]);
      }
      expect((await getRequest(ada(), { requestId: row.id })).can.approve).toMatchObject({
        ok: false,
        reason: expect.stringMatching(/You edited this before somebody else did/),
      });
      expect(await approveRequest(ben(), decide(row))).toMatchObject({ state: "approved" });
    });

    test("does not find it among what waits for them, nor approves it among several", async () => {
      const row = await editedBy("admin", "operator");
      const other = await ask();
      const mine = async (context: ReturnType<typeof ada>) =>
        (await listRequests(context, { whose: "me" })).lines.map(({ id }) => id);
      expect([await mine(ada()), await mine(ben())]).toEqual([[other.id], [row.id, other.id]]);
      expect((await listRequests(ada(), {})).counts).toMatchObject({ waiting: 2, mine: 1 });
      const sent = [row, other].map(({ id, termsDigest }) => `${id}.${termsDigest}`);
      const { risk } = await getRequest(ada(), { requestId: row.id });
      expect(
        await approveSeveral(ada(), { requests: sent, risk: risk?.level ?? "", note: "" }),
      ).toMatchObject([{ outcome: "refused", words: expect.stringMatching(/You edited this/) }, {}]);
      expect((await rowOf(row.id)).state).toBe("waiting");
    });

    test("nor for a colleague whose place they take", async () => {
      await setDelegation(ben(start), {
        delegateId: t.person("admin"),
        from: "2026-11-01",
        until: "2026-11-08",
      });
      const row = await editedBy("admin", "operator");
      expect((await listRequests(ada(later(day)), { whose: "delegated" })).lines).toEqual([]);
      const { lines } = await listRequests(ada(later(day)), {});
      expect(lines).toMatchObject([{ id: row.id, approve: { ok: false } }]);
      expect((await refusal(approveRequest(ada(later(day)), decide(row)))).code).toBe("forbidden");
    });

    test("is no second approver either, and their earlier approval counts no more", async () => {
      const { id } = await ask();
      await needTwo({ id });
      await approveRequest(ada(), decide(await rowOf(id)));
      await editRequest(t.as("admin", "acme"), { ...decide(await rowOf(id)), cidrs: "10.240.0.0/16" });
      await editRequest(olga(), { ...decide(await rowOf(id)), cidrs: "10.241.0.0/16" });
      await needTwo({ id });
      const row = await rowOf(id);
      expect(await approveRequest(ben(), decide(row))).toMatchObject({ state: "waiting" });
      expect((await refusal(approveRequest(ada(), decide(row)))).code).toBe("forbidden");
      expect((await rowOf(id)).state).toBe("waiting");
    });

    test("is kept out by the database, whatever the verb says", async () => {
      const row = await editedBy("admin", "operator");
      await expect(
        t.owner
          .insert(requestApprovals)
          .values({ ...approval(row, t.person("admin")), edition: row.edition }),
      ).rejects.toMatchObject({ cause: { constraint: "request_approvals_second_person" } });
      const second = { cause: { constraint: "requests_second_person" } };
      await expect(force(row, t.person("admin"))).rejects.toMatchObject(second);
      // Nobody is taken off the list, and nobody comes off it by another's edit.
      await expect(force(row, t.person("admin"), { editors: [] })).rejects.toMatchObject(second);
      await expect(force(row, t.person("admin"), { editedBy: null })).rejects.toMatchObject(second);
    });

    test("does not count for one of two, even where an approval got in", async () => {
      const { id } = await ask();
      await needTwo({ id });
      const row = await rowOf(id);
      // Given for an edition that is yet to come, by somebody who is no editor yet.
      await t.owner
        .insert(requestApprovals)
        .values({ ...approval(row, t.person("admin")), edition: 2, termsDigest: "to-be" });
      await t.owner
        .update(requests)
        .set({ edition: 2, termsDigest: "to-be", editedBy: t.person("admin") })
        .where(eq(requests.id, id));
      await t.owner
        .insert(requestApprovals)
        .values({ ...approval(row, t.person("auditor")), edition: 2, termsDigest: "to-be" });
      await expect(force(row, t.person("auditor"))).rejects.toMatchObject({
        cause: { constraint: "requests_enough_approvals" },
      });
    });

    test("is known to the database though a verb forgot to say who edited", async () => {
      const row = await ask();
      const reach = { organizationIds: [t.ids.acme], personId: t.person("admin") };
      await withReach(t.web, reach, (tx) =>
        tx.update(requests).set({ edition: 2, termsDigest: "other" }).where(eq(requests.id, row.id)),
      );
      expect(await rowOf(row.id)).toMatchObject({ editedBy: null, editors: [t.person("admin")] });
      await expect(force(row, t.person("admin"))).rejects.toMatchObject({
        cause: { constraint: "requests_second_person" },
      });
    });
  });

  test("nor in another's name", async () => {
    const row = await ask();
    const reach = { organizationIds: "*" as const, personId: t.person("admin") };
    await expect(
      withReach(t.web, reach, (tx) => tx.insert(requestApprovals).values(approval(row, t.person("auditor")))),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining("row-level security") } });
  });
});

describe("editing while it waits", () => {
  test("keeps the request, changes its terms and the connection, and says what changed", async () => {
    const row = await ask({ at: start });
    const [cidr] = row.terms.cidrs;
    await editRequest(olga(later(2 * day)), {
      ...decide(row),
      cidrs: ["10.251.0.0/16", "10.252.0.0/16"],
      dnsResolution: "",
      name: "ledger",
      reason: "For the ledger.",
    });
    const edited = await rowOf(row.id);
    expect(edited).toMatchObject({
      state: "waiting",
      edition: 2,
      editedBy: t.person("operator"),
      editedAt: later(2 * day),
      expiresAt: later(16 * day),
      reason: "For the ledger.",
      terms: { cidrs: ["10.251.0.0/16", "10.252.0.0/16"], dnsResolution: false, name: "ledger" },
    });
    expect(edited.termsDigest).not.toBe(row.termsDigest);
    expect(await connectionOf(row)).toMatchObject({
      state: "awaiting-approval",
      name: "ledger",
      cidrs: ["10.251.0.0/16", "10.252.0.0/16"],
      dnsResolution: false,
    });
    expect((await getRequest(olga(), { requestId: row.id })).comments).toMatchObject([
      {
        kind: "edit",
        personName: "Olga Operator",
        text: `Name: ${row.terms.name} → ledger\nCIDR: ${cidr} → 10.251.0.0/16, 10.252.0.0/16\nDNS resolution: yes → no\nReason: For the orders. → For the ledger.`,
      },
    ]);
    const entries = await t.owner.select().from(audit).where(eq(audit.subjectId, row.subjectId));
    expect(entries.at(-1)).toMatchObject({
      verb: "requests.edit",
      facts: { before: { CIDR: cidr }, after: { CIDR: "10.251.0.0/16, 10.252.0.0/16" } },
    });
    expect(await told("request.waiting")).toHaveLength(2);
  });

  test("is judged like a request: beside the field, and nothing is changed", async () => {
    const row = await ask();
    const malformed = await refusal(editRequest(olga(), { ...decide(row), cidrs: "10.0.0.0" }));
    expect(malformed.details.fields?.cidrs?.[0]).toMatch(/no prefix length/);
    const clash = await refusal(editRequest(olga(), { ...decide(row), cidrs: "10.0.0.0/16" }));
    expect(clash.details.fields?.cidrs?.join(" ")).toMatch(/shares addresses with the VPC of orders/);
    const same = await refusal(editRequest(olga(), decide(row)));
    expect(same.message).toMatch(/Nothing was changed/);
    expect(await rowOf(row.id)).toMatchObject({ edition: 1, termsDigest: row.termsDigest });
  });

  test("raced by an approval: the old digest is refused, or the edit is", async () => {
    const row = await ask();
    await Promise.allSettled([
      editRequest(olga(), { ...decide(row), cidrs: "10.253.0.0/16" }),
      approveRequest(ada(), decide(row)),
    ]);
    const now = await rowOf(row.id);
    const { state, cidrs } = await connectionOf(row);
    const all = await t.owner.select().from(requests).where(eq(requests.subjectId, row.subjectId));
    if (now.state === "approved") {
      expect([state, cidrs]).toEqual(["queued", row.terms.cidrs]);
      expect(all.filter(({ id }) => id !== row.id).every((other) => other.state === "waiting")).toBe(true);
    } else expect([now.edition, state, cidrs]).toEqual([2, "awaiting-approval", ["10.253.0.0/16"]]);
  });

  test("needs an operator of the organization, and what was shown", async () => {
    const row = await ask();
    const edit = { ...decide(row), cidrs: "10.254.0.0/16" };
    expect((await refusal(editRequest(t.as("viewer", "acme"), edit))).code).toBe("forbidden");
    expect((await refusal(editRequest(ada(), edit))).code).toBe("forbidden");
    expect((await refusal(editRequest(t.as("globex", "globex"), edit))).code).toBe("not-found");
    expect((await refusal(editRequest(olga(), { ...edit, termsDigest: "x" }))).code).toBe("stale");
  });
});

describe("editing what was approved", () => {
  async function approved() {
    const row = await ask({ cidrs: "10.20.0.0/16, 10.21.0.0/16" });
    await approveRequest(ada(), decide(row));
    return rowOf(row.id);
  }
  const change = { cidrs: "10.21.0.0/16, 10.22.0.0/16", dnsResolution: "", reason: "One block moved." };

  test("asks anew; the connection goes on as it was until that is approved", async () => {
    const row = await approved();
    const { requestId } = await editRequest(olga(), { ...decide(row), ...change });
    expect(requestId).not.toBe(row.id);
    const reopened = await rowOf(requestId);
    expect(reopened).toMatchObject({
      state: "waiting",
      requestedBy: t.person("operator"),
      terms: {
        cidrs: ["10.21.0.0/16", "10.22.0.0/16"],
        dnsResolution: false,
        changes: { cidrs: ["10.20.0.0/16", "10.21.0.0/16"], dnsResolution: true },
      },
    });
    expect(await connectionOf(row)).toMatchObject({ state: "queued", cidrs: row.terms.cidrs });
    expect(await getConnection(olga(), { id: row.subjectId })).toMatchObject({
      change: { requestId, cidrs: ["10.21.0.0/16", "10.22.0.0/16"] },
      request: { id: row.id, state: "approved" },
      can: { edit: { ok: false, kind: "state" } },
    });
    expect((await refusal(editRequest(olga(), { ...decide(row), ...change }))).message).toMatch(
      /waits already/,
    );

    const shown = await getRequest(ada(), { requestId });
    expect(shown.risk).toMatchObject({ level: "notable" });
    expect(shown.review).toMatchObject({ findings: [] });
    const [before] = await t.owner.select().from(places).where(eq(places.id, t.ids.place));
    const was = await connectionOf(row);
    await approveRequest(ada(), decide(reopened));
    const [woken] = await t.owner.select().from(places).where(eq(places.id, t.ids.place));
    expect(woken?.wakeSeq).toBe((before?.wakeSeq ?? 0) + 1);
    expect(await connectionOf(row)).toMatchObject({
      state: "queued",
      cidrs: ["10.21.0.0/16", "10.22.0.0/16"],
      dnsResolution: false,
      revision: was.revision + 1,
    });
  });

  test("denied, withdrawn or undecided, it leaves the connection as it was", async () => {
    const row = await approved();
    const end: ((id: string, digest: string) => Promise<unknown>)[] = [
      (requestId, termsDigest) => denyRequest(ada(), { requestId, termsDigest, note: "No." }),
      (requestId) => withdrawRequest(olga(), { requestId }),
      () => keep(new Date(Date.now() + 15 * day)),
    ];
    const states: string[] = [];
    for (const finish of end) {
      const { requestId } = await editRequest(olga(), { ...decide(row), ...change });
      const { termsDigest } = await rowOf(requestId);
      await finish(requestId, termsDigest);
      states.push((await rowOf(requestId)).state);
      expect(await connectionOf(row)).toMatchObject({
        state: "queued",
        cidrs: row.terms.cidrs,
        endedAt: null,
      });
    }
    expect(states).toEqual(["denied", "withdrawn", "expired"]);
  });

  test("changes what can be changed, and nothing beside it", async () => {
    const row = await approved();
    const { requestId } = await editRequest(olga(), {
      ...decide(row),
      ...change,
      vpcId: "vpc-99999999999999999",
      accountId: "999999999999",
      name: "another",
    });
    expect((await rowOf(requestId)).terms).toMatchObject({
      vpcId: row.terms.vpcId,
      accountId: row.terms.accountId,
      name: row.terms.name,
    });
  });

  test("a removal takes the change with it", async () => {
    const row = await approved();
    const { requestId } = await editRequest(olga(), { ...decide(row), ...change });
    await removeConnection(olga(), { id: row.subjectId });
    expect((await rowOf(requestId)).state).toBe("withdrawn");
    expect((await refusal(editRequest(olga(), { ...decide(row), ...change }))).message).toMatch(
      /being removed/,
    );
  });
});

describe("comments", () => {
  test("stand in order with the side that wrote them, and are told", async () => {
    const row = await ask();
    await commentOnRequest(olga(later(1)), { requestId: row.id, comment: " Which VPN?\r\nOurs? " });
    await commentOnRequest(ada(later(2)), { requestId: row.id, comment: "<b>Yours</b>" });
    expect((await getRequest(olga(), { requestId: row.id })).comments).toMatchObject([
      { personName: "Olga Operator", role: "operator", text: "Which VPN?\nOurs?" },
      { personName: "Ada Admin", role: "provider-admin", text: "<b>Yours</b>" },
    ]);
    expect((await told("request.commented")).map(({ facts }) => facts.byName)).toEqual([
      "Olga Operator",
      "Ada Admin",
    ]);
    const entries = await t.owner
      .select()
      .from(audit)
      .where(and(eq(audit.subjectId, row.id), eq(audit.verb, "requests.comment")));
    expect(entries.every(({ organizationId }) => organizationId === t.ids.acme)).toBe(true);
  });

  test("are for those who may, of what they may see, and not endless", async () => {
    const row = await ask();
    const comment = { requestId: row.id, comment: "x" };
    expect((await refusal(commentOnRequest(t.as("viewer", "acme"), comment))).code).toBe("forbidden");
    expect((await refusal(commentOnRequest(t.as("globex", "globex"), comment))).code).toBe("not-found");
    const long = { ...comment, comment: "x".repeat(longestComment + 1) };
    expect((await refusal(commentOnRequest(olga(), long))).details.fields?.comment).toHaveLength(1);
    expect((await refusal(commentOnRequest(olga(), { ...comment, comment: " " }))).code).toBe(
      "invalid-input",
    );
  });
});

describe("time", () => {
  test("is told once after three days and once on the last day; then it ends", async () => {
    const row = await ask({ at: start });
    expect((await rowOf(row.id)).expiresAt).toEqual(later(14 * day));
    const reminders = async () => (await told("request.waiting")).length - 1;
    const steps: [number, number][] = [
      [3 * day - 1, 0],
      [3 * day, 1],
      [5 * day, 1],
      [13 * day - 1, 1],
      [13 * day, 2],
      [14 * day - 1, 2],
    ];
    for (const [ms, expected] of steps) {
      await Promise.all([keep(later(ms)), keep(later(ms))]);
      expect([ms, await reminders()]).toEqual([ms, expected]);
    }
    expect((await rowOf(row.id)).state).toBe("waiting");
    await keep(later(14 * day));
    expect((await rowOf(row.id)).state).toBe("expired");
    expect(await connectionOf(row)).toMatchObject({
      state: "expired",
      endedAt: later(14 * day),
      ending: { as: "expired", reason: "undecided" },
    });
    expect(await told("request.expired")).toHaveLength(1);
    const view = await getConnection(olga(), { id: row.subjectId });
    expect(view.sentence).toMatch(/Nobody at the provider decided/);
    expect(view.timeline[0]).toMatchObject({ who: "Drawbridge", what: "Expired undecided" });
    expect((await refusal(approveRequest(ada(), decide(row)))).message).toMatch(/nobody decided it in time/);
    expect((await listRequests(ada(), { state: "expired" })).lines).toMatchObject([{ id: row.id }]);
  });

  test("raced by an approval: one of the two holds", async () => {
    const row = await ask({ at: start });
    const end = later(14 * day);
    const justBefore = later(14 * day - 1);
    await Promise.allSettled([keep(end), approveRequest(ada(justBefore), decide(row)), keep(end)]);
    const { state } = await rowOf(row.id);
    expect([
      ["approved", "queued"],
      ["expired", "expired"],
    ]).toContainEqual([state, (await connectionOf(row)).state]);
    expect((await told("request.expired")).length + (await told("request.approved")).length).toBe(1);
  });

  test("over is over, also while no worker runs: nobody decides, edits or withdraws it", async () => {
    const row = await ask({ at: start });
    const two = await ask({ at: start });
    await needTwo(two);
    await approveRequest(ben(later(13 * day)), decide(two));
    const end = later(14 * day);
    for (const late of [
      () => approveRequest(ada(end), decide(row)),
      () => approveRequest(ada(end), decide(two)),
      () => denyRequest(ada(end), { ...decide(row), note: "Too late." }),
      () => takeBackApproval(ben(end), { requestId: two.id }),
      () => editRequest(olga(end), { ...decide(row), cidrs: "10.248.0.0/16" }),
      () => withdrawRequest(olga(end), { requestId: row.id }),
    ]) {
      const { code, message } = await refusal(late());
      expect([code, message]).toEqual(["precondition", expect.stringMatching(/nobody decided it in time/)]);
    }
    expect(await approveRequest(ada(later(14 * day - 1)), decide(row))).toMatchObject({ state: "approved" });
  });
});

describe("several at once", () => {
  test("each is decided by itself and told by itself", async () => {
    const first = await ask();
    await approveRequest(ada(), decide(first));
    const [good, stale, withdrawn] = [await ask(), await ask(), await ask()];
    await editRequest(olga(), { ...decide(stale), cidrs: "10.249.0.0/16" });
    await withdrawRequest(olga(), { requestId: withdrawn.id });
    const name = (row: { terms: { name: string } }) => row.terms.name;
    const results = await approveSeveral(ada(), {
      requests: [good, stale, withdrawn].map(({ id, termsDigest }) => `${id}.${termsDigest}`),
      risk: "routine",
      note: "Known networks.",
    });
    expect(results.map(({ title, outcome }) => [title, outcome])).toEqual([
      [name(good), "approved"],
      [name(stale), "refused"],
      [name(withdrawn), "refused"],
    ]);
    expect(results[1]?.words).toMatch(/not what it was when you looked/);
    expect(results[2]?.words).toMatch(/withdrawn/);
    expect((await rowOf(stale.id)).state).toBe("waiting");
  });

  test("one that is of less risk by now, for the approval just before it, is approved as agreed", async () => {
    const rows = [await ask(), await ask()];
    const results = await approveSeveral(ada(), {
      requests: rows.map(({ id, termsDigest }) => `${id}.${termsDigest}`),
      risk: "notable",
      note: "",
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(["approved", "approved"]);
  });

  test("one that is of a graver risk by now is left out", async () => {
    const row = await ask();
    const [result] = await approveSeveral(ada(), {
      requests: [`${row.id}.${row.termsDigest}`],
      risk: "routine",
      note: "",
    });
    expect(result).toMatchObject({ outcome: "refused", words: expect.stringMatching(/notable by now/) });
  });

  test("what nobody chose is refused", async () => {
    const nothing = { requests: [], risk: "routine", note: "" };
    expect((await refusal(approveSeveral(ada(), nothing))).code).toBe("invalid-input");
    const [result] = await approveSeveral(ada(), { ...nothing, requests: [`${uuidv7()}.x`] });
    expect(result).toMatchObject({ outcome: "refused" });
  });
});

describe("the queue's filters", () => {
  test("narrow by kind, organization, risk, words and whom it waits for", async () => {
    const own = await ask();
    const theirs = await ask({ person: "globex" });
    const risky = await ask({ cidrs: "8.20.0.0/16" });
    const ids = async (filters: Parameters<typeof listRequests>[1]) =>
      (await listRequests(ada(), filters)).lines.map(({ id }) => id);
    expect(await ids({ kind: "exposure" })).toEqual([]);
    expect(await ids({ organization: "globex" })).toEqual([theirs.id]);
    expect(await ids({ risk: "risky" })).toEqual([risky.id]);
    expect(await ids({ search: own.terms.name })).toContain(own.id);
    expect(await ids({ search: "%" })).toEqual([]);
    expect(await ids({ sort: "newest" })).toEqual([risky.id, theirs.id, own.id]);
    await needTwo(own);
    await approveRequest(ada(), decide(own));
    expect(await ids({ second: "1" })).toEqual([own.id]);
    expect(await ids({ whose: "me" })).toEqual([theirs.id, risky.id]);
    const { counts } = await listRequests(ada(), {});
    expect(counts).toEqual({ waiting: 3, second: 1, mine: 2, delegated: 0 });
  });

  test("tell tenants of their own alone, and nothing of what approvers weigh", async () => {
    const own = await ask();
    await ask({ person: "globex" });
    const page = await listRequests(olga(), { organization: "acme" });
    expect(page.lines).toMatchObject([{ id: own.id, risk: null, checks: null, standsInFor: [] }]);
    expect(page.organizations).toEqual([]);
    expect((await listRequests(olga(), { organization: "globex" })).lines).toEqual([]);
    expect(await getRequest(olga(), { requestId: own.id })).toMatchObject({ risk: null, review: null });
  });
});

describe("while somebody is away", () => {
  const away = (from: string, until: string) => ({ delegateId: t.person("auditor"), from, until });

  test("what waits for them goes to a colleague, who never counts for two", async () => {
    const row = await ask({ at: start });
    await needTwo(row);
    await setDelegation(ada(start), away("2026-11-01", "2026-11-08"));
    const during = later(day);
    expect((await listRequests(ben(during), { whose: "delegated" })).lines).toMatchObject([
      { id: row.id, standsInFor: [{ name: "Ada Admin", until: "2026-11-08T00:00:00.000Z" }] },
    ]);
    await approveRequest(ben(during), decide(row));
    expect((await refusal(approveRequest(ben(during), decide(row)))).code).toBe("precondition");
    expect((await rowOf(row.id)).state).toBe("waiting");
    // Over by itself.
    const afterwards = later(10 * day);
    expect((await listRequests(ben(afterwards), { whose: "delegated" })).lines).toEqual([]);
    const { lines } = await listRequests(ben(afterwards), {});
    expect(lines).toMatchObject([{ standsInFor: [] }]);
  });

  test("what the colleague may not decide does not wait for them, nor does anything for an auditor", async () => {
    const [row, own] = [await ask({ at: start }), await ask({ at: start })];
    await t.owner
      .update(requests)
      .set({ requestedBy: t.person("auditor") })
      .where(eq(requests.id, own.id));
    await setDelegation(ada(start), away("2026-11-01", "2026-11-08"));
    const during = later(day);
    const { lines, counts } = await listRequests(ben(during), { whose: "delegated" });
    expect([lines.map(({ id }) => id), counts.delegated]).toEqual([[row.id], 1]);
    await t.owner
      .update(memberships)
      .set({ role: "provider-auditor" })
      .where(eq(memberships.personId, t.person("auditor")));
    const mine = await listRequests(ben(during), { whose: "me" });
    expect(mine).toMatchObject({ lines: [], counts: { waiting: 2, mine: 0, delegated: 0 } });
    await t.owner
      .update(memberships)
      .set({ role: "provider-admin" })
      .where(eq(memberships.personId, t.person("auditor")));
  });

  test("it ends by hand, is recorded, and is one's own alone", async () => {
    const { delegationId } = await setDelegation(ada(start), away("2026-11-02", "2026-11-08"));
    expect((await listDelegations(ben(start), {})).delegations).toMatchObject([
      { person: "Ada Admin", holds: false, own: false },
    ]);
    expect((await refusal(endDelegation(ben(start), { id: delegationId }))).code).toBe("not-found");
    await endDelegation(ada(start), { id: delegationId });
    expect((await listDelegations(ada(start), {})).delegations).toEqual([]);
    const verbs = await t.owner
      .select({ verb: audit.verb })
      .from(audit)
      .where(sql`${audit.verb} like 'delegations.%' and ${audit.outcome} = 'done'`);
    expect(verbs.map(({ verb }) => verb)).toContain("delegations.end");
  });

  test("only a provider admin is named, for a time that makes sense, and not in a circle", async () => {
    const wrong = { ...away("2026-11-02", "2026-11-08"), delegateId: t.person("operator") };
    expect((await refusal(setDelegation(ada(start), wrong))).details.fields?.delegateId).toHaveLength(1);
    const backwards = away("2026-11-08", "2026-11-02");
    expect((await refusal(setDelegation(ada(start), backwards))).message).toMatch(/before you leave/);
    await setDelegation(ada(start), away("2026-11-02", "2026-11-08"));
    expect((await refusal(setDelegation(ada(start), away("2026-11-05", "2026-11-09")))).message).toMatch(
      /away at that time already/,
    );
    const back = { ...away("2026-11-03", "2026-11-04"), delegateId: t.person("admin") };
    expect((await refusal(setDelegation(ben(start), back))).message).toMatch(/Ada Admin is away/);
    expect((await refusal(setDelegation(olga(start), back))).code).toBe("forbidden");
    expect((await refusal(listDelegations(olga(start), {}))).code).toBe("not-found");
  });

  test("two who name each other at the same moment: one winner, and no circle", async () => {
    for (const from of ["2026-11-02", "2026-11-12", "2026-11-22"]) {
      const until = from.replace("2026-11-", "2026-12-");
      const outcomes = await Promise.allSettled([
        setDelegation(ada(start), { delegateId: t.person("auditor"), from, until }),
        setDelegation(ben(start), { delegateId: t.person("admin"), from, until }),
      ]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      await t.owner.delete(delegations);
    }
  });
});
