import { and, asc, eq, inArray } from "drizzle-orm";
import type { AttemptOutcome, Step } from "@/lib/domain/exposures/plan-types";
import { type ObservedEvent, type PersonAct, readActs, readEvents } from "./connection-history";
import type { Transaction } from "./pool";
import { exposureAttempts } from "./schema/exposures";
import { requests } from "./schema/requests";

export type ExposureHistoryRows = {
  acts: PersonAct[];
  events: ObservedEvent[];
  attempts: {
    id: string;
    step: Step;
    startedAt: Date;
    finishedAt: Date | null;
    outcome: AttemptOutcome;
    fault: (typeof exposureAttempts.$inferSelect)["fault"];
    providerRequestId: string | null;
  }[];
};

/**
 * What people did about exposures, what sweeps saw of them, and what was sent for them; each oldest first. With a
 * cluster, what was done about and seen of that too.
 */
export async function readExposureHistory(
  tx: Transaction,
  scope: { organizationId: string; exposureIds: string[]; clusterId?: string },
): Promise<ExposureHistoryRows> {
  const { organizationId, exposureIds } = scope;
  const asked =
    exposureIds.length === 0
      ? []
      : await tx
          .select({ id: requests.id })
          .from(requests)
          .where(
            and(
              eq(requests.organizationId, organizationId),
              eq(requests.kind, "exposure"),
              inArray(requests.subjectId, exposureIds),
            ),
          );
  const subjects = [...exposureIds, ...(scope.clusterId ? [scope.clusterId] : [])];
  const acts = await readActs(tx, {
    organizationId,
    subjectIds: [...subjects, ...asked.map(({ id }) => id)],
  });
  const events = await readEvents(tx, { organizationId, subjectIds: subjects });
  const attempts =
    exposureIds.length === 0
      ? []
      : await tx
          .select({
            id: exposureAttempts.id,
            step: exposureAttempts.step,
            startedAt: exposureAttempts.startedAt,
            finishedAt: exposureAttempts.finishedAt,
            outcome: exposureAttempts.outcome,
            fault: exposureAttempts.fault,
            providerRequestId: exposureAttempts.providerRequestId,
          })
          .from(exposureAttempts)
          .where(
            and(
              eq(exposureAttempts.organizationId, organizationId),
              inArray(exposureAttempts.exposureId, exposureIds),
            ),
          )
          .orderBy(asc(exposureAttempts.startedAt), asc(exposureAttempts.id));
  return { acts, events, attempts };
}
