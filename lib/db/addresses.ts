import { and, eq, lte, sql } from "drizzle-orm";
import {
  type AddressPick,
  afterUse,
  type PoolFacts,
  pickAddress,
  type Reservation,
  reserve,
} from "@/lib/domain/exposures/addresses";
import type { EdgeKey } from "./edge-locks";
import type { Database, Transaction } from "./pool";
import { addressReservations } from "./schema/exposures";

/** Whose an address is to be. */
export type AddressOwner = { exposureId: string; clusterId: string; organizationId: string };

/** Rows of one edge's addresses: reserved ones, and quarantines, ended or not. */
export function loadReservations(
  tx: Database | Transaction,
  { siteId, edgeId }: EdgeKey,
): Promise<Reservation[]> {
  return tx
    .select({
      address: addressReservations.address,
      exposureId: addressReservations.exposureId,
      clusterId: addressReservations.clusterId,
      state: addressReservations.state,
      since: addressReservations.since,
      until: addressReservations.until,
    })
    .from(addressReservations)
    .where(and(eq(addressReservations.siteId, siteId), eq(addressReservations.edgeId, edgeId)));
}

/** An edge's pool as VCD shows it; what is ours is read here. */
export type SeenPool = Omit<PoolFacts, "reservations">;

/** A pick was taken by another request at the same instant; so many in a row mean that something else is wrong. */
const mostTries = 200;

/**
 * Reserves an address of an edge for an exposure, or gives the one it has there. The unique key decides between two that
 * pick the same: the other picks again among what is left then.
 */
export async function reserveAddress(
  tx: Database | Transaction,
  edge: EdgeKey,
  pool: SeenPool,
  owner: AddressOwner,
  wish: { avoid: readonly string[]; now: Date },
): Promise<AddressPick> {
  const { now, avoid } = wish;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const reservations = await loadReservations(tx, edge);
    const held = reservations.find((one) => one.exposureId === owner.exposureId && one.state === "reserved");
    if (held && !avoid.includes(held.address)) return { ok: true, address: held.address };
    if (held) await freeReservation(tx, edge, held);
    const pick = pickAddress({ ...pool, reservations }, { clusterId: owner.clusterId, avoid, now });
    if (!pick.ok) return pick;
    if (await insertReservation(tx, edge, owner, pick.address, now)) return pick;
  }
  throw new Error(`No address of ${edge.edgeId} could be reserved in ${mostTries} tries.`);
}

/** For an address that the exposure may not keep and that carried nothing. */
async function freeReservation(
  tx: Database | Transaction,
  edge: EdgeKey,
  { address, exposureId }: Reservation,
): Promise<void> {
  await tx.delete(addressReservations).where(ownRow(edge, address, exposureId));
}

function ownRow({ siteId, edgeId }: EdgeKey, address: string, exposureId: string) {
  return and(
    eq(addressReservations.siteId, siteId),
    eq(addressReservations.edgeId, edgeId),
    eq(addressReservations.address, address),
    eq(addressReservations.exposureId, exposureId),
    eq(addressReservations.state, "reserved"),
  );
}

async function insertReservation(
  tx: Database | Transaction,
  edge: EdgeKey,
  owner: AddressOwner,
  address: string,
  now: Date,
): Promise<boolean> {
  const row = { ...reserve(address, owner, now), ...edge, organizationId: owner.organizationId };
  const inserted = await tx
    .insert(addressReservations)
    .values(row)
    .onConflictDoUpdate({
      target: [addressReservations.siteId, addressReservations.edgeId, addressReservations.address],
      set: {
        organizationId: row.organizationId,
        exposureId: row.exposureId,
        clusterId: row.clusterId,
        state: row.state,
        since: row.since,
        until: null,
      },
      // Only a rest that is over makes room, or the cluster's own.
      setWhere: sql`${addressReservations.state} = 'quarantined' and (${addressReservations.until} <= ${now}::timestamptz
        or ${addressReservations.clusterId} = ${owner.clusterId}::uuid)`,
    })
    .returning({ address: addressReservations.address });
  return inserted.length > 0;
}

/**
 * Ends the use of an address: it rests if it carried a rule, else it is free at once. An address that CSE took had no
 * row; it rests all the same.
 */
export async function releaseAddress(
  tx: Database | Transaction,
  edge: EdgeKey,
  owner: AddressOwner,
  address: string,
  { carriedRule, now }: { carriedRule: boolean; now: Date },
): Promise<void> {
  const rest = afterUse(reserve(address, owner, now), { carriedRule, now });
  if (!rest) {
    await tx.delete(addressReservations).where(ownRow(edge, address, owner.exposureId));
    return;
  }
  const { state, since, until } = rest;
  await tx
    .insert(addressReservations)
    .values({ ...rest, ...edge, organizationId: owner.organizationId })
    .onConflictDoUpdate({
      target: [addressReservations.siteId, addressReservations.edgeId, addressReservations.address],
      set: { state, since, until },
      setWhere: sql`${addressReservations.exposureId} = ${owner.exposureId}::uuid and ${addressReservations.state} = 'reserved'`,
    });
}

/** Deletes rows of a site whose rest is over. */
export async function forgetEndedQuarantines(
  db: Database | Transaction,
  siteId: string,
  now: Date,
): Promise<void> {
  await db
    .delete(addressReservations)
    .where(
      and(
        eq(addressReservations.siteId, siteId),
        eq(addressReservations.state, "quarantined"),
        lte(addressReservations.until, now),
      ),
    );
}
