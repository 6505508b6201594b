import { and, asc, eq, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { ApiServerAnswer, EdgeGatewaySeen, HandshakeSeen } from "@/lib/domain/exposures/observed";
import { contentOf } from "@/lib/domain/exposures/probes";
import type { Database } from "./pool";
import { exposures } from "./schema/exposures";
import { places } from "./schema/places";
import { vcdClusters, vcdEdges } from "./schema/vcd-clusters";
import { placeChannel } from "./signals";
import { fromStored, toStored } from "./stored";

/** An exposure whose address is to be tried. */
export type DueProbe = {
  id: string;
  placeId: string;
  address: string;
  edge: EdgeGatewaySeen;
  /** PEM of the cluster's authority; null where no kubeconfig was fetched yet. */
  certificateAuthority: string | null;
};

/**
 * Exposed addresses that were last tried before `restedSince`, or before `closeSince` where somebody watches them or
 * nothing answered; those never tried come first.
 */
export async function findDueProbes(
  db: Database,
  options: { now: Date; restedSince: Date; closeSince: Date; limit: number },
): Promise<DueProbe[]> {
  const { now, restedSince, closeSince, limit } = options;
  const isClose = sql`(${exposures.watchedUntil} > ${now}::timestamptz or ${exposures.handshake} ->> 'ok' = 'false'
    or ${exposures.answer} ->> 'answers' = 'false')`;
  const rows = await db
    .select({
      id: exposures.id,
      placeId: exposures.placeId,
      address: exposures.address,
      edge: vcdEdges.seen,
      certificateAuthority: vcdClusters.certificateAuthority,
    })
    .from(exposures)
    .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
    .innerJoin(vcdEdges, and(eq(vcdEdges.placeId, exposures.placeId), eq(vcdEdges.edgeId, exposures.edgeId)))
    .where(
      and(
        eq(exposures.state, "exposed"),
        isNotNull(exposures.address),
        or(
          isNull(exposures.handshakeAt),
          lte(exposures.handshakeAt, restedSince),
          and(lte(exposures.handshakeAt, closeSince), isClose),
        ),
      ),
    )
    .orderBy(sql`${exposures.handshakeAt} asc nulls first`, asc(exposures.id))
    .limit(limit);
  return rows.flatMap(({ address, ...row }) => (address === null ? [] : [{ ...row, address }]));
}

/**
 * Keeps what a probe found, unless the exposure has another address by now or has ended. Where it found something else
 * than the one before, the place is woken, so that the next look's lights tell it.
 */
export async function recordProbe(
  db: Database,
  { id, placeId, address }: Pick<DueProbe, "id" | "placeId" | "address">,
  found: { handshake: HandshakeSeen; answer: ApiServerAnswer | null },
  at: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const [before] = await tx
      .select({ handshake: exposures.handshake, answer: exposures.answer })
      .from(exposures)
      .where(and(eq(exposures.id, id), eq(exposures.address, address), inArray(exposures.state, ["exposed"])))
      .for("no key update");
    if (!before) return;
    const { handshake, answer } = found;
    const known = {
      handshake: before.handshake && fromStored<HandshakeSeen>(before.handshake),
      answer: before.answer,
    };
    const isNew = contentOf(known) !== contentOf(found);
    await tx
      .update(exposures)
      .set({
        handshake: toStored(handshake),
        handshakeAt: at,
        answer,
        answerAt: answer && at,
        ...(isNew && { lookAt: sql`least(${exposures.lookAt}, ${at}::timestamptz)` }),
      })
      .where(eq(exposures.id, id));
    if (!isNew) return;
    await tx
      .update(places)
      .set({ wakeSeq: sql`${places.wakeSeq} + 1`, dueAt: sql`least(${places.dueAt}, ${at}::timestamptz)` })
      .where(eq(places.id, placeId));
    await tx.execute(sql`select pg_notify(${placeChannel}, ${placeId})`);
  });
}
