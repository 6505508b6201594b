import { and, asc, eq, gt } from "drizzle-orm";
import { type AuditEntry, genesisHash, hashAuditEntry } from "./audit";
import type { Transaction } from "./pool";
import { audit, auditHeads } from "./schema/audit";

export type ChainHead = { seq: number; hash: string };

export type ChainVerdict = {
  /** Entries that fit together, from the first. */
  entries: number;
  /** The newest of them, with its hash. */
  head: ChainHead;
  /** Whether the entry that was noted elsewhere has the hash it had; null where none was given. */
  noted: { seq: number; same: boolean } | null;
} & (
  | { whole: true }
  | { whole: false; brokenAt: number; why: "changed" | "missing" | "cut" | "rewritten" | "foreign" }
);

/** Entries are read this many at a time, so that a chain of any length needs the same memory. */
export const chainBatch = 2_000;

/**
 * Walks an organization's chain from its first entry and recomputes every hash. `changed`: an entry is not what was
 * hashed; `missing`: a number is absent; `cut`: the newest entries, which the head still knows, are gone; `rewritten`:
 * they fit together, but are not those that the head knows; `foreign`: there are entries that the head does not know.
 * Entries may be written meanwhile, so the head is read before and after. Whoever rewrites entries and head alike is
 * found only by `noted`, an entry's number and hash that were kept elsewhere.
 */
export async function verifyChain(
  tx: Transaction,
  organizationId: string,
  noted: ChainHead | null = null,
): Promise<ChainVerdict> {
  const before = await readHead(tx, organizationId);
  let head: ChainHead = { seq: 0, hash: genesisHash };
  let hashAtHead = genesisHash;
  let hashAtNoted: string | null = null;
  const verdict = () => ({
    entries: head.seq,
    head,
    noted: noted && { seq: noted.seq, same: hashAtNoted === noted.hash },
  });
  for (;;) {
    const rows = await tx
      .select()
      .from(audit)
      .where(and(eq(audit.organizationId, organizationId), gt(audit.seq, head.seq)))
      .orderBy(asc(audit.seq))
      .limit(chainBatch);
    for (const row of rows) {
      if (row.seq !== head.seq + 1) {
        return { ...verdict(), whole: false, brokenAt: head.seq + 1, why: "missing" };
      }
      if (!fits(row, head.hash)) return { ...verdict(), whole: false, brokenAt: row.seq, why: "changed" };
      head = { seq: row.seq, hash: row.hash };
      if (row.seq === before.seq) hashAtHead = row.hash;
      if (row.seq === noted?.seq) hashAtNoted = row.hash;
    }
    if (rows.length < chainBatch) break;
  }
  const after = await readHead(tx, organizationId);
  if (head.seq < before.seq) return { ...verdict(), whole: false, brokenAt: head.seq + 1, why: "cut" };
  if (hashAtHead !== before.hash)
    return { ...verdict(), whole: false, brokenAt: before.seq, why: "rewritten" };
  if (after.seq < head.seq) return { ...verdict(), whole: false, brokenAt: after.seq + 1, why: "foreign" };
  if (after.seq === head.seq && after.hash !== head.hash) {
    return { ...verdict(), whole: false, brokenAt: after.seq, why: "rewritten" };
  }
  return { ...verdict(), whole: true };
}

/** Whether an entry is what its hash says, behind an entry of that hash. */
export function fits(row: typeof audit.$inferSelect, previousHash: string): boolean {
  const { seq, hash, previousHash: carried, ...entry } = row;
  return carried === previousHash && hash === hashAuditEntry(previousHash, seq, entry satisfies AuditEntry);
}

async function readHead(tx: Transaction, organizationId: string): Promise<ChainHead> {
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.organizationId, organizationId));
  return head ?? { seq: 0, hash: genesisHash };
}

/**
 * The head of every chain within reach, or of one. Entries up to their heads are committed and never change: together
 * they are one consistent copy of the audit, however long its reading takes.
 */
export function listHeads(
  tx: Transaction,
  organizationId: string | "*",
): Promise<{ organizationId: string; seq: number; hash: string }[]> {
  return tx
    .select()
    .from(auditHeads)
    .where(organizationId === "*" ? undefined : eq(auditHeads.organizationId, organizationId))
    .orderBy(asc(auditHeads.organizationId));
}
