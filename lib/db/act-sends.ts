import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { ActInput, ActKind } from "@/lib/domain/vcd/acts";
import type { ClusterConfig } from "@/lib/domain/vcd/cluster-config";
import type { ClusterDialect } from "@/lib/domain/vcd/observed";
import { giveUpAskedCluster } from "./cluster-acts";
import type { Database, Transaction } from "./pool";
import { places } from "./schema/places";
import { vcdSessions } from "./schema/sign-on";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { clusterActs, vcdClusters } from "./schema/vcd-clusters";
import { announceChange, placeChannel } from "./signals";

/** An act that waits, with what is needed to send it. */
export type WaitingAct = {
  id: string;
  organizationId: string;
  placeId: string;
  kind: ActKind;
  input: ActInput;
  /** The person's newest session at VCD whose token can be used; null while there is none. */
  vcdSessionId: string | null;
  cluster: {
    id: string;
    name: string;
    entityId: string | null;
    dialect: ClusterDialect;
    asked: ClusterConfig | null;
  };
};

/**
 * Acts that may be sent now, oldest first: their site acts, nothing holds them, and the person is signed in. A person who
 * signed in again has another session than the one they asked with; the newest is taken.
 */
export async function listSendableActs(
  db: Database,
  { now, limit, except }: { now: Date; limit: number; except: string[] },
): Promise<(WaitingAct & { vcdSessionId: string })[]> {
  const newest = db
    .selectDistinctOn([vcdSessions.personId, vcdSessions.vcdOrganizationId], {
      id: vcdSessions.id,
      personId: vcdSessions.personId,
      vcdOrganizationId: vcdSessions.vcdOrganizationId,
    })
    .from(vcdSessions)
    .where(
      and(
        isNotNull(vcdSessions.tokenSealed),
        isNull(vcdSessions.endedAt),
        or(isNull(vcdSessions.expiresAt), gt(vcdSessions.expiresAt, now)),
      ),
    )
    .orderBy(vcdSessions.personId, vcdSessions.vcdOrganizationId, desc(vcdSessions.createdAt))
    .as("newest");
  return db
    .select({
      id: clusterActs.id,
      organizationId: clusterActs.organizationId,
      placeId: clusterActs.placeId,
      kind: clusterActs.kind,
      input: clusterActs.input,
      vcdSessionId: newest.id,
      cluster: {
        id: vcdClusters.id,
        name: vcdClusters.name,
        entityId: vcdClusters.entityId,
        dialect: vcdClusters.dialect,
        asked: vcdClusters.asked,
      },
    })
    .from(clusterActs)
    .innerJoin(vcdClusters, eq(vcdClusters.id, clusterActs.clusterId))
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdClusters.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .innerJoin(places, eq(places.id, clusterActs.placeId))
    .innerJoin(
      newest,
      and(
        eq(newest.personId, clusterActs.personId),
        eq(newest.vcdOrganizationId, vcdClusters.vcdOrganizationId),
      ),
    )
    .where(
      and(
        eq(clusterActs.state, "waiting"),
        eq(vcdSites.mode, "act"),
        isNull(places.heldAt),
        isNull(vcdClusters.heldAt),
        isNull(vcdClusters.goneAt),
        except.length > 0 ? sql`not ${inArray(clusterActs.id, except)}` : undefined,
      ),
    )
    .orderBy(asc(clusterActs.createdAt), asc(clusterActs.id))
    .limit(limit);
}

/** Committed before the call. False where it was taken back meanwhile, or another worker was first. */
export async function startAct(
  db: Database,
  { id, vcdSessionId }: { id: string; vcdSessionId: string },
  { now, deadline }: { now: Date; deadline: Date },
): Promise<boolean> {
  const started = await db
    .update(clusterActs)
    .set({ state: "sending", startedAt: now, deadline, vcdSessionId, fault: null })
    .where(and(eq(clusterActs.id, id), eq(clusterActs.state, "waiting")))
    .returning({ id: clusterActs.id });
  return started.length > 0;
}

/** How the call of an act ended. `waiting`: nothing was begun, it is sent again. */
export type ActSent =
  | { state: "accepted"; taskId: string | null }
  | { state: "done" }
  | { state: "unknown" | "refused" | "waiting"; fault: ProviderFault };

/** Records how a call ended, unless a look has settled it meanwhile, and has the place looked at. */
export async function finishAct(
  db: Database,
  act: Pick<WaitingAct, "id" | "organizationId" | "placeId" | "kind" | "cluster">,
  sent: ActSent,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const ended = sent.state === "done" || sent.state === "refused";
    const finished = await tx
      .update(clusterActs)
      .set({
        state: sent.state,
        fault: "fault" in sent ? sent.fault : null,
        ...(sent.state === "accepted" && { taskId: sent.taskId }),
        ...(sent.state === "waiting" && { startedAt: null, deadline: null }),
        ...(ended && { endedAt: now }),
      })
      .where(and(eq(clusterActs.id, act.id), inArray(clusterActs.state, ["waiting", "sending"])))
      .returning({ id: clusterActs.id });
    if (finished.length === 0) return;
    if (sent.state === "refused" && act.kind === "create") await giveUpAskedCluster(tx, act.cluster.id, now);
    await announceChange(tx, { organizationId: act.organizationId, kind: "clusters", id: act.cluster.id });
    if (sent.state !== "waiting") await wakeVcdPlace(tx, act.placeId, now);
  });
}

/** Takes back acts that have waited since `before` for a sign-in that did not come. */
export async function endForgottenActs(
  db: Database,
  { before, fault, now }: { before: Date; fault: ProviderFault; now: Date },
): Promise<number> {
  return db.transaction(async (tx) => {
    const ended = await tx
      .update(clusterActs)
      .set({ state: "cancelled", fault, endedAt: now })
      .where(and(eq(clusterActs.state, "waiting"), lt(clusterActs.createdAt, before)))
      .returning();
    for (const { organizationId, clusterId, kind } of ended) {
      if (kind === "create") await giveUpAskedCluster(tx, clusterId, now);
      await announceChange(tx, { organizationId, kind: "clusters", id: clusterId });
    }
    return ended.length;
  });
}

/** Has a place of VCD swept in full at once, as the worker itself may. */
async function wakeVcdPlace(tx: Transaction, placeId: string, now: Date): Promise<void> {
  await tx
    .update(places)
    .set({ wakeSeq: sql`${places.wakeSeq} + 1`, dueAt: now, fullSweepDueAt: now })
    .where(eq(places.id, placeId));
  await tx.execute(sql`select pg_notify(${placeChannel}, ${placeId})`);
}
