import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { VcdReference } from "@/lib/domain/vcd/observed";
import type { Database } from "./pool";
import { vcdOrganizations, vcdSessions, vcdSites } from "./schema";
import { announceChange } from "./signals";

export type HeldSession = {
  id: string;
  organizationId: string;
  placeOrganizationId: string;
  /** VCD's name of the organization. */
  organizationName: string;
  siteId: string;
  site: { url: string; certificateAuthority: string | null };
  tokenSealed: string;
  endedAt: Date | null;
};

const held = {
  id: vcdSessions.id,
  organizationId: vcdSessions.organizationId,
  placeOrganizationId: vcdSessions.vcdOrganizationId,
  organizationName: vcdOrganizations.name,
  siteId: vcdSites.id,
  site: { url: vcdSites.url, certificateAuthority: vcdSites.certificateAuthority },
  tokenSealed: sql<string>`${vcdSessions.tokenSealed}`,
  endedAt: vcdSessions.endedAt,
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

/** Ends the sessions whose time is over: nobody signed out of them, and their tokens are dropped all the same. */
export async function expireSessions(db: Database, now: Date): Promise<void> {
  const ended = await db
    .update(vcdSessions)
    .set({ endedAt: now, endReason: "expired" })
    .where(and(isNull(vcdSessions.endedAt), sql`${vcdSessions.expiresAt} <= ${now}`))
    .returning({ id: vcdSessions.id, organizationId: vcdSessions.organizationId });
  for (const row of ended) await announceSession(db, row);
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

/** VCD ended a session: its token is worthless and goes at once. */
export async function recordSessionEnded(db: Database, session: HeldSession, now: Date): Promise<void> {
  await db
    .update(vcdSessions)
    .set({ endedAt: now, endReason: "ended-by-vcd", tokenSealed: null })
    .where(and(eq(vcdSessions.id, session.id), isNull(vcdSessions.endedAt)));
  await announceSession(db, session);
}

/** Pages that offer what goes in the person's name show that it does not any more. */
async function announceSession(
  db: Database,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<void> {
  await db.transaction((tx) => announceChange(tx, { organizationId, kind: "clusters", id }));
}
