import { and, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { type Step, stepKey } from "@/lib/domain/connections/plan-types";
import { type PlaceClaim, renewLease, whileClaimed } from "./places";
import type { Database } from "./pool";
import { clusters } from "./schema/clusters";
import { attempts, connections } from "./schema/connections";
import { awsAccounts, places } from "./schema/places";
import { announceChange } from "./signals";
import { violatedUniqueness } from "./violations";

/** The connection a step is for, as it was when the step was planned. */
export type StepSubject = { id: string; organizationId: string; revision: number };

/**
 * Commits an attempt before its call is sent and prolongs the lease beyond the call. Answers its id, or null where
 * nothing may be sent: a person changed the row since, holds it, or an attempt of this step is still open. Throws
 * LeaseLost.
 */
export async function startAttempt(
  db: Database,
  claim: PlaceClaim,
  subject: StepSubject,
  step: Step,
  times: { now: Date; deadline: Date; leaseMs: number },
): Promise<string | null> {
  const id = uuidv7();
  try {
    return await db.transaction(async (tx) => {
      const [row] = await tx
        .select({
          revision: connections.revision,
          clusterHeldAt: clusters.heldAt,
          placeHeldAt: places.heldAt,
          mode: awsAccounts.mode,
        })
        .from(connections)
        .innerJoin(clusters, eq(clusters.id, connections.clusterId))
        .innerJoin(places, eq(places.id, connections.placeId))
        .innerJoin(awsAccounts, eq(awsAccounts.id, places.awsAccountId))
        .where(eq(connections.id, subject.id))
        .for("share", { of: connections });
      if (row?.revision !== subject.revision) return null;
      if (row.clusterHeldAt || row.placeHeldAt || row.mode !== "act") return null;
      await tx.insert(attempts).values({
        id,
        organizationId: subject.organizationId,
        placeId: claim.placeId,
        connectionId: subject.id,
        stepKey: stepKey(step),
        step,
        startedAt: times.now,
        deadline: times.deadline,
        outcome: "open",
      });
      await renewLease(tx, claim, times.leaseMs);
      return id;
    });
  } catch (error) {
    if (violatedUniqueness(error) === "attempts_one_open") return null;
    throw error;
  }
}

export type AttemptResult =
  | { outcome: "done"; requestId: string | null; peeringId?: string | null }
  | { outcome: "refused"; fault: ProviderFault; failures: number }
  | { outcome: "unknown"; fault: ProviderFault };

/**
 * Records what a call came to; `sentAt` is when a Create was answered. Throws LeaseLost where the claim ended
 * meanwhile: then its successor finds out.
 */
export async function finishAttempt(
  db: Database,
  claim: PlaceClaim,
  subject: StepSubject,
  attemptId: string,
  result: AttemptResult,
  now: Date,
  sentAt?: Date,
): Promise<void> {
  await whileClaimed(db, claim, async (tx) => {
    if (sentAt) {
      const { id, organizationId } = subject;
      await tx
        .update(connections)
        .set({ sentAt, revision: sql`${connections.revision} + 1` })
        .where(eq(connections.id, id));
      await announceChange(tx, { organizationId, kind: "connections", id });
    }
    await tx
      .update(attempts)
      .set({
        outcome: result.outcome,
        finishedAt: now,
        peeringId: result.outcome === "done" ? (result.peeringId ?? null) : null,
        fault: result.outcome === "done" ? null : result.fault,
        providerRequestId: result.outcome === "done" ? result.requestId : result.fault.requestId,
        failures: result.outcome === "refused" ? result.failures : 0,
      })
      .where(and(eq(attempts.id, attemptId), eq(attempts.outcome, "open")));
  });
}
