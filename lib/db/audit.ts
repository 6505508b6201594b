import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { audit, auditHeads } from "./schema";

export type AuditEntry = {
  organizationId: string;
  at: Date;
  personId: string | null;
  personName: string | null;
  role: string | null;
  verb: string;
  outcome: "done" | "denied";
  subjectKind: string | null;
  subjectId: string | null;
  facts: Record<string, unknown>;
  requestId: string;
  address: string | null;
};

/** What the first entry of a chain carries as its predecessor's hash. */
export const genesisHash = "0".repeat(64);

/**
 * Appends entries to their organizations' hash chains, in the caller's transaction. Call it last: it locks the head of
 * each chain until commit. Each hash is SHA-256 over the previous hash and the entry with its keys sorted.
 */
export async function appendAudit(tx: Transaction, entries: AuditEntry[]): Promise<void> {
  const ordered = [...entries].sort((a, b) => a.organizationId.localeCompare(b.organizationId));
  for (const entry of ordered) {
    await tx
      .insert(auditHeads)
      .values({ organizationId: entry.organizationId, seq: 0, hash: genesisHash })
      .onConflictDoNothing();
    const [head] = await tx
      .select()
      .from(auditHeads)
      .where(eq(auditHeads.organizationId, entry.organizationId))
      .for("update");
    if (!head) throw new Error("the audit chain has no head within reach");
    const seq = head.seq + 1;
    const hash = hashAuditEntry(head.hash, seq, entry);
    await tx.insert(audit).values({ ...entry, seq, previousHash: head.hash, hash });
    await tx
      .update(auditHeads)
      .set({ seq, hash })
      .where(sql`${auditHeads.organizationId} = ${entry.organizationId} and ${auditHeads.seq} = ${head.seq}`);
  }
}

/** The hash that entry number `seq` of a chain must carry, given its predecessor's. 64 hex digits. */
export function hashAuditEntry(previousHash: string, seq: number, entry: AuditEntry): string {
  const {
    organizationId,
    at,
    personId,
    personName,
    role,
    verb,
    outcome,
    subjectKind,
    subjectId,
    facts,
    requestId,
    address,
  } = entry;
  const content = {
    seq,
    organizationId,
    at: at.toISOString(),
    personId,
    personName,
    role,
    verb,
    outcome,
    subjectKind,
    subjectId,
    facts,
    requestId,
    address,
  };
  return createHash("sha256")
    .update(`${previousHash}\n${canonicalJson(content)}`)
    .digest("hex");
}

/** JSON with object keys sorted at every depth, as jsonb does not keep their order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
