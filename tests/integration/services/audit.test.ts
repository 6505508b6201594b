import { and, eq, type SQL, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { verifyChain } from "@/lib/db/audit-chain";
import { withReach } from "@/lib/db/reach";
import { audit, auditHeads } from "@/lib/db/schema/audit";
import { listAudit } from "@/lib/services/audit/list-audit";
import { verifyAuditChain } from "@/lib/services/audit/verify-audit-chain";
import { holdCluster, releaseCluster } from "@/lib/services/clusters/hold-cluster";
import { createOrganization } from "@/lib/services/organizations/create-organization";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";

const t = provideTenancy();

const admin = () => t.as("admin", null);

/** As somebody would who holds the database itself: the guard is switched off. */
async function tamper(
  work: (tx: Parameters<Parameters<typeof t.owner.transaction>[0]>[0]) => Promise<unknown>,
) {
  await t.owner.transaction(async (tx) => {
    await tx.execute(sql`alter table audit disable trigger audit_append_only`);
    await work(tx);
    await tx.execute(sql`alter table audit enable trigger audit_append_only`);
  });
}

describe("the chain", () => {
  beforeEach(async () => {
    await tamper(async (tx) => {
      await tx.delete(audit);
      await tx.delete(auditHeads);
    });
    for (let n = 0; n < 3; n += 1) {
      await holdCluster(admin(), { id: t.clusters.orders, reason: `Reason ${n}` });
      await releaseCluster(admin(), { id: t.clusters.orders });
    }
  });
  const ofAcme = async () =>
    (await verifyAuditChain(admin(), {})).find(({ organization }) => organization.slug === "acme");
  const entry = (seq: number) => and(eq(audit.organizationId, t.ids.acme), eq(audit.seq, seq));

  test("is whole as it was written", async () => {
    expect(await ofAcme()).toMatchObject({ whole: true, entries: 6, problem: null });
  });

  test("is not called cut for an entry that is written while it is read", async () => {
    const acts = [
      () => holdCluster(admin(), { id: t.clusters.orders, reason: "Meanwhile." }),
      () => releaseCluster(admin(), { id: t.clusters.orders }),
    ];
    const verdict = await withReach(t.web, { organizationIds: "*", personId: null }, (tx) => {
      // Whenever the head is looked at, the chain has just grown.
      const where = async (condition: SQL) => {
        await acts.pop()?.();
        return tx.select().from(auditHeads).where(condition);
      };
      const from = (table: typeof audit) =>
        (table as unknown) === auditHeads ? { where } : tx.select().from(table);
      return verifyChain({ select: () => ({ from }) } as unknown as typeof tx, t.ids.acme);
    });
    expect(acts).toEqual([]);
    expect(verdict).toMatchObject({ whole: true });
  });

  test("an entry that was changed is found", async () => {
    await tamper((tx) =>
      tx
        .update(audit)
        .set({ facts: { reason: "Reason 9" } })
        .where(entry(3)),
    );
    expect(await ofAcme()).toMatchObject({ whole: false });
    expect((await ofAcme())?.problem).toContain("Entry 3 is not what was recorded");
  });

  test("so is one whose own hash was made to fit", async () => {
    await tamper(async (tx) => {
      const [row] = await tx.select().from(audit).where(entry(3));
      if (!row) throw new Error("there is no third entry");
      const { hashAuditEntry } = await import("@/lib/db/audit");
      const changed = { ...row, personName: "Somebody else" };
      const { seq, previousHash, hash: _hash, ...rest } = changed;
      await tx
        .update(audit)
        .set({ personName: "Somebody else", hash: hashAuditEntry(previousHash, seq, rest) })
        .where(entry(3));
    });
    expect((await ofAcme())?.problem).toContain("Entry 4");
  });

  test("so is one that is missing, within or at the end", async () => {
    await tamper((tx) => tx.delete(audit).where(entry(2)));
    expect((await ofAcme())?.problem).toContain("Entry 2 is missing");
    await tamper((tx) =>
      tx.delete(audit).where(sql`${audit.organizationId} = ${t.ids.acme} and ${audit.seq} >= 2`),
    );
    expect((await ofAcme())?.problem).toContain("from 2 on");
  });

  test("the database refuses to change an entry while the guard is on", async () => {
    await expect(t.owner.update(audit).set({ verb: "x" })).rejects.toMatchObject({
      cause: { message: "audit is append-only" },
    });
  });
});

describe("the list", () => {
  test("finds by words in the verb, the person and the facts, and takes % for what it is", async () => {
    await createOrganization(admin(), { slug: "hundred", name: "100% Hundred" });
    const find = async (search: string) =>
      (await listAudit(admin(), { search })).lines.map(({ what, changes }) => [
        what,
        changes.map(({ after }) => after),
      ]);
    expect(await find("100%")).toEqual([
      ["created an organization", expect.arrayContaining(["100% Hundred", "hundred"])],
    ]);
    expect(await find("created by nobody")).toEqual([]);
    expect((await listAudit(admin(), { search: "Ada" })).lines.length).toBeGreaterThan(0);
  });

  test("pages through all, newest first", async () => {
    for (let n = 0; n < 27; n += 1) {
      await holdCluster(admin(), { id: t.clusters.orders, reason: `Reason ${n}` });
      await releaseCluster(admin(), { id: t.clusters.orders });
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listAudit(admin(), { organization: "acme", after });
      seen.push(...page.lines.map(({ key }) => key));
      after = page.next ?? undefined;
    } while (after);
    const [head] = await t.owner.select().from(auditHeads).where(eq(auditHeads.organizationId, t.ids.acme));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(head?.seq ?? 0);
    expect(seen[0]).toBe(`acme ${head?.seq}`);
  });

  test("is the provider's and a tenant admin's to read, nobody else's", async () => {
    expect((await refusal(listAudit(t.as("operator", "acme"), {}))).code).toBe("forbidden");
    expect((await listAudit(t.as("auditor", null), {})).lines.length).toBeGreaterThan(0);
  });
});
