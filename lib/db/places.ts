import { and, eq, type SQLWrapper, sql } from "drizzle-orm";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { Database, Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { places } from "./schema/places";
import { announceChange } from "./signals";

/** Proof of a claim: every write of a sweep carries it. */
export type PlaceClaim = {
  placeId: string;
  kind: (typeof places.$inferSelect)["kind"];
  owner: string;
  leaseSeq: number;
  /** Wake-ups counted when the place was claimed. */
  wakeSeq: number;
};

/** Another worker holds the place, or the lease ran out: whatever was about to be written is not. */
export class LeaseLost extends Error {
  constructor(claim: PlaceClaim) {
    super(`The lease on place ${claim.placeId} was lost; nothing was written.`);
    this.name = "LeaseLost";
  }
}

/** Failed looks in a row from which on wake-ups no longer shorten the back-off. */
const breakerFailures = 3;

/**
 * Claims places that are due at `now` and that nobody holds, the longest due first, for `leaseMs`. Leases run by the
 * database's clock, so that workers whose clocks differ agree. With `placeId` it claims that one, due or not.
 */
export async function claimPlaces(
  db: Database,
  options: { owner: string; limit: number; leaseMs: number; now: Date; placeId?: string },
): Promise<PlaceClaim[]> {
  const wanted = options.placeId
    ? sql`id = ${options.placeId}::uuid`
    : sql`due_at <= ${options.now}::timestamptz and (failures < ${breakerFailures} or fault_at is null
        or fault_at + make_interval(secs => least(2 ^ least(failures, 20), 300)) <= ${options.now}::timestamptz)`;
  const { rows } = await db.execute<{
    id: string;
    kind: PlaceClaim["kind"];
    lease_seq: string;
    wake_seq: string;
  }>(sql`
    update places set
      lease_seq = lease_seq + 1,
      lease_owner = ${options.owner}::uuid,
      lease_until = clock_timestamp() + make_interval(secs => ${options.leaseMs / 1000})
    where id in (
      select id from places
      where ${wanted} and (lease_until is null or lease_until <= clock_timestamp())
      order by due_at limit ${options.limit}
      for no key update skip locked)
    returning id, kind, lease_seq, wake_seq`);
  return rows.map((row) => ({
    placeId: row.id,
    kind: row.kind,
    owner: options.owner,
    leaseSeq: Number(row.lease_seq),
    wakeSeq: Number(row.wake_seq),
  }));
}

const held = (claim: PlaceClaim) =>
  and(
    eq(places.id, claim.placeId),
    eq(places.leaseSeq, claim.leaseSeq),
    eq(places.leaseOwner, claim.owner),
    sql`${places.leaseUntil} > clock_timestamp()`,
  );

/** Prolongs the lease to `leaseMs` from now. Throws LeaseLost where it is not ours any more. */
export async function renewLease(
  tx: Database | Transaction,
  claim: PlaceClaim,
  leaseMs: number,
): Promise<void> {
  const renewed = await tx
    .update(places)
    .set({ leaseUntil: sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})` })
    .where(held(claim))
    .returning({ id: places.id });
  if (renewed.length === 0) throw new LeaseLost(claim);
}

/**
 * Runs `work` in a transaction that commits only while the claim holds. The check comes last: people's transactions
 * lock rows first and the place after them, and so must ours.
 */
export function whileClaimed<T>(
  db: Database,
  claim: PlaceClaim,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    const result = await work(tx);
    const rows = await tx.select({ id: places.id }).from(places).where(held(claim)).for("share");
    if (rows.length === 0) throw new LeaseLost(claim);
    return result;
  });
}

/** A place as it stands. */
export async function loadPlace(db: Database, placeId: string): Promise<typeof places.$inferSelect> {
  const [row] = await db.select().from(places).where(eq(places.id, placeId));
  if (!row) throw new Error(`There is no place ${placeId}.`);
  return row;
}

/** What a sweep leaves behind in its place. Left out: unchanged. */
export type SweepResult = {
  dueAt: Date;
  fullSweepDueAt?: Date;
  inventoryDueAt?: Date;
  glancedAt?: Date;
  sweptAt?: Date;
  inventoriedAt?: Date;
  sweepCalls?: number;
  failures: number;
  fault: ProviderFault | null;
  faultAt: Date | null;
};

/**
 * Ends a claim and records what the sweep found. A place that was woken meanwhile stays due. Throws LeaseLost where
 * the claim no longer holds.
 */
export async function releasePlace(
  db: Database,
  claim: PlaceClaim,
  result: SweepResult,
  now: Date,
): Promise<void> {
  const { dueAt, fullSweepDueAt, inventoryDueAt, ...facts } = result;
  // A wake-up may have asked for more than this sweep did: whatever it set earlier stays.
  const soonest = (next: Date, column: SQLWrapper) =>
    sql`case when ${places.wakeSeq} = ${claim.wakeSeq} then ${next}::timestamptz
      else least(${column}, ${next}::timestamptz) end`;
  const released = await db
    .update(places)
    .set({
      ...facts,
      dueAt: soonest(dueAt, sql`${now}::timestamptz`),
      ...(fullSweepDueAt ? { fullSweepDueAt: soonest(fullSweepDueAt, places.fullSweepDueAt) } : {}),
      ...(inventoryDueAt ? { inventoryDueAt: soonest(inventoryDueAt, places.inventoryDueAt) } : {}),
      leaseOwner: null,
      leaseUntil: null,
    })
    .where(held(claim))
    .returning({ id: places.id });
  if (released.length === 0) throw new LeaseLost(claim);
}

/** Tells the provider's open pages that a place, or the account it belongs to, shows something new. */
export async function announceToProvider(
  tx: Database | Transaction,
  kind: "places" | "accounts",
  id: string,
): Promise<void> {
  const [provider] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.kind, "provider"));
  if (provider) await announceChange(tx as Transaction, { organizationId: provider.id, kind, id });
}
