import { and, asc, eq, inArray } from "drizzle-orm";
import type { Transaction } from "./pool";
import { attempts, audit, events } from "./schema";

export type PersonAct = Pick<
  typeof audit.$inferSelect,
  "seq" | "at" | "personId" | "personName" | "role" | "verb" | "outcome" | "facts"
>;
export type ObservedEvent = Pick<
  typeof events.$inferSelect,
  "id" | "at" | "kind" | "facts" | "providerRequestId"
>;
export type AttemptRow = Pick<
  typeof attempts.$inferSelect,
  "id" | "step" | "startedAt" | "finishedAt" | "outcome" | "fault" | "providerRequestId" | "peeringId"
>;

/** What people did about a connection, what sweeps saw of it, and what was sent to AWS for it; each oldest first. */
export async function readHistory(
  tx: Transaction,
  scope: { organizationId: string; connectionId: string; requestIds: string[] },
): Promise<{ acts: PersonAct[]; events: ObservedEvent[]; attempts: AttemptRow[] }> {
  const acts = await tx
    .select({
      seq: audit.seq,
      at: audit.at,
      personId: audit.personId,
      personName: audit.personName,
      role: audit.role,
      verb: audit.verb,
      outcome: audit.outcome,
      facts: audit.facts,
    })
    .from(audit)
    .where(
      and(
        eq(audit.organizationId, scope.organizationId),
        inArray(audit.subjectId, [scope.connectionId, ...scope.requestIds]),
      ),
    )
    .orderBy(asc(audit.seq));
  const seen = await tx
    .select({
      id: events.id,
      at: events.at,
      kind: events.kind,
      facts: events.facts,
      providerRequestId: events.providerRequestId,
    })
    .from(events)
    .where(and(eq(events.organizationId, scope.organizationId), eq(events.subjectId, scope.connectionId)))
    .orderBy(asc(events.at), asc(events.id));
  const sent = await tx
    .select({
      id: attempts.id,
      step: attempts.step,
      startedAt: attempts.startedAt,
      finishedAt: attempts.finishedAt,
      outcome: attempts.outcome,
      fault: attempts.fault,
      providerRequestId: attempts.providerRequestId,
      peeringId: attempts.peeringId,
    })
    .from(attempts)
    .where(
      and(eq(attempts.organizationId, scope.organizationId), eq(attempts.connectionId, scope.connectionId)),
    )
    .orderBy(asc(attempts.startedAt), asc(attempts.id));
  return { acts, events: seen, attempts: sent };
}
