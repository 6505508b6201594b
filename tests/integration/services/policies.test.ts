import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { withReach } from "@/lib/db/reach";
import { audit } from "@/lib/db/schema/audit";
import { connections } from "@/lib/db/schema/connections";
import { notices } from "@/lib/db/schema/notices";
import { places } from "@/lib/db/schema/places";
import { policies, policyVersions } from "@/lib/db/schema/policies";
import { requests } from "@/lib/db/schema/requests";
import { getAuditEntry } from "@/lib/services/audit/get-audit-entry";
import { getConnection } from "@/lib/services/connections/get-connection";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { changePolicy } from "@/lib/services/policies/change-policy";
import { createPolicy } from "@/lib/services/policies/create-policy";
import { deletePolicy } from "@/lib/services/policies/delete-policy";
import { explainRequest } from "@/lib/services/policies/explain-request";
import { getPolicy } from "@/lib/services/policies/get-policy";
import { listPolicies } from "@/lib/services/policies/list-policies";
import { listPolicyChoices } from "@/lib/services/policies/list-policy-choices";
import { movePolicy } from "@/lib/services/policies/move-policy";
import { switchPolicy } from "@/lib/services/policies/switch-policy";
import { tryPolicy } from "@/lib/services/policies/try-policy";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";

const t = provideTenancy();

beforeEach(async () => {
  await t.owner.delete(requests);
  await t.owner.delete(connections);
  await t.owner.delete(notices);
  await t.owner.delete(policyVersions);
  await t.owner.delete(policies);
});

const admin = () => t.as("admin", null);
const accountId = "123456789012";

type Rule = Parameters<typeof createPolicy>[1];
async function write(rule: Partial<Rule> & { name: string }, on = true): Promise<string> {
  const { policyId } = await createPolicy(admin(), {
    effect: "approve",
    accountIds: [accountId],
    words: "",
    ...rule,
  } as Rule);
  if (on) await switchPolicy(admin(), { policyId, version: 1, on: true });
  return policyId;
}

let made = 0;
async function ask(change: Partial<Parameters<typeof requestConnection>[1]> = {}) {
  made += 1;
  const asked = await requestConnection(t.as("operator", "acme"), {
    clusterId: t.clusters.orders,
    accountId,
    vpcId: `vpc-${made.toString(16).padStart(17, "0")}`,
    cidrs: `10.${20 + (made % 200)}.0.0/16`,
    region: "eu-central-1",
    dnsResolution: false,
    name: `database ${made}`,
    reason: "For the orders.",
    ...change,
  });
  const [request] = await t.owner.select().from(requests).where(eq(requests.id, asked.requestId));
  const [connection] = await t.owner.select().from(connections).where(eq(connections.id, asked.connectionId));
  if (!request || !connection) throw new Error("what was asked for is not there");
  return { ...asked, request, connection };
}
const auditOf = (subjectId: string) =>
  t.owner.select().from(audit).where(eq(audit.subjectId, subjectId)).orderBy(audit.seq);
const seen = (id: string) => getConnection(t.as("operator", "acme"), { id });

describe("a request that rules judge", () => {
  test("is approved at once: queued, its place woken, and the rule named with its version everywhere", async () => {
    const policyId = await write({ name: "Partner accounts", words: "Partners are known." });
    const [before] = await t.owner.select().from(places).where(eq(places.id, t.ids.place));
    const { request, connection, connectionId, outcome } = await ask();
    const [after] = await t.owner.select().from(places).where(eq(places.id, t.ids.place));

    expect(outcome).toBe("approved");
    expect(request).toMatchObject({
      state: "approved",
      decidedBy: null,
      policyId,
      policyVersion: 1,
      note: "Partners are known.",
    });
    expect(request.decidedAt).not.toBeNull();
    expect(connection).toMatchObject({ state: "queued" });
    expect(connection.approvedAt).not.toBeNull();
    expect(after?.wakeSeq).toBeGreaterThan(before?.wakeSeq ?? 0);

    const acts = await auditOf(connectionId);
    expect(
      acts.map(({ verb, personId, personName, role }) => ({ verb, personId, personName, role })),
    ).toEqual([
      {
        verb: "connections.request",
        personId: t.person("operator"),
        personName: "Olga Operator",
        role: "operator",
      },
      {
        verb: "requests.approve",
        personId: null,
        personName: "Policy Partner accounts, version 1",
        role: null,
      },
    ]);
    expect(acts[1]?.facts).toMatchObject({ policyId, policyVersion: 1, after: { request: "approved" } });
    const entry = await getAuditEntry(admin(), { organization: "acme", seq: String(acts[1]?.seq) });
    expect(entry).toMatchObject({ who: "Policy Partner accounts, version 1", chain: { fits: true } });

    const view = await seen(connectionId);
    expect(view.request).toMatchObject({
      decidedBy: "Policy Partner accounts, version 1",
      policy: { name: "Partner accounts", version: 1, part: "approved", words: "Partners are known." },
    });
    expect(view.timeline).toContainEqual(
      expect.objectContaining({ who: "Policy Partner accounts, version 1", what: "Approved the request" }),
    );
    const told = await t.owner.select().from(notices).where(eq(notices.kind, "request.approved"));
    expect(told).toHaveLength(1);
    expect(JSON.stringify([view.request, told[0]?.facts])).not.toContain("accountIds");
  });

  test("is refused with the rule's words, and its values can be used again", async () => {
    const policyId = await write({
      name: "No test ranges",
      effect: "refuse",
      accountIds: [],
      cidrsOverlapping: ["10.0.0.0/8"],
      words: "Use 172.16.0.0/12 instead.",
    });
    const { request, connection, connectionId, outcome } = await ask();
    expect(outcome).toBe("denied");
    expect(request).toMatchObject({ state: "denied", decidedBy: null, policyId, policyVersion: 1 });
    expect(connection).toMatchObject({ state: "denied" });
    expect(connection.endedAt).not.toBeNull();
    const view = await seen(connectionId);
    expect(view.sentence).toBe("Policy No test ranges, version 1, refuses this: Use 172.16.0.0/12 instead.");
    expect(view.next.text).toContain("Request again");
    expect(view.can.requestAgain.ok).toBe(true);
    expect((await auditOf(connectionId)).at(-1)).toMatchObject({
      verb: "requests.deny",
      personName: "Policy No test ranges, version 1",
    });
  });

  test("waits for two people where a rule asks for them, and says which", async () => {
    const policyId = await write({ name: "Big blocks", effect: "two-approvers", words: "They are big." });
    const { request, connection, connectionId, outcome } = await ask();
    expect(outcome).toBe("waiting");
    expect(request).toMatchObject({ state: "waiting", approvalsNeeded: 2, policyId, policyVersion: 1 });
    expect(connection.state).toBe("awaiting-approval");
    expect((await seen(connectionId)).sentence).toBe(
      "This request waits for two approvals: Policy Big blocks, version 1, asks for two people. They are big.",
    );
  });

  test("waits for one person where no rule that is on matches", async () => {
    await write({ name: "Others", accountIds: ["999999999999"] });
    await write({ name: "Off" }, false);
    const { request } = await ask();
    expect(request).toMatchObject({
      state: "waiting",
      approvalsNeeded: 1,
      policyId: null,
      policyVersion: null,
    });
  });

  test("a refusal wins over an approval that stands before it", async () => {
    await write({ name: "Approves" });
    const refusing = await write({ name: "Refuses", effect: "refuse", words: "Not now." });
    expect((await ask()).request).toMatchObject({ state: "denied", policyId: refusing });
  });

  test("keeps waiting where the checks at approval refuse it, and says why", async () => {
    await write({ name: "Partner accounts" });
    const asked = await ask({ region: "eu-west-1", dnsResolution: false });
    expect(asked.outcome).toBe("approved");
    // The world turns between the form's checks and the decision: another holds the block by then.
    await t.owner.execute(sql`
      create function test_hold_the_block() returns trigger language plpgsql as $$
      begin
        update vpcs set inventory = jsonb_set(inventory, '{cidrBlocks}', inventory -> 'cidrBlocks' || '["10.250.0.0/16"]')
        where vpc_id = 'vpc-0a00000000000000a';
        return new;
      end $$`);
    await t.owner.execute(sql`alter function test_hold_the_block() security definer`);
    await t.owner.execute(sql`
      create trigger test_hold_the_block after insert on requests for each row execute function test_hold_the_block()`);
    try {
      const { request, connection, connectionId, outcome } = await ask({ cidrs: "10.250.0.0/16" });
      expect(outcome).toBe("waiting");
      expect(request).toMatchObject({ state: "waiting", approvalsNeeded: 1, policyVersion: 1 });
      expect(connection.state).toBe("awaiting-approval");
      expect(request.note).toMatch(
        /^Policy Partner accounts, version 1, would approve this, but the checks refuse it/,
      );
      expect((await seen(connectionId)).sentence).toContain(request.note ?? "no note");
      expect((await auditOf(connectionId)).at(-1)?.verb).toBe("requests.leave-to-person");
    } finally {
      await t.owner.execute(sql`drop trigger test_hold_the_block on requests`);
      await t.owner.execute(sql`drop function test_hold_the_block()`);
    }
  });
});

describe("versions", () => {
  test("a change makes a new one; decisions keep naming the one that made them", async () => {
    const policyId = await write({ name: "Partner accounts" });
    const first = await ask();
    await changePolicy(admin(), {
      policyId,
      version: 1,
      name: "Partners",
      effect: "approve",
      words: "",
      accountIds: [accountId, "999999999999"],
    });
    const second = await ask();
    expect(second.request).toMatchObject({ policyId, policyVersion: 2 });
    expect((await seen(first.connectionId)).request?.decidedBy).toBe("Policy Partner accounts, version 1");
    expect((await seen(second.connectionId)).request?.decidedBy).toBe("Policy Partners, version 2");

    const detail = await getPolicy(t.as("auditor", null), { policyId });
    expect(detail).toMatchObject({ version: 2, decided: 2, manage: { ok: false } });
    expect(detail.versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(detail.versions[0]?.changes.map(({ what }) => what)).toEqual(["Name", "Rule"]);
    const [changed] = (await auditOf(policyId)).slice(-1);
    expect(changed?.facts).toMatchObject({
      before: { name: "Partner accounts", accountIds: [accountId], version: 1 },
      after: { name: "Partners", version: 2 },
    });
  });

  test("of two who change one rule at once the later is told", async () => {
    const policyId = await write({ name: "Partner accounts" });
    const change = (words: string) =>
      changePolicy(admin(), {
        policyId,
        version: 1,
        name: "Partner accounts",
        effect: "approve",
        words,
        accountIds: [accountId],
      });
    const results = await Promise.allSettled([change("one"), change("two"), change("three")]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "stale" });
    }
    expect(await t.owner.select().from(policyVersions)).toHaveLength(2);
  });

  test("nothing new is no version, and another's name is refused beside its field", async () => {
    const policyId = await write({ name: "Partner accounts" });
    await write({ name: "Others" }, false);
    const same = {
      policyId,
      version: 1,
      effect: "approve",
      words: "",
      accountIds: [accountId],
    } satisfies Partial<Rule> & { policyId: string; version: number };
    expect((await refusal(changePolicy(admin(), { ...same, name: "Partner accounts" }))).code).toBe(
      "precondition",
    );
    const taken = await refusal(changePolicy(admin(), { ...same, name: "OTHERS" }));
    expect(taken).toMatchObject({ code: "conflict", details: { fields: { name: [expect.any(String)] } } });
  });

  test("a deleted one decides nothing, is still read, and its name is free", async () => {
    const policyId = await write({ name: "Partner accounts" });
    const { connectionId } = await ask();
    await deletePolicy(admin(), { policyId, version: 1 });
    expect((await ask()).request.state).toBe("waiting");
    expect((await getPolicy(admin(), { policyId })).deletedAt).not.toBeNull();
    expect((await seen(connectionId)).request?.decidedBy).toBe("Policy Partner accounts, version 1");
    await write({ name: "Partner accounts" });
    expect((await listPolicies(admin(), {})).lines.map(({ name }) => name)).toEqual(["Partner accounts"]);
    const gone = { policyId, version: 1 };
    expect((await refusal(switchPolicy(admin(), { ...gone, on: true }))).code).toBe("stale");
  });

  test("a rule that is switched off while a request is judged is named as it was then, or not at all", async () => {
    const policyId = await write({ name: "Partner accounts" });
    for (let round = 0; round < 5; round += 1) {
      const [asked] = await Promise.all([ask(), switchPolicy(admin(), { policyId, version: 1, on: false })]);
      const named = [asked.request.state, asked.request.policyVersion];
      expect([
        ["approved", 1],
        ["waiting", null],
      ]).toContainEqual(named);
      expect(asked.connection.state).toBe(
        asked.request.state === "approved" ? "queued" : "awaiting-approval",
      );
      await switchPolicy(admin(), { policyId, version: 1, on: true });
    }
  });

  test("rules change places", async () => {
    const one = await write({ name: "One" });
    const two = await write({ name: "Two" });
    expect((await ask()).request.policyId).toBe(one);
    await movePolicy(admin(), { policyId: two, direction: "up" });
    expect((await ask()).request.policyId).toBe(two);
    expect((await refusal(movePolicy(admin(), { policyId: two, direction: "up" }))).code).toBe(
      "precondition",
    );
  });
});

describe("who may", () => {
  test("auditors read and change nothing; tenants do neither", async () => {
    const policyId = await write({ name: "Partner accounts" });
    const rule = { name: "Mine", effect: "approve", accountIds: [accountId] } as Rule;
    for (const person of ["auditor", "operator", "viewer"] as const) {
      const context = t.as(person, person === "auditor" ? null : "acme");
      expect((await refusal(createPolicy(context, rule))).code).toBe("forbidden");
      expect((await refusal(switchPolicy(context, { policyId, version: 1, on: false }))).code).toBe(
        "forbidden",
      );
    }
    expect((await listPolicies(t.as("auditor", null), {})).lines).toHaveLength(1);
    for (const read of [listPolicies, listPolicyChoices] as const) {
      expect((await refusal(read(t.as("operator", "acme"), {}))).code).toBe("forbidden");
    }
  });

  test("a tenant's own transaction reads no rules, and of versions those that decided something of theirs", async () => {
    const policyId = await write({ name: "Partner accounts" });
    await write({ name: "Secret", accountIds: ["999999999999"] });
    const look = (organization: "acme" | "globex") =>
      withReach(t.web, { organizationIds: [t.ids[organization]], personId: null }, async (tx) => ({
        rules: await tx.select().from(policies),
        versions: (await tx.select().from(policyVersions)).map((row) => row.policyId),
      }));
    expect(await look("acme")).toEqual({ rules: [], versions: [] });
    await ask();
    expect(await look("acme")).toEqual({ rules: [], versions: [policyId] });
    expect(await look("globex")).toEqual({ rules: [], versions: [] });
    const reach = { organizationIds: [t.ids.acme], personId: null };
    await expect(
      withReach(t.web, reach, (tx) => tx.update(policyVersions).set({ name: "Mine" })),
    ).rejects.toThrow();
    await expect(
      withReach(t.web, { organizationIds: "*", personId: null }, (tx) => tx.delete(policyVersions)),
    ).rejects.toThrow();
  });
});

describe("the dry run", () => {
  test("says what a rule, saved or not, would do to past requests, and where that differs", async () => {
    const partner = await ask();
    const stranger = await ask({ accountId: "999999999999" });
    await t.owner
      .update(requests)
      .set({ state: "denied", decidedBy: t.person("admin"), decidedAt: new Date(), note: "No." })
      .where(eq(requests.id, partner.requestId));
    const rule: Rule = { name: "Partner accounts", effect: "approve", words: "", accountIds: [accountId] };
    const run = await tryPolicy(t.as("auditor", null), rule);
    expect(run).toMatchObject({
      tried: 2,
      approves: 1,
      refuses: 0,
      asksForTwo: 0,
      differences: 1,
      contradictions: 1,
    });
    expect(run.lines[1]).toMatchObject({
      requestId: partner.requestId,
      was: { sentence: "Denied by Ada Admin" },
      would: { outcome: "approve", sentence: "Approved by this rule", byThis: true },
      contradicts: true,
    });
    expect(run.lines[0]).toMatchObject({
      requestId: stranger.requestId,
      differs: false,
      why: [`The AWS account is 999999999999, not ${accountId}.`],
    });
    const only = await tryPolicy(admin(), { ...rule, only: "differences" });
    expect(only.lines.map(({ requestId }) => requestId)).toEqual([partner.requestId]);
    expect(await t.owner.select().from(policies)).toEqual([]);
  });

  test("runs what was edited in place of what is in force, beside the other rules", async () => {
    await write({ name: "Refuses", effect: "refuse", words: "No.", accountIds: ["999999999999"] });
    const policyId = await write({ name: "Approves" });
    await ask();
    await ask({ accountId: "999999999999" });
    const run = await tryPolicy(admin(), {
      policyId,
      name: "Approves",
      effect: "two-approvers",
      words: "",
      accountIds: [accountId, "999999999999"],
    });
    expect(run).toMatchObject({ approves: 0, refuses: 0, asksForTwo: 1, differences: 1 });
    expect(run.lines[0]?.would.sentence).toBe("Refused by Policy Refuses, version 1");
  });

  test("says which organizations and clusters no longer exist", async () => {
    const gone = randomUUID();
    const run = await tryPolicy(admin(), {
      name: "Gone",
      effect: "refuse",
      words: "No.",
      organizationIds: [gone, t.ids.acme],
    });
    expect(run.missing).toEqual([`Organization ${gone} no longer exists: the rule never meets it.`]);
  });

  test("why rules match a request or not is told condition by condition", async () => {
    await write({ name: "Others", accountIds: ["999999999999"] });
    const { requestId } = await ask();
    expect(await explainRequest(admin(), { requestId })).toMatchObject({
      outcome: "person",
      sentence: "One person decides",
      trace: [
        {
          name: "Others",
          matched: false,
          conditions: [{ holds: false, sentence: expect.stringContaining(accountId) }],
        },
      ],
    });
  });
});
