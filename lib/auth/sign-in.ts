import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { findPersonToSignIn, findSession } from "@/lib/db/people";
import type { Database, Transaction } from "@/lib/db/pool";
import { countUse, forgiveUse } from "@/lib/db/rate-limits";
import { setReach, withReach } from "@/lib/db/reach";
import { sessions } from "@/lib/db/schema";
import { endVcdSession } from "@/lib/db/vcd-sign-in";
import { networkOf } from "./client-address";
import { verifyPassword } from "./passwords";

const attemptWindowMs = 15 * 60_000;
const attemptsPerEmail = 10;
const attemptsPerAddress = 100;
export const sessionMs = 12 * 3600_000;

const nobody = { organizationIds: [], personId: null };

export type SignInResult =
  | { ok: true; sessionId: string; personId: string }
  | { ok: false; reason: "wrong" | "too-many" };

/**
 * Checks a local password and opens a session. Unknown address and wrong password answer alike and take as long;
 * tries are limited per address of the person and per address of the client, counted before the check; a good one does
 * not count.
 */
export async function signInWithPassword(
  db: Database,
  input: { email: string; password: string; address: string | null; now: Date },
): Promise<SignInResult> {
  // PostgreSQL takes no U+0000; nobody's address has one.
  const email = input.email.replaceAll("\u0000", "").trim().toLowerCase().slice(0, 320);
  const network = input.address ? networkOf(input.address) : "unknown";
  const keys = { email: `sign-in:email:${email}`, address: `sign-in:address:${network}` };
  const allowed = await withReach(db, nobody, async (tx) => {
    const byEmail = await countUse(tx, keys.email, attemptWindowMs, input.now);
    const byAddress = await countUse(tx, keys.address, attemptWindowMs, input.now);
    return byEmail <= attemptsPerEmail && byAddress <= attemptsPerAddress;
  });
  if (!allowed) return { ok: false, reason: "too-many" };
  const person = await withReach(db, nobody, (tx) => findPersonToSignIn(tx, email));
  const matches = await verifyPassword(person?.passwordHash ?? null, input.password);
  if (!person || !matches) return { ok: false, reason: "wrong" };
  await withReach(db, nobody, async (tx) => {
    await forgiveUse(tx, keys.email, input.now);
    await forgiveUse(tx, keys.address, input.now);
  });
  return { ok: true, personId: person.id, sessionId: await openSession(db, person.id, input.now) };
}

/** Opens a session for a person who has just proved who they are. */
export function openSession(db: Database, personId: string, now: Date): Promise<string> {
  return withReach(db, nobody, (tx) => insertSession(tx, personId, now));
}

/** The same within a transaction that nobody has entered yet. */
export async function insertSession(tx: Transaction, personId: string, now: Date): Promise<string> {
  const id = uuidv7();
  await tx
    .insert(sessions)
    .values({ id, personId, createdAt: now, seenAt: now, endsAt: new Date(now.getTime() + sessionMs) });
  return id;
}

/**
 * Ends a session at once; its cookie is worthless from the next request on. The one at VCD that was opened with it ends
 * too: the worker tells VCD, and drops the token.
 */
export async function endSession(db: Database, sessionId: string, now: Date): Promise<void> {
  await withReach(db, nobody, async (tx) => {
    const session = await findSession(tx, sessionId, now);
    await tx.update(sessions).set({ endedAt: now }).where(eq(sessions.id, sessionId));
    if (!session) return;
    const organizationIds = session.memberships.map(({ organizationId }) => organizationId);
    await setReach(tx, { organizationIds, personId: session.person.id });
    await endVcdSession(tx, sessionId, now);
  });
}
