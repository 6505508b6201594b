import { and, asc, desc, eq, gt, or, sql } from "drizzle-orm";
import { type AuditEntry, hashAuditEntry } from "./audit";
import type { Transaction } from "./pool";
import { audit, auditHeads, organizations } from "./schema";

export type AuditRow = typeof audit.$inferSelect;
export type AuditRowOfOrganization = { entry: AuditRow; organization: { slug: string; name: string } };

/** A place in the log: newest first, then by organization and number, which together are unique. */
export type AuditCursor = { at: Date; organizationId: string; seq: number };

/**
 * One page of the log, newest first; `organizationId` "*" for all within reach. `search` is looked for in the verb, the
 * person, the subject and the facts. One more than `limit` rows, so that the caller sees whether another page follows.
 */
export function listAuditRows(
  tx: Transaction,
  options: { organizationId: string | "*"; search: string; after: AuditCursor | null; limit: number },
): Promise<AuditRowOfOrganization[]> {
  const { after } = options;
  const pattern = `%${options.search.replace(/[\\%_]/g, "\\$&")}%`;
  return tx
    .select({ entry: audit, organization: { slug: organizations.slug, name: organizations.name } })
    .from(audit)
    .innerJoin(organizations, eq(organizations.id, audit.organizationId))
    .where(
      and(
        options.organizationId === "*" ? undefined : eq(audit.organizationId, options.organizationId),
        options.search === ""
          ? undefined
          : or(
              sql`${audit.verb} ilike ${pattern}`,
              sql`${audit.personName} ilike ${pattern}`,
              sql`${audit.subjectId} ilike ${pattern}`,
              sql`${audit.requestId} ilike ${pattern}`,
              sql`${audit.facts}::text ilike ${pattern}`,
            ),
        after
          ? sql`(${audit.at}, ${audit.organizationId}, ${audit.seq}) < (${after.at}::timestamptz, ${after.organizationId}::uuid, ${after.seq}::bigint)`
          : undefined,
      ),
    )
    .orderBy(desc(audit.at), desc(audit.organizationId), desc(audit.seq))
    .limit(options.limit + 1);
}

export type ChainVerdict =
  | { whole: true; entries: number }
  | { whole: false; entries: number; brokenAt: number; why: "changed" | "missing" | "cut" };

const genesis = "0".repeat(64);
const batch = 1000;

/**
 * Walks an organization's chain from its first entry and recomputes every hash. `changed`: an entry is not what was
 * hashed; `missing`: a number is absent; `cut`: the newest entries, which the head still knows, are gone. Entries may
 * be written meanwhile, so the head is read before and after: what it knew before must be there, and it must know what
 * was found.
 */
export async function verifyChain(tx: Transaction, organizationId: string): Promise<ChainVerdict> {
  const before = await readHead(tx, organizationId);
  let previousHash = genesis;
  let seq = 0;
  let hashAtHead = genesis;
  for (;;) {
    const rows = await tx
      .select()
      .from(audit)
      .where(and(eq(audit.organizationId, organizationId), gt(audit.seq, seq)))
      .orderBy(asc(audit.seq))
      .limit(batch);
    for (const row of rows) {
      if (row.seq !== seq + 1) return { whole: false, entries: seq, brokenAt: seq + 1, why: "missing" };
      const hash = hashAuditEntry(previousHash, row.seq, entryOf(row));
      if (row.previousHash !== previousHash || row.hash !== hash) {
        return { whole: false, entries: seq, brokenAt: row.seq, why: "changed" };
      }
      previousHash = row.hash;
      seq = row.seq;
      if (seq === before.seq) hashAtHead = row.hash;
    }
    if (rows.length < batch) break;
  }
  const after = await readHead(tx, organizationId);
  const isCut = seq < before.seq || hashAtHead !== before.hash;
  const isUnknown = after.seq < seq || (after.seq === seq && after.hash !== previousHash);
  if (isCut || isUnknown) return { whole: false, entries: seq, brokenAt: seq + 1, why: "cut" };
  return { whole: true, entries: seq };
}

async function readHead(tx: Transaction, organizationId: string): Promise<{ seq: number; hash: string }> {
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.organizationId, organizationId));
  return head ?? { seq: 0, hash: genesis };
}

function entryOf({ seq: _seq, hash: _hash, previousHash: _previous, ...entry }: AuditRow): AuditEntry {
  return entry;
}
