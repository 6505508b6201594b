import { findSession } from "@/lib/db/people";
import type { Database, Transaction } from "@/lib/db/pool";
import { setReach, withReach } from "@/lib/db/reach";
import {
  announceSessions,
  endSessionRow,
  findSessionRow,
  insertSessionRow,
  prolongSessionRow,
} from "@/lib/db/sessions";
import { endVcdSession } from "@/lib/db/vcd-sign-in";
import { type Client, tidyUserAgent } from "@/lib/domain/sessions/client";
import { describeSignedOut, type SessionHow } from "@/lib/domain/sessions/views";
import { recordOfPerson, recordSignIn } from "./record-sign-in";

const nobody = { organizationIds: [], personId: null };

export type NewSession = { personId: string; how: SessionHow } & Client;
export type OpenedSession = { id: string; endsAt: Date };

/**
 * Opens a session in a transaction that nobody has entered yet, for somebody who has just proved who they are. How long
 * it lasts, without an act and at all, is as the provider's settings say at this moment. Record it with `recordSignIn`,
 * in the same transaction.
 */
export function insertSession(tx: Transaction, session: NewSession, now: Date): Promise<OpenedSession> {
  const { personId, how, address, userAgent } = session;
  return insertSessionRow(tx, { personId, how, address, userAgent: tidyUserAgent(userAgent) }, now);
}

/**
 * The same in a transaction of its own, recorded: where the record cannot be written there is no session. `demand` is
 * asked first, in that transaction: there is none either where it rejects.
 */
export function openSession(
  db: Database,
  session: NewSession & { facts?: Record<string, unknown>; requestId: string; now: Date },
  demand?: (tx: Transaction) => Promise<void>,
): Promise<OpenedSession> {
  const { personId, how, facts, address, requestId, now } = session;
  return withReach(db, nobody, async (tx) => {
    await demand?.(tx);
    const opened = await insertSession(tx, session, now);
    await recordSignIn(tx, { personId, how, outcome: "done", facts, address, requestId, now });
    return opened;
  });
}

/**
 * Signs out: ends the session at once, so that its cookie is worthless from the next request on. The one at VCD that was
 * opened with it ends too: the worker tells VCD, and drops the token. A session that is over already is left as it is.
 */
export async function endSession(
  db: Database,
  given: { sessionId: string; address: string | null; requestId: string; now: Date },
): Promise<void> {
  const { sessionId, address, requestId, now } = given;
  await withReach(db, nobody, async (tx) => {
    const session = await findSession(tx, sessionId, now);
    if (!session) return;
    const personId = session.person.id;
    const organizationIds = session.memberships.map(({ organizationId }) => organizationId);
    await endSessionRow(tx, { sessionId, reason: "signed-out" }, now);
    await setReach(tx, { organizationIds, personId });
    await endVcdSession(tx, sessionId, now);
    await announceSessions(tx, organizationIds);
    const done = { verb: "people.sign-out", outcome: "done" as const };
    await recordOfPerson(tx, { ...done, personId, address, requestId, now });
  });
}

/**
 * Notes that the person did something themselves, so that their session does not run out for lack of it. Not for what a
 * page reads by itself: an open page would keep a session alive without anybody there. Writes once a minute at most.
 */
export async function prolongSession(db: Database, sessionId: string | null, now: Date): Promise<void> {
  if (sessionId) await withReach(db, nobody, (tx) => prolongSessionRow(tx, sessionId, now));
}

/** What somebody is told at sign-in whose cookie names a session that is over; null for everybody else. */
export async function describeEndedSession(
  db: Database,
  sessionId: string | null,
  now: Date,
): Promise<{ title: string; next: string } | null> {
  if (!sessionId) return null;
  const session = await withReach(db, nobody, (tx) => findSessionRow(tx, sessionId));
  return session && describeSignedOut(session, now);
}
