import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { withReach } from "@/lib/db/reach";
import { audit } from "@/lib/db/schema/audit";
import { vpcs } from "@/lib/db/schema/clusters";
import { connections } from "@/lib/db/schema/connections";
import { memberships } from "@/lib/db/schema/people";
import { places } from "@/lib/db/schema/places";
import { requestApprovals, requestComments, requests } from "@/lib/db/schema/requests";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { denyRequest } from "@/lib/services/requests/deny-request";
import { digestTerms } from "@/lib/services/requests/digest-terms";
import { getRequest } from "@/lib/services/requests/get-request";
import { listRequests } from "@/lib/services/requests/list-requests";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";
import { clusterVpcs, foundTables, type PersonKey } from "../support/tenancy";

const t = provideTenancy();

beforeEach(async () => {
  await t.owner.delete(requestApprovals);
  await t.owner.delete(requestComments);
  await t.owner.delete(requests);
  await t.owner.delete(connections);
});

let made = 0;
async function ask(person: PersonKey = "operator", at?: Date) {
  made += 1;
  const acme = person === "operator";
  const asked = await requestConnection(t.as(person, acme ? "acme" : "globex", at), {
    clusterId: acme ? t.clusters.orders : t.clusters.globexShop,
    accountId: "123456789012",
    vpcId: `vpc-${made.toString(16).padStart(17, "0")}`,
    cidrs: `10.${20 + (made % 200)}.0.0/16`,
    region: "eu-central-1",
    dnsResolution: true,
    name: `database ${made}`,
    reason: "For the orders.",
  });
  const [row] = await t.owner.select().from(requests).where(eq(requests.id, asked.requestId));
  if (row?.terms.kind !== "connection") throw new Error("the request is not there");
  return { ...row, terms: row.terms };
}
async function connectionReview(requestId: string) {
  const { review } = await getRequest(admin(), { requestId });
  if (review?.kind !== "connection") throw new Error("there is no review");
  return review;
}
const admin = (at?: Date) => t.as("admin", null, at);
const decide = (row: { id: string; termsDigest: string }) => ({
  requestId: row.id,
  termsDigest: row.termsDigest,
});
async function connectionOf(row: { subjectId: string }) {
  const [found] = await t.owner.select().from(connections).where(eq(connections.id, row.subjectId));
  if (!found) throw new Error("the connection is not there");
  return found;
}

describe("approving", () => {
  test("queues the connection, wakes its place in full, and says who and when", async () => {
    const row = await ask();
    const [before] = await t.owner.select().from(places).where(eq(places.id, t.ids.place));
    const now = new Date("2026-11-21T12:00:00.000Z");
    await approveRequest(admin(now), { ...decide(row), note: " Seen with the network team. " });

    const decided = await getRequest(admin(now), { requestId: row.id });
    expect(decided).toMatchObject({
      state: "approved",
      decidedBy: "Ada Admin",
      decidedAt: now.toISOString(),
      note: "Seen with the network team.",
      review: null,
    });
    expect(await connectionOf(row)).toMatchObject({ state: "queued", approvedAt: now, stateSince: now });
    const [after] = await t.owner.select().from(places).where(eq(places.id, t.ids.place));
    expect(after?.wakeSeq).toBe((before?.wakeSeq ?? 0) + 1);
  });

  test("is recorded in the tenant's chain, about the connection", async () => {
    const row = await ask();
    await approveRequest(admin(), decide(row));
    const entries = await t.owner.select().from(audit).where(eq(audit.subjectId, row.subjectId));
    expect(entries.at(-1)).toMatchObject({
      organizationId: t.ids.acme,
      verb: "requests.approve",
      personName: "Ada Admin",
      facts: { requestId: row.id, termsDigest: row.termsDigest },
    });
  });

  test("of two at the same moment one decides, the other is told", async () => {
    const row = await ask();
    const outcomes = await Promise.allSettled([
      approveRequest(admin(), decide(row)),
      denyRequest(admin(), { ...decide(row), note: "No." }),
      approveRequest(admin(), decide(row)),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "precondition" });
    }
    const decisions = await t.owner
      .select()
      .from(audit)
      .where(
        sql`${audit.subjectId} = ${row.subjectId} and ${audit.verb} in ('requests.approve', 'requests.deny')`,
      );
    expect(decisions.filter(({ outcome }) => outcome === "done")).toHaveLength(1);
  });

  test("raced by a withdrawal: the row and its connection end the same way", async () => {
    const row = await ask();
    await Promise.allSettled([
      withdrawRequest(t.as("operator", "acme"), { requestId: row.id }),
      approveRequest(admin(), decide(row)),
    ]);
    const [after] = await t.owner.select().from(requests).where(eq(requests.id, row.id));
    const { state } = await connectionOf(row);
    expect([
      ["approved", "queued"],
      ["withdrawn", "withdrawn"],
    ]).toContainEqual([after?.state, state]);
  });

  test("refuses other terms than those that were shown", async () => {
    const row = await ask();
    const error = await refusal(
      approveRequest(admin(), {
        ...decide(row),
        termsDigest: digestTerms({ ...row.terms, cidrs: ["10.0.0.0/8"] }),
      }),
    );
    expect(error.code).toBe("stale");
    expect((await connectionOf(row)).state).toBe("awaiting-approval");
  });

  test("refuses terms that were changed behind the digest", async () => {
    const row = await ask();
    await t.owner
      .update(requests)
      .set({ terms: { ...row.terms, accountId: "999999999999" } })
      .where(eq(requests.id, row.id));
    expect((await refusal(approveRequest(admin(), decide(row)))).code).toBe("stale");
  });

  test("refuses what the checks refuse by now, and names it", async () => {
    const row = await ask();
    const [cidr] = row.terms.cidrs;
    const tables = foundTables(clusterVpcs.orders, "10.0.0.0/16", [
      {
        destination: cidr as string,
        target: { kind: "other", id: "tgw-0123456789abcdef0" },
        state: "active",
        origin: "CreateRoute",
      },
    ]);
    const key = eq(vpcs.vpcId, clusterVpcs.orders);
    const [before] = await t.owner.select().from(vpcs).where(key);
    await t.owner.update(vpcs).set({ routeTables: tables }).where(key);
    try {
      const shown = await connectionReview(row.id);
      expect(shown.findings.map(({ code }) => code)).toContain("overlap-route");
      const error = await refusal(approveRequest(admin(), decide(row)));
      expect(error.code).toBe("precondition");
      expect(error.message).toContain("tgw-0123456789abcdef0");
    } finally {
      await t.owner.update(vpcs).set({ routeTables: before?.routeTables }).where(key);
    }
  });

  test("a request does not stand in its own way", async () => {
    const row = await ask();
    const shown = await connectionReview(row.id);
    expect(shown.findings.filter(({ level }) => level === "refuse")).toEqual([]);
    expect(shown.consequences.routes).toMatchObject([
      { tableName: "private", destinations: row.terms.cidrs },
      { tableName: "main", destinations: row.terms.cidrs },
    ]);
    expect(shown.consequences.calls.map(({ action, count }) => [action, count])).toEqual([
      ["ec2:CreateVpcPeeringConnection", 1],
      ["ec2:CreateRoute", 2],
      ["ec2:ModifyVpcPeeringConnectionOptions", 1],
    ]);
  });
});

describe("nobody decides their own", () => {
  async function ownRequest() {
    const row = await ask();
    await t.owner
      .update(requests)
      .set({ requestedBy: t.person("admin") })
      .where(eq(requests.id, row.id));
    return row;
  }

  test("the page says so, the verb refuses, the denial is recorded", async () => {
    const row = await ownRequest();
    expect((await getRequest(admin(), { requestId: row.id })).decide).toMatchObject({
      ok: false,
      kind: "right",
    });
    const error = await refusal(approveRequest(admin(), decide(row)));
    expect(error.code).toBe("forbidden");
    expect(error.message).toMatch(/yourself/);
    const denials = await t.owner.select().from(audit).where(eq(audit.subjectId, row.id));
    expect(denials).toMatchObject([{ verb: "requests.approve", outcome: "denied" }]);
  });

  test("the database refuses too", async () => {
    const row = await ownRequest();
    const forced = t.owner
      .update(requests)
      .set({ state: "approved", decidedBy: t.person("admin"), decidedAt: new Date() })
      .where(eq(requests.id, row.id));
    await expect(forced).rejects.toMatchObject({ cause: { constraint: "requests_second_person" } });
  });

  test("nor may a person who became admin afterwards", async () => {
    const row = await ask();
    await t.owner
      .insert(memberships)
      .values({ organizationId: t.ids.provider, personId: t.person("operator"), role: "provider-admin" });
    try {
      expect((await refusal(approveRequest(t.as("operator", null), decide(row)))).code).toBe("forbidden");
    } finally {
      await t.owner
        .delete(memberships)
        .where(sql`person_id = ${t.person("operator")} and organization_id = ${t.ids.provider}`);
    }
  });
});

describe("denying", () => {
  test("needs a note", async () => {
    const row = await ask();
    const error = await refusal(denyRequest(admin(), { ...decide(row), note: "  " }));
    expect(error.details.fields?.note).toEqual([
      "Say why, so that the people who asked know what to change.",
    ]);
  });

  test("ends the connection, which never reached AWS", async () => {
    const row = await ask();
    const now = new Date("2026-11-21T12:00:00.000Z");
    await denyRequest(admin(now), { ...decide(row), note: "Use the other VPC." });
    expect(await connectionOf(row)).toMatchObject({ state: "denied", endedAt: now, sentAt: null });
  });
});

describe("withdrawing", () => {
  test("ends the connection here; nothing is left to decide", async () => {
    const row = await ask();
    await withdrawRequest(t.as("operator", "acme"), { requestId: row.id });
    expect(await connectionOf(row)).toMatchObject({
      state: "withdrawn",
      ending: { as: "withdrawn", reason: "withdrawn-here" },
    });
    expect((await refusal(approveRequest(admin(), decide(row)))).message).toMatch(/withdrawn/);
  });

  test("is not possible once decided", async () => {
    const row = await ask();
    await approveRequest(admin(), decide(row));
    const error = await refusal(withdrawRequest(t.as("operator", "acme"), { requestId: row.id }));
    expect(error).toMatchObject({
      code: "precondition",
      details: { next: "Remove the connection instead." },
    });
  });
});

describe("who may", () => {
  test("read but not decide: the auditor; neither: tenants", async () => {
    const row = await ask();
    const auditor = t.as("auditor", null);
    expect((await getRequest(auditor, { requestId: row.id })).decide).toMatchObject({
      ok: false,
      kind: "right",
    });
    expect((await refusal(approveRequest(auditor, decide(row)))).code).toBe("forbidden");
    expect((await refusal(approveRequest(t.as("operator", "acme"), decide(row)))).code).toBe("forbidden");
    expect((await refusal(approveRequest(t.as("operator", null), decide(row)))).code).toBe("not-found");
  });

  test("a tenant sees none of another's, and cannot tell them from missing ones", async () => {
    const theirs = await ask("operator");
    const own = await ask("globex");
    const globex = t.as("globex", "globex");
    expect((await listRequests(globex, {})).lines.map(({ id }) => id)).toEqual([own.id]);
    const foreign = await refusal(getRequest(globex, { requestId: theirs.id }));
    const missing = await refusal(getRequest(globex, { requestId: t.ids.place }));
    expect([foreign.code, foreign.message]).toEqual([missing.code, missing.message]);
    const withdrawn = await refusal(withdrawRequest(globex, { requestId: theirs.id }));
    expect(withdrawn.code).toBe("not-found");
    expect((await connectionOf(theirs)).state).toBe("awaiting-approval");
  });

  test("row-level security hides them even from a query without a scope", async () => {
    await ask("operator");
    const own = await ask("globex");
    const reach = { organizationIds: [t.ids.globex], personId: t.person("globex") };
    const seen = await withReach(t.web, reach, (tx) => tx.select().from(requests));
    expect(seen.map(({ id }) => id)).toEqual([own.id]);
    const changed = await withReach(t.web, reach, (tx) =>
      tx.update(requests).set({ reason: "changed" }).returning({ id: requests.id }),
    );
    expect(changed).toEqual([{ id: own.id }]);
  });
});

describe("the queue", () => {
  test("shows the one that waits longest first, with what approval causes and what the checks say", async () => {
    const older = await ask("globex", new Date("2026-11-20T00:00:00Z"));
    const newer = await ask("operator", new Date("2026-11-21T00:00:00Z"));
    const page = await listRequests(admin(), {});
    expect(page).toMatchObject({ filters: { state: "waiting" }, counts: { waiting: 2 }, next: null });
    expect(page.lines.map(({ id }) => id)).toEqual([older.id, newer.id]);
    expect(page.lines[1]).toMatchObject({
      organization: { slug: "acme" },
      requestedBy: "Olga Operator",
      causes: "4 calls: 2 routes in 2 tables",
      checks: { refusals: 0 },
    });
  });

  test("pages without losing or repeating any, also where times are equal", async () => {
    const at = new Date("2026-11-20T00:00:00Z");
    const asked: string[] = [];
    for (let n = 0; n < 28; n += 1) asked.push((await ask("operator", at)).id);
    const first = await listRequests(admin(), {});
    expect(first.lines).toHaveLength(25);
    const second = await listRequests(admin(), { after: first.next ?? "" });
    expect(second.next).toBeNull();
    expect([...first.lines, ...second.lines].map(({ id }) => id).sort()).toEqual([...asked].sort());
  });

  test("keeps decisions apart, newest first", async () => {
    const waiting = await ask();
    const decided = await ask();
    await approveRequest(admin(), decide(decided));
    expect((await listRequests(admin(), {})).lines.map(({ id }) => id)).toEqual([waiting.id]);
    expect((await listRequests(admin(), { state: "decided" })).lines).toMatchObject([
      { id: decided.id, state: "approved", decidedBy: "Ada Admin", checks: null },
    ]);
  });

  test("an address that was edited is refused, not answered with the first page", async () => {
    expect((await refusal(listRequests(admin(), { after: "yesterday" }))).code).toBe("invalid-input");
  });
});
