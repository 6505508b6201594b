import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { audit } from "./schema/audit";
import { attempts } from "./schema/connections";
import { events } from "./schema/events";

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

const actColumns = {
  seq: audit.seq,
  at: audit.at,
  personId: audit.personId,
  personName: audit.personName,
  role: audit.role,
  verb: audit.verb,
  outcome: audit.outcome,
  facts: audit.facts,
};
const eventColumns = {
  id: events.id,
  at: events.at,
  kind: events.kind,
  facts: events.facts,
  providerRequestId: events.providerRequestId,
};

type Subjects = { organizationId: string; subjectIds: string[] };

/** What people did about some subjects, oldest first. */
export async function readActs(tx: Transaction, scope: Subjects): Promise<PersonAct[]> {
  return tx
    .select(actColumns)
    .from(audit)
    .where(and(eq(audit.organizationId, scope.organizationId), inArray(audit.subjectId, scope.subjectIds)))
    .orderBy(asc(audit.seq));
}

/** What sweeps saw of some subjects, oldest first. */
export async function readEvents(tx: Transaction, scope: Subjects): Promise<ObservedEvent[]> {
  return tx
    .select(eventColumns)
    .from(events)
    .where(and(eq(events.organizationId, scope.organizationId), inArray(events.subjectId, scope.subjectIds)))
    .orderBy(asc(events.at), asc(events.id));
}

/** What people did about a connection, what sweeps saw of it, and what was sent to AWS for it; each oldest first. */
export async function readHistory(
  tx: Transaction,
  scope: { organizationId: string; connectionId: string; requestIds: string[] },
): Promise<{ acts: PersonAct[]; events: ObservedEvent[]; attempts: AttemptRow[] }> {
  const { organizationId, connectionId } = scope;
  const acts = await readActs(tx, { organizationId, subjectIds: [connectionId, ...scope.requestIds] });
  const seen = await readEvents(tx, { organizationId, subjectIds: [connectionId] });
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
    .where(and(eq(attempts.organizationId, organizationId), eq(attempts.connectionId, connectionId)))
    .orderBy(asc(attempts.startedAt), asc(attempts.id));
  return { acts, events: seen, attempts: sent };
}

/** The latest of what people did and sweeps saw of an organization's connections, newest first, by connection. */
export async function readRecentHistory(
  tx: Transaction,
  options: { organizationId: string; limit: number },
): Promise<{
  acts: (PersonAct & { subjectId: string })[];
  events: (ObservedEvent & { subjectId: string })[];
}> {
  const acts = await tx
    .select({ ...actColumns, subjectId: sql<string>`${audit.subjectId}` })
    .from(audit)
    .where(
      and(
        eq(audit.organizationId, options.organizationId),
        eq(audit.subjectKind, "connection"),
        eq(audit.outcome, "done"),
      ),
    )
    .orderBy(desc(audit.seq))
    .limit(options.limit);
  const seen = await tx
    .select({ ...eventColumns, subjectId: events.subjectId })
    .from(events)
    .where(and(eq(events.organizationId, options.organizationId), eq(events.subjectKind, "connection")))
    .orderBy(desc(events.at), desc(events.id))
    .limit(options.limit);
  return { acts, events: seen };
}
