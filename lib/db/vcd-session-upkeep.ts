import { and, eq, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { VcdReference } from "@/lib/domain/vcd/observed";
import type { Database, Transaction } from "./pool";
import { events } from "./schema/events";
import { sessions, vcdSessions } from "./schema/sign-on";
import { vcdOrganizations, vcdSites } from "./schema/sites";
import { announceChange } from "./signals";

export type HeldSession = {
  id: string;
  /** The session of ours that was opened with it. */
  sessionId: string;
  organizationId: string;
  placeOrganizationId: string;
  /** VCD's name of the organization. */
  organizationName: string;
  siteId: string;
  site: { url: string; certificateAuthority: string | null };
  tokenSealed: string;
  endedAt: Date | null;
  /** As VCD told them when it was last asked. */
  roles: VcdReference[];
  rights: string[] | null;
};

const held = {
  id: vcdSessions.id,
  sessionId: vcdSessions.sessionId,
  organizationId: vcdSessions.organizationId,
  placeOrganizationId: vcdSessions.vcdOrganizationId,
  organizationName: vcdOrganizations.name,
  siteId: vcdSites.id,
  site: { url: vcdSites.url, certificateAuthority: vcdSites.certificateAuthority },
  tokenSealed: sql<string>`${vcdSessions.tokenSealed}`,
  endedAt: vcdSessions.endedAt,
  roles: vcdSessions.roles,
  rights: vcdSessions.rights,
};

function selectHeld(db: Database, ids: string[]): Promise<HeldSession[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db
    .select(held)
    .from(vcdSessions)
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdSessions.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(and(inArray(vcdSessions.id, ids), isNotNull(vcdSessions.tokenSealed)));
}

/**
 * Ends the sessions at VCD whose time is over, and those whose session here is: nobody signed out of them, and their
 * tokens are dropped all the same. Of a token that ran out nobody can ask VCD any more whether its owner may still be
 * here, so the session here ends with it.
 */
export async function expireSessions(db: Database, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; session_id: string; organization_id: string }>(sql`
      update vcd_sessions v set ended_at = ${now}::timestamptz, end_reason = 'expired'
      from sessions s
      where s.id = v.session_id and v.ended_at is null
        and (v.expires_at <= ${now}::timestamptz or s.ended_at is not null
          or s.ends_at <= ${now}::timestamptz or s.idle_ends_at <= ${now}::timestamptz)
      returning v.id, v.session_id, v.organization_id`);
    const ended = rows.map((row) => ({
      id: row.id,
      sessionId: row.session_id,
      organizationId: row.organization_id,
    }));
    await endSessionsBehind(tx, ended, "token-expired", now);
    for (const row of ended) await announceSession(tx, row);
  });
}

/** Sessions that have ended here and whose tokens are still held: VCD is to be told. */
export async function listEndedSessions(db: Database): Promise<HeldSession[]> {
  const rows = await db
    .select({ id: vcdSessions.id })
    .from(vcdSessions)
    .where(and(isNotNull(vcdSessions.endedAt), isNotNull(vcdSessions.tokenSealed)))
    .orderBy(vcdSessions.endedAt)
    .limit(50);
  return selectHeld(
    db,
    rows.map(({ id }) => id),
  );
}

export async function dropToken(db: Database, id: string): Promise<void> {
  await db.update(vcdSessions).set({ tokenSealed: null }).where(eq(vcdSessions.id, id));
}

/**
 * Claims sessions that VCD is to be asked about, by noting that it is asked now: another worker leaves them alone.
 * Those just opened come at once, so that a token that does not work is found out early.
 */
export async function claimSessionsToCheck(
  db: Database,
  options: { askedBefore: Date; now: Date; limit: number },
): Promise<HeldSession[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    update vcd_sessions set checked_at = ${options.now}::timestamptz
    where id in (
      select id from vcd_sessions
      where ended_at is null and token_sealed is not null
        and (checked_at <= ${options.askedBefore}::timestamptz
          or (checked_at = created_at and created_at < ${options.now}::timestamptz))
      order by checked_at limit ${options.limit}
      for no key update skip locked)
    returning id`);
  return selectHeld(
    db,
    rows.map(({ id }) => id),
  );
}

/** What VCD says of a session that holds. */
export async function recordSessionSeen(
  db: Database,
  id: string,
  seen: { roles: VcdReference[]; rights: string[] | null; idleTimeoutMs: number },
): Promise<void> {
  await db
    .update(vcdSessions)
    .set(seen)
    .where(and(eq(vcdSessions.id, id), isNull(vcdSessions.endedAt)));
}

/** VCD ended a session: its token is worthless and goes at once, and the session here ends with it. */
export async function recordSessionEnded(
  db: Database,
  session: Pick<HeldSession, "id" | "sessionId" | "organizationId">,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(vcdSessions)
      .set({ endedAt: now, endReason: "ended-by-vcd", tokenSealed: null })
      .where(and(eq(vcdSessions.id, session.id), isNull(vcdSessions.endedAt)));
    await endSessionsBehind(tx, [session], "ended-there", now);
    await announceSession(tx, session);
  });
}

/**
 * VCD took away what somebody's role here rests on: the session here ends, and the one at VCD is ended in turn. Whoever
 * signs in again gets the role that is left.
 */
export async function recordRightsTaken(db: Database, session: HeldSession, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(vcdSessions)
      .set({ endedAt: now, endReason: "signed-out" })
      .where(and(eq(vcdSessions.id, session.id), isNull(vcdSessions.endedAt)));
    await endSessionsBehind(tx, [session], "rights-taken", now);
    await announceSession(tx, session);
  });
}

/** Ends sessions here whose people VCD vouches for no more, where they hold, and keeps why as an event. */
async function endSessionsBehind(
  tx: Transaction,
  behind: { sessionId: string; organizationId: string }[],
  why: "ended-there" | "rights-taken" | "token-expired",
  now: Date,
): Promise<void> {
  for (const { sessionId, organizationId } of behind) {
    const ended = await tx
      .update(sessions)
      .set({ endedAt: now, endReason: "ended-at-vcd" })
      .where(
        and(
          eq(sessions.id, sessionId),
          isNull(sessions.endedAt),
          gt(sessions.endsAt, now),
          gt(sessions.idleEndsAt, now),
        ),
      )
      .returning({ personId: sessions.personId });
    const [{ personId } = { personId: null }] = ended;
    if (personId === null) continue;
    await tx.insert(events).values({
      id: uuidv7(),
      organizationId,
      subjectKind: "session",
      subjectId: sessionId,
      at: now,
      kind: "ended-at-vcd",
      facts: { personId, why },
    });
    await announceChange(tx, { organizationId, kind: "sessions", id: organizationId });
  }
}

/** Pages that offer what goes in the person's name show that it does not any more. */
async function announceSession(
  tx: Transaction,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<void> {
  await announceChange(tx, { organizationId, kind: "clusters", id });
}
