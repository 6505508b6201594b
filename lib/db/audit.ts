import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { audit, auditHeads } from "./schema/audit";

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
    const head = (await lockHead(tx, entry.organizationId)) ?? (await beginChain(tx, entry.organizationId));
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

async function lockHead(
  tx: Transaction,
  organizationId: string,
): Promise<typeof auditHeads.$inferSelect | null> {
  const own = eq(auditHeads.organizationId, organizationId);
  const [head] = await tx.select().from(auditHeads).where(own).for("update");
  return head ?? null;
}

/** Somebody else may begin it at the same moment: whoever comes second waits for them, and goes on from theirs. */
async function beginChain(tx: Transaction, organizationId: string): ReturnType<typeof lockHead> {
  await tx.insert(auditHeads).values({ organizationId, seq: 0, hash: genesisHash }).onConflictDoNothing();
  return lockHead(tx, organizationId);
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

/** JSON with object keys sorted at every depth, as jsonb does not keep their order; else what JSON.stringify writes. */
export function canonicalJson(value: unknown): string {
  return write(value) ?? "null";
}

/** Undefined for what JSON has no word for. */
function write(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if ("toJSON" in value && typeof value.toJSON === "function") return write(value.toJSON());
  if (Array.isArray(value)) return `[${value.map((each) => write(each) ?? "null").join(",")}]`;
  const keys = Object.keys(value).sort();
  // Whole numbers as keys stand first, by size, in every object of JavaScript's, and so in the chains that exist.
  if (keys.some(isIndex))
    keys.sort((a, b) => Number(isIndex(b)) - Number(isIndex(a)) || (isIndex(a) ? +a - +b : 0));
  let text = "";
  for (const key of keys) {
    const inner = write((value as Record<string, unknown>)[key]);
    if (inner !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${inner}`;
  }
  return `{${text}}`;
}

function isIndex(key: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 4_294_967_295;
}
