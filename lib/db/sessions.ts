import { and, desc, eq, gt, inArray, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { prolongEveryMs } from "@/lib/domain/sessions/limits";
import type { SessionEndReason, SessionFacts, SessionHow } from "@/lib/domain/sessions/views";
import { listMembershipsOf } from "./new-people";
import type { Transaction } from "./pool";
import { sessions, settings, vcdSessions } from "./schema/sign-on";
import { announceChange } from "./signals";

/** How long sessions last by now, as the provider set it. */
export async function readSessionLimits(tx: Transaction): Promise<{ idleMinutes: number; hours: number }> {
  const [row] = await tx
    .select({ idleMinutes: settings.sessionIdleMinutes, hours: settings.sessionHours })
    .from(settings);
  if (!row) throw new Error("the settings have no row");
  return row;
}

/** A session that begins now. Only within the reach of nobody yet. */
export async function insertSessionRow(
  tx: Transaction,
  values: { personId: string; how: SessionHow; address: string | null; userAgent: string | null },
  now: Date,
): Promise<{ id: string; endsAt: Date }> {
  const { idleMinutes, hours } = await readSessionLimits(tx);
  const id = uuidv7();
  const endsAt = new Date(now.getTime() + hours * 3600_000);
  const idleEndsAt = earlier(endsAt, new Date(now.getTime() + idleMinutes * 60_000));
  await tx.insert(sessions).values({ id, ...values, createdAt: now, seenAt: now, idleEndsAt, endsAt });
  return { id, endsAt };
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

/** Whether a session holds: not ended, and neither of its times over. */
export function isAlive(now: Date): SQL | undefined {
  return and(isNull(sessions.endedAt), gt(sessions.endsAt, now), gt(sessions.idleEndsAt, now));
}

/** Puts off the end of a session that holds, unless that was done a moment ago. Only within the reach of nobody yet. */
export async function prolongSessionRow(tx: Transaction, sessionId: string, now: Date): Promise<void> {
  await tx
    .update(sessions)
    .set({
      seenAt: now,
      idleEndsAt: sql`least(${sessions.endsAt}, ${now}::timestamptz
        + make_interval(mins => (select session_idle_minutes from settings)))`,
    })
    .where(
      and(
        eq(sessions.id, sessionId),
        isAlive(now),
        lt(sessions.seenAt, new Date(now.getTime() - prolongEveryMs)),
      ),
    );
}

/** Ends one session, whoever's it is within reach. */
export async function endSessionRow(
  tx: Transaction,
  { sessionId, reason }: { sessionId: string; reason: SessionEndReason },
  now: Date,
): Promise<void> {
  await tx
    .update(sessions)
    .set({ endedAt: now, endReason: reason })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
}

const own = {
  id: sessions.id,
  how: sessions.how,
  address: sessions.address,
  userAgent: sessions.userAgent,
  createdAt: sessions.createdAt,
  seenAt: sessions.seenAt,
  idleEndsAt: sessions.idleEndsAt,
  endsAt: sessions.endsAt,
  endedAt: sessions.endedAt,
  endReason: sessions.endReason,
};

/** Sessions of a person that hold, or that held after `since`; the newest first, at most `limit`. */
export function listSessions(
  tx: Transaction,
  { personId, since, limit }: { personId: string; since: Date; limit: number },
): Promise<SessionFacts[]> {
  const over = sql<Date>`least(${sessions.endedAt}, ${sessions.endsAt}, ${sessions.idleEndsAt})`;
  return tx
    .select(own)
    .from(sessions)
    .where(and(eq(sessions.personId, personId), gt(over, since)))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(limit);
}

/** One session, ended or not; null if it is nobody's within reach. */
export async function findSessionRow(tx: Transaction, sessionId: string): Promise<SessionFacts | null> {
  const [row] = await tx.select(own).from(sessions).where(eq(sessions.id, sessionId));
  return row ?? null;
}

/**
 * Ends sessions of a person that hold, those at VCD that belong to them included, and gives their ids. `only` names one;
 * `but` leaves one. Needs a reach with the person's organizations for the sessions at VCD.
 */
export async function endSessionsOf(
  tx: Transaction,
  which: { personId: string; only?: string; but?: string; reason: SessionEndReason },
  now: Date,
): Promise<string[]> {
  const { personId, only, but, reason } = which;
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now, endReason: reason })
    .where(
      and(
        eq(sessions.personId, personId),
        isAlive(now),
        only === undefined ? undefined : eq(sessions.id, only),
        but === undefined ? undefined : ne(sessions.id, but),
      ),
    )
    .returning({ id: sessions.id });
  const ids = ended.map(({ id }) => id);
  if (ids.length > 0) {
    await tx
      .update(vcdSessions)
      .set({ endedAt: now, endReason: "signed-out" })
      .where(and(inArray(vcdSessions.sessionId, ids), isNull(vcdSessions.endedAt)));
  }
  return ids;
}

/**
 * Ends all sessions of a member of an organization within reach, for its admin, and gives how many; null where the
 * member belongs to others too, whose business that would be. The provider's people end anybody's.
 */
export async function endSessionsOfMember(
  tx: Transaction,
  key: { organizationId: string; personId: string },
  now: Date,
): Promise<number | null> {
  const { rows } = await tx.execute<{ ended: number | null }>(
    sql`select drawbridge_end_sessions_of(${key.personId}::uuid, ${key.organizationId}::uuid, ${now}::timestamptz) as ended`,
  );
  return rows[0]?.ended ?? null;
}

/** Has the open pages of a person ask at once whether their session holds. Says to nobody whose it was. */
export async function announceSessionsOf(tx: Transaction, personId: string): Promise<void> {
  const of = await listMembershipsOf(tx, personId);
  await announceSessions(
    tx,
    of.map(({ organizationId }) => organizationId),
  );
}

/** Has open pages of these organizations ask at once whether their session holds. Says nobody's name. */
export async function announceSessions(tx: Transaction, organizationIds: readonly string[]): Promise<void> {
  for (const organizationId of organizationIds) {
    await announceChange(tx, { organizationId, kind: "sessions", id: organizationId });
  }
}
