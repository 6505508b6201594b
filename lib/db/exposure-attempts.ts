import { and, eq, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { exposureStepKey, type Step } from "@/lib/domain/exposures/plan-types";
import { type EdgeKey, holdsEdgeLock } from "./edge-locks";
import { type PlaceClaim, renewLease, whileClaimed } from "./places";
import type { Database } from "./pool";
import { exposureAttempts, exposures } from "./schema/exposures";
import { places } from "./schema/places";
import { vcdSessions } from "./schema/sign-on";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { vcdClusters } from "./schema/vcd-clusters";
import { violatedUniqueness } from "./violations";

export type SweptExposureAttempt = typeof exposureAttempts.$inferSelect;

/** The last attempt of each step of these exposures, whatever its age: what was once made decides about its removal. */
export async function loadExposureAttempts(
  db: Database,
  exposureIds: readonly string[],
): Promise<Map<string, SweptExposureAttempt[]>> {
  const found = new Map<string, SweptExposureAttempt[]>();
  if (exposureIds.length === 0) return found;
  const rows = await db
    .selectDistinctOn([exposureAttempts.exposureId, exposureAttempts.stepKey])
    .from(exposureAttempts)
    .where(sql`${exposureAttempts.exposureId} = any (${sql.param([...exposureIds])}::uuid[])`)
    .orderBy(
      exposureAttempts.exposureId,
      exposureAttempts.stepKey,
      sql`${exposureAttempts.startedAt} desc, ${exposureAttempts.id} desc`,
    );
  for (const row of rows) found.set(row.exposureId, [...(found.get(row.exposureId) ?? []), row]);
  return found;
}

/** The exposure a step is for, as it was when the step was planned. */
export type ExposureSubject = {
  id: string;
  organizationId: string;
  revision: number;
  /** The edge whose lock must be the exposure's; null for a new cluster whose edge is not known. */
  edge: EdgeKey | null;
  /** Whose token the call goes with; null where the site's credential is used. */
  vcdSessionId: string | null;
};

/**
 * Commits an attempt before its call is sent and prolongs the lease beyond the call. Answers its id, or null where
 * nothing may be sent: a person changed the row since, holds it, its cluster or its place, the site is only observed,
 * the edge's lock is another's, the person signed out, or an attempt of this step is still open. Throws LeaseLost.
 */
export async function startExposureAttempt(
  db: Database,
  claim: PlaceClaim,
  subject: ExposureSubject,
  step: Step,
  times: { now: Date; deadline: Date; leaseMs: number; failures: number },
): Promise<string | null> {
  const id = uuidv7();
  try {
    return await db.transaction(async (tx) => {
      const [row] = await tx
        .select({
          revision: exposures.revision,
          heldAt: exposures.heldAt,
          clusterHeldAt: vcdClusters.heldAt,
          placeHeldAt: places.heldAt,
          mode: vcdSites.mode,
        })
        .from(exposures)
        .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
        .innerJoin(places, eq(places.id, exposures.placeId))
        .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, places.vcdOrganizationId))
        .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
        .where(eq(exposures.id, subject.id))
        .for("share", { of: exposures });
      if (row?.revision !== subject.revision) return null;
      if (row.heldAt || row.clusterHeldAt || row.placeHeldAt || row.mode !== "act") return null;
      if (subject.edge && !(await holdsEdgeLock(tx, subject.edge, subject.id))) return null;
      if (subject.vcdSessionId) {
        const [signedIn] = await tx
          .select({ id: vcdSessions.id })
          .from(vcdSessions)
          .where(and(eq(vcdSessions.id, subject.vcdSessionId), isNull(vcdSessions.endedAt)))
          .for("share");
        if (!signedIn) return null;
      }
      await tx.insert(exposureAttempts).values({
        id,
        organizationId: subject.organizationId,
        placeId: claim.placeId,
        exposureId: subject.id,
        stepKey: exposureStepKey(step),
        step,
        startedAt: times.now,
        deadline: times.deadline,
        outcome: "open",
        failures: times.failures,
      });
      await renewLease(tx, claim, times.leaseMs);
      return id;
    });
  } catch (error) {
    if (violatedUniqueness(error) === "exposure_attempts_one_open") return null;
    throw error;
  }
}

export type ExposureAttemptResult =
  /** Answered 202: its task runs. `entityId` is what CSE made. */
  | { outcome: "accepted"; taskId: string; requestId: string | null; entityId: string | null }
  | { outcome: "done"; requestId: string | null; entityId: string | null }
  | { outcome: "refused"; fault: ProviderFault }
  | { outcome: "unknown"; fault: ProviderFault }
  /** Known to have had no effect, and nothing to be counted against the step. */
  | { outcome: "lost"; fault: ProviderFault };

/**
 * Records what a call came to. Throws LeaseLost where the claim ended meanwhile: then the attempt stays open, and its
 * successor finds out by what it sees.
 */
export async function finishExposureAttempt(
  db: Database,
  claim: PlaceClaim,
  attemptId: string,
  result: ExposureAttemptResult,
  now: Date,
): Promise<void> {
  const { outcome } = result;
  const fault = "fault" in result ? result.fault : null;
  const isUnderWay = outcome === "accepted" || outcome === "unknown";
  await whileClaimed(db, claim, async (tx) => {
    await tx
      .update(exposureAttempts)
      .set({
        outcome,
        finishedAt: isUnderWay ? null : now,
        taskId: outcome === "accepted" ? result.taskId : null,
        entityId: "entityId" in result ? result.entityId : null,
        fault,
        providerRequestId: fault ? fault.requestId : "requestId" in result ? result.requestId : null,
      })
      .where(and(eq(exposureAttempts.id, attemptId), eq(exposureAttempts.outcome, "open")));
  });
}
