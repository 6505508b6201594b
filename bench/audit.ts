import { performance } from "node:perf_hooks";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { type ChainVerdict, chainBatch, verifyChain } from "@/lib/db/audit-chain";
import type { Transaction } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { audit } from "@/lib/db/schema/audit";
import { streamExport } from "@/lib/services/audit/answer-export";
import { exportAudit } from "@/lib/services/audit/export-audit";
import { listAudit } from "@/lib/services/audit/list-audit";
import { insertChain } from "@/tests/integration/support/audit-chain";
import { createTestDatabase } from "@/tests/integration/support/database";
import { makeTenancy, type Tenancy } from "@/tests/integration/support/tenancy";
import { median } from "./median";

export type AuditFigures = {
  entries: number;
  /** Median of computing every hash again. */
  verifyMs: number;
  /** Median of only reading the same rows, in the same batches, with the same client. */
  readMs: number;
  /** How much the heap grew at most while verifying and while exporting, as sampled. */
  verifyHeapBytes: number;
  exportHeapBytes: number;
  exportMs: number;
  exportBytes: number;
  /** The list: its first page, a search that finds nothing, and a person's first page. */
  pageMs: number;
  searchMs: number;
  personMs: number;
  /** Entries that were changed by hand, and what verification named. */
  tampered: { seq: number; found: number | null }[];
};

const rounds = 3;

/** Writes a chain as long as asked, verifies it and reads it bare in turn, then changes entries and looks for them. */
export async function measureAudit(entries: number): Promise<AuditFigures> {
  const database = await createTestDatabase();
  const t = await makeTenancy(database.url);
  try {
    await t.owner.transaction((tx) => insertChain(tx, t.ids.acme, entries));
    await t.owner.execute(sql`analyze audit`);
    const verifies: number[] = [];
    const reads: number[] = [];
    let verifyHeapBytes = 0;
    for (let round = 0; round < rounds; round += 1) {
      const verified = await timed(() => within(t, (tx) => verifyChain(tx, t.ids.acme)));
      if (!verified.result.whole || verified.result.entries !== entries)
        throw new Error("the chain is broken");
      verifies.push(verified.ms);
      verifyHeapBytes = Math.max(verifyHeapBytes, verified.heapBytes);
      reads.push((await timed(() => within(t, (tx) => readBare(tx, t.ids.acme)))).ms);
    }
    const exported = await timed(() => exportAll(t));
    const list = async (query: Parameters<typeof listAudit>[1]) =>
      (await timed(() => listAudit(t.as("auditor", null), query))).ms;
    const figures = {
      entries,
      verifyMs: median(verifies),
      readMs: median(reads),
      verifyHeapBytes,
      exportHeapBytes: exported.heapBytes,
      exportMs: exported.ms,
      exportBytes: exported.result,
      pageMs: await list({}),
      searchMs: await list({ search: "nobody wrote this" }),
      personMs: await list({ person: "0190a0a0-0001-7000-8000-000000000007" }),
    };
    return { ...figures, tampered: await tamperAndFind(t, entries) };
  } finally {
    await t.close();
    await database.drop();
  }
}

function within<T>(t: Tenancy, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return withReach(t.web, { organizationIds: [t.ids.acme], personId: null }, work);
}

async function readBare(tx: Transaction, organizationId: string): Promise<number> {
  let seq = 0;
  for (;;) {
    const rows = await tx
      .select()
      .from(audit)
      .where(and(eq(audit.organizationId, organizationId), gt(audit.seq, seq)))
      .orderBy(asc(audit.seq))
      .limit(chainBatch);
    seq = rows.at(-1)?.seq ?? seq;
    if (rows.length < chainBatch) return seq;
  }
}

/** Takes a copy as somebody would who saves it; gives its length in bytes. */
async function exportAll(t: Tenancy): Promise<number> {
  const context = t.as("auditor", null);
  const plan = await exportAudit(context, { organization: "acme", format: "ndjson" });
  let bytes = 0;
  for await (const chunk of streamExport(context, plan, () => new Date())) bytes += chunk.length;
  return bytes;
}

async function tamperAndFind(t: Tenancy, entries: number): Promise<AuditFigures["tampered"]> {
  const tampered: AuditFigures["tampered"] = [];
  // From the last to the first: the first is what a walk meets.
  for (const seq of [entries, Math.round(entries * 0.6), 2]) {
    await t.owner.transaction(async (tx) => {
      await tx.execute(sql`alter table audit disable trigger audit_append_only`);
      await tx
        .update(audit)
        .set({ personName: "Somebody else" })
        .where(and(eq(audit.organizationId, t.ids.acme), eq(audit.seq, seq)));
      await tx.execute(sql`alter table audit enable trigger audit_append_only`);
    });
    const verdict: ChainVerdict = await within(t, (tx) => verifyChain(tx, t.ids.acme));
    tampered.push({ seq, found: verdict.whole ? null : verdict.brokenAt });
  }
  return tampered;
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number; heapBytes: number }> {
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  let most = heapBefore;
  const sampler = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 50);
  const began = performance.now();
  try {
    const result = await work();
    return { result, ms: performance.now() - began, heapBytes: most - heapBefore };
  } finally {
    clearInterval(sampler);
  }
}
