import { and, asc, eq, isNull, lte, or, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { dueReminder, isOverdue, lastReminderMs, remindAfterMs } from "@/lib/domain/requests/deadlines";
import type { Database, Transaction } from "./pool";
import { tellExpired, tellWaiting } from "./request-notices";
import { settleSubject } from "./request-settlement";
import { type RequestRow, recordExpiry } from "./requests";
import { events } from "./schema/events";
import { requests } from "./schema/requests";
import { announceChange } from "./signals";

const since = sql`coalesce(${requests.editedAt}, ${requests.requestedAt})`;

/** Waiting requests whose time has come to end or to be told of again, the oldest first. */
export async function listRequestsToKeep(db: Database, now: Date, limit: number): Promise<string[]> {
  const longWaiting = new Date(now.getTime() - remindAfterMs);
  const lastDay = new Date(now.getTime() + lastReminderMs);
  const rows = await db
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        eq(requests.state, "waiting"),
        or(
          lte(requests.expiresAt, now),
          and(sql`${since} <= ${longWaiting}`, isNull(requests.remindedAt)),
          and(
            lte(requests.expiresAt, lastDay),
            or(
              isNull(requests.remindedAt),
              sql`${requests.remindedAt} < ${requests.expiresAt} - ${`${lastReminderMs} milliseconds`}::interval`,
            ),
          ),
        ),
      ),
    )
    .orderBy(asc(requests.expiresAt), asc(requests.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/**
 * Ends one request that nobody decided in time, or tells of it once more. Its row is locked, so that a decision at the
 * same moment comes before or after; what was done is named, null where somebody else was faster.
 */
export function keepRequest(db: Database, id: string, now: Date): Promise<"expired" | "reminded" | null> {
  return db.transaction(async (tx) => {
    const [request] = await tx.select().from(requests).where(eq(requests.id, id)).for("update");
    if (request?.state !== "waiting") return null;
    if (isOverdue(request, now)) {
      await expire(tx, request, now);
      return "expired";
    }
    const { editedAt, requestedAt, expiresAt, remindedAt } = request;
    const reminder = dueReminder({ since: editedAt ?? requestedAt, expiresAt, remindedAt }, now);
    if (!reminder) return null;
    await tx.update(requests).set({ remindedAt: now }).where(eq(requests.id, id));
    await tellWaiting(tx, request, now, { reminder });
    await announceChange(tx, { organizationId: request.organizationId, kind: "requests", id });
    return "reminded";
  });
}

async function expire(tx: Transaction, request: RequestRow, now: Date): Promise<void> {
  const { id, organizationId, kind, subjectId, terms } = request;
  if (!(await recordExpiry(tx, id))) return;
  await settleSubject(tx, request, "expired", now);
  const goesOn = terms.kind === "connection" ? terms.changes !== undefined : terms.act === "open-firewall";
  if (!goesOn) {
    await tx.insert(events).values({
      id: uuidv7(),
      organizationId,
      subjectKind: kind,
      subjectId,
      at: now,
      kind: "ended",
      facts: { as: kind === "connection" ? "expired" : "withdrawn", reason: "undecided", detail: null },
    });
  }
  await tellExpired(tx, request, now);
  await announceChange(tx, { organizationId, kind: "requests", id });
}
