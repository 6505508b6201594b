import { and, eq, gte, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type AuditEntry, genesisHash, hashAuditEntry } from "@/lib/db/audit";
import { chainBatch } from "@/lib/db/audit-chain";
import type { AuditRow } from "@/lib/db/audit-log";
import type { Transaction } from "@/lib/db/pool";
import { audit, auditHeads } from "@/lib/db/schema/audit";
import { getAuditEntry } from "@/lib/services/audit/get-audit-entry";
import { verifyAuditChain } from "@/lib/services/audit/verify-audit-chain";
import { insertChain } from "../support/audit-chain";
import { provideTenancy } from "../support/provide-tenancy";
import { tamper } from "./support";

const t = provideTenancy();
/** More than one batch, so that what lies between batches is met too. */
const length = chainBatch + 10;

beforeEach(() =>
  tamper(t, async (tx) => {
    await tx.delete(audit);
    await tx.delete(auditHeads);
    await insertChain(tx, t.ids.acme, length);
  }),
);

const own = (seq: number) => and(eq(audit.organizationId, t.ids.acme), eq(audit.seq, seq));
const ofAcme = async (noted: { notedSeq?: string; notedHash?: string } = {}) => {
  const [line] = await verifyAuditChain(t.as("admin", null), { organization: "acme", ...noted });
  if (!line) throw new Error("there is no chain");
  return line;
};
async function entryAt(tx: Transaction, seq: number): Promise<AuditRow> {
  const [row] = await tx.select().from(audit).where(own(seq));
  if (!row) throw new Error(`there is no entry ${seq}`);
  return row;
}

/** Writes entries anew from a number on, each hash made to fit, as somebody would who knows how it is computed. */
async function rewriteFrom(tx: Transaction, first: number, change: (entry: AuditEntry) => AuditEntry) {
  const rows = await tx
    .select()
    .from(audit)
    .where(and(eq(audit.organizationId, t.ids.acme), gte(audit.seq, first)))
    .orderBy(audit.seq);
  let previousHash = first === 1 ? genesisHash : (await entryAt(tx, first - 1)).hash;
  for (const { seq, hash: _hash, previousHash: _previous, ...entry } of rows) {
    const changed = change(entry);
    const hash = hashAuditEntry(previousHash, seq, changed);
    await tx
      .update(audit)
      .set({ ...changed, previousHash, hash })
      .where(own(seq));
    previousHash = hash;
  }
  return previousHash;
}

describe("what somebody did who holds the database itself", () => {
  test("nothing: the chain is whole, and its head can be noted", async () => {
    const { head, ...line } = await ofAcme();
    expect(line).toMatchObject({ whole: true, entries: length, problem: null, noted: null });
    expect(head.seq).toBe(length);
    expect(await ofAcme({ notedSeq: String(head.seq), notedHash: head.hash })).toMatchObject({
      whole: true,
      noted: { seq: length, same: true },
    });
  });

  const columns: [string, Partial<AuditRow>][] = [
    ["who", { personName: "Somebody else" }],
    ["as what role", { role: "viewer" }],
    ["what", { verb: "people.x" }],
    ["the outcome", { outcome: "denied" }],
    ["on what", { subjectId: "another" }],
    ["from where", { address: "203.0.113.9" }],
    ["the facts", { facts: { n: -1 } }],
    ["when, by a millisecond", { at: new Date("2026-01-01T00:00:00.001Z") }],
    ["the request", { requestId: "another" }],
  ];
  test.each(columns)("changed %s in one entry", async (_what, changed) => {
    await tamper(t, (tx) => tx.update(audit).set(changed).where(own(chainBatch)));
    expect(await ofAcme()).toMatchObject({ whole: false, entries: chainBatch - 1 });
    expect((await ofAcme()).problem).toContain(`Entry ${chainBatch} is not what was recorded`);
  });

  test.each([1, chainBatch, chainBatch + 1, length - 1])("took entry %i away", async (seq) => {
    await tamper(t, (tx) => tx.delete(audit).where(own(seq)));
    expect((await ofAcme()).problem).toContain(`Entry ${seq} is missing`);
  });

  test("took one away and closed the gap", async () => {
    await tamper(t, async (tx) => {
      await tx.delete(audit).where(own(100));
      await tx.execute(sql`update audit set seq = -seq where organization_id = ${t.ids.acme} and seq > 100`);
      await tx.execute(
        sql`update audit set seq = -seq - 1 where organization_id = ${t.ids.acme} and seq < 0`,
      );
    });
    expect((await ofAcme()).problem).toContain("Entry 100 is not what was recorded");
  });

  test("swapped two entries beside each other", async () => {
    await tamper(t, async (tx) => {
      await tx.update(audit).set({ seq: 0 }).where(own(7));
      await tx.update(audit).set({ seq: 7 }).where(own(8));
      await tx.update(audit).set({ seq: 8 }).where(own(0));
    });
    expect((await ofAcme()).problem).toContain("Entry 7 is not what was recorded");
  });

  test("swapped what two entries say, hashes left in place", async () => {
    await tamper(t, async (tx) => {
      const [one, other] = [await entryAt(tx, 7), await entryAt(tx, 8)];
      const said = ({ facts, at, requestId }: AuditRow) => ({ facts, at, requestId });
      await tx.update(audit).set(said(other)).where(own(7));
      await tx.update(audit).set(said(one)).where(own(8));
    });
    expect((await ofAcme()).problem).toContain("Entry 7 is not what was recorded");
  });

  test("moved an entry in from another organization", async () => {
    await tamper(t, async (tx) => {
      await insertChain(tx, t.ids.globex, 5);
      await tx.delete(audit).where(own(5));
      await tx
        .update(audit)
        .set({ organizationId: t.ids.acme })
        .where(and(eq(audit.organizationId, t.ids.globex), eq(audit.seq, 5)));
    });
    expect((await ofAcme()).problem).toContain("Entry 5 is not what was recorded");
  });

  test("cut the newest entries off", async () => {
    await tamper(t, (tx) =>
      tx.delete(audit).where(and(eq(audit.organizationId, t.ids.acme), gte(audit.seq, length - 3))),
    );
    expect((await ofAcme()).problem).toContain(`from ${length - 3} on, are missing`);
  });

  test("wrote the newest entries anew, hashes and all", async () => {
    await tamper(t, (tx) => rewriteFrom(tx, length - 3, (entry) => ({ ...entry, facts: { n: 0 } })));
    expect((await ofAcme()).problem).toContain(`up to ${length}, are not those that were recorded`);
  });

  test("put entries behind the newest, hashes and all", async () => {
    await tamper(t, async (tx) => {
      const last = await entryAt(tx, length);
      const { seq: _seq, hash: _hash, previousHash: _previous, ...entry } = last;
      const hash = hashAuditEntry(last.hash, length + 1, entry);
      await tx.insert(audit).values({ ...entry, seq: length + 1, previousHash: last.hash, hash });
    });
    expect((await ofAcme()).problem).toContain(`from ${length + 1} on were put in by another way`);
  });

  test("wrote entries and head anew: only a note that was kept elsewhere shows it", async () => {
    const before = (await ofAcme()).head;
    const note = { notedSeq: String(before.seq), notedHash: before.hash.toUpperCase() };
    await tamper(t, async (tx) => {
      const hash = await rewriteFrom(tx, length - 3, (entry) => ({ ...entry, facts: { n: 0 } }));
      await tx.update(auditHeads).set({ hash }).where(eq(auditHeads.organizationId, t.ids.acme));
    });
    expect(await ofAcme()).toMatchObject({ whole: true });
    const line = await ofAcme(note);
    expect(line).toMatchObject({ whole: false, noted: { seq: length, same: false } });
    expect(line.problem).toContain(`Entry ${length} is not the one that was noted`);
  });

  test("took a whole chain away: a note shows that too", async () => {
    const { head } = await ofAcme();
    await tamper(t, async (tx) => {
      await tx.delete(audit);
      await tx.delete(auditHeads);
    });
    expect(await ofAcme({ notedSeq: String(head.seq), notedHash: head.hash })).toMatchObject({
      whole: false,
      entries: 0,
    });
  });
});

describe("one entry by itself", () => {
  const fits = async (seq: number) =>
    (await getAuditEntry(t.as("admin", null), { organization: "acme", seq: String(seq) })).chain.fits;

  test("fits, the first and the last too", async () => {
    for (const seq of [1, 2, length]) expect(await fits(seq), String(seq)).toBe(true);
  });

  test("does not where it was changed, nor do those beside one that is gone or other", async () => {
    await tamper(t, async (tx) => {
      await tx.update(audit).set({ personName: "Somebody else" }).where(own(20));
      await tx.delete(audit).where(own(30));
      await rewriteFrom(tx, length, (entry) => ({ ...entry, facts: { n: 0 } }));
    });
    for (const seq of [20, 29, 31]) expect(await fits(seq), String(seq)).toBe(false);
    for (const seq of [19, 21, 28]) expect(await fits(seq), String(seq)).toBe(true);
  });
});

test("the provider sees every chain, a tenant's admin their own", async () => {
  const all = await verifyAuditChain(t.as("auditor", null), {});
  expect(all.map(({ organization }) => organization.slug).sort()).toEqual(["acme", "globex", "provider"]);
});
