import { sql } from "drizzle-orm";
import { type AuditEntry, genesisHash, hashAuditEntry } from "@/lib/db/audit";
import type { Transaction } from "@/lib/db/pool";

const batch = 5_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const verbs = ["connections.request", "requests.approve", "connections.rename", "connections.remove"];

/**
 * An organization's chain of `length` entries as verbs would have written it, a second apart, put in many at a time.
 * `of` may change an entry before it is hashed.
 */
export async function insertChain(
  tx: Transaction,
  organizationId: string,
  length: number,
  of: (entry: AuditEntry, seq: number) => AuditEntry = (entry) => entry,
): Promise<void> {
  let previousHash = genesisHash;
  for (let first = 1; first <= length; first += batch) {
    const rows: Record<string, unknown>[] = [];
    for (let seq = first; seq < first + batch && seq <= length; seq += 1) {
      const entry = of(makeEntry(organizationId, seq), seq);
      const hash = hashAuditEntry(previousHash, seq, entry);
      rows.push({ ...entry, seq, previousHash, hash });
      previousHash = hash;
    }
    await tx.execute(sql`insert into audit
      select "organizationId", seq, at, "personId", "personName", role, verb, outcome, "subjectKind", "subjectId", facts,
        "requestId", address, "previousHash", hash
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as entry ("organizationId" uuid, seq bigint,
        at timestamptz, "personId" uuid, "personName" text, role text, verb text, outcome text, "subjectKind" text,
        "subjectId" text, facts jsonb, "requestId" text, address text, "previousHash" text, hash text)`);
  }
  await tx.execute(
    sql`insert into audit_heads (organization_id, seq, hash) values (${organizationId}, ${length}, ${previousHash})`,
  );
}

const idOf = (kind: string, number: number) =>
  `0190a0a0-${kind}-7000-8000-${number.toString(16).padStart(12, "0")}`;

function makeEntry(organizationId: string, seq: number): AuditEntry {
  const verb = verbs[seq % verbs.length] ?? "connections.request";
  return {
    organizationId,
    at: new Date(start + seq * 1000),
    personId: idOf("0001", seq % 40),
    personName: `Person ${seq % 40}`,
    role: "operator",
    verb,
    outcome: seq % 50 === 1 ? "denied" : "done",
    subjectKind: "connection",
    subjectId: idOf("0002", seq % 5000),
    facts: {
      name: `orders-${seq % 5000}`,
      before: { state: "awaiting-approval", cidrs: ["10.50.0.0/16"] },
      after: { state: "queued", cidrs: ["10.50.0.0/16"] },
      n: seq,
    },
    requestId: idOf("0003", seq),
    address: "192.0.2.1",
  };
}
