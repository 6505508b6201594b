import { setTimeout as wait } from "node:timers/promises";
import { findPersonToSignIn } from "@/lib/db/people";
import type { Database } from "@/lib/db/pool";
import { countUses, forgiveUse } from "@/lib/db/rate-limits";
import { withReach } from "@/lib/db/reach";
import { readSettings } from "@/lib/db/settings";
import type { Client } from "@/lib/domain/sessions/client";
import { log } from "@/lib/log";
import { networkOf } from "./client-address";
import { verifyPassword } from "./passwords";
import { recordSignIn } from "./record-sign-in";
import { openSession } from "./sessions";

const attemptWindowMs = 15 * 60_000;
const attemptsPerEmail = 10;
const attemptsPerAddress = 100;
/** A refusal takes at least this long, so that it does not tell by its speed whether it was recorded for somebody. */
const refusalMs = 250;

const nobody = { organizationIds: [], personId: null };

export type SignInResult =
  | { ok: true; sessionId: string; personId: string }
  | { ok: false; reason: "wrong" | "switched-off" }
  | { ok: false; reason: "too-many"; retryAt: Date };

/**
 * Checks a local password and opens a session. Unknown address and wrong password answer alike and take as long;
 * tries are limited per address of the person and per address of the client, counted before the check; a good one does
 * not count. Nobody gets in while local accounts are switched off. That somebody we know is not let in is recorded where
 * they are a member.
 */
export async function signInWithPassword(
  db: Database,
  input: { email: string; password: string; requestId: string; now: Date } & Client,
): Promise<SignInResult> {
  const { address, requestId, now } = input;
  const refusedAt = wait(refusalMs);
  // PostgreSQL takes no U+0000; nobody's address has one.
  const email = input.email.replaceAll("\u0000", "").trim().toLowerCase().slice(0, 320);
  const network = address ? networkOf(address) : "unknown";
  const keys = { email: `sign-in:email:${email}`, address: `sign-in:address:${network}` };
  const uses = await withReach(db, nobody, (tx) =>
    countUses(tx, [keys.email, keys.address], attemptWindowMs, now),
  );
  const over = uses.filter(
    ({ key, count }) => count > (key === keys.email ? attemptsPerEmail : attemptsPerAddress),
  );
  if (over.length > 0) {
    log.warn({ address, requestId, limits: over.length }, "too many tries to sign in");
    const retryAt = new Date(Math.max(...over.map(({ windowEndsAt }) => windowEndsAt.getTime())));
    return { ok: false, reason: "too-many", retryAt };
  }
  const person = await withReach(db, nobody, (tx) => findPersonToSignIn(tx, email));
  if (!(await withReach(db, nobody, readSettings)).localAccounts) {
    if (person) await recordRefusal(db, person.id, "Local accounts are switched off.", input);
    await refusedAt;
    return { ok: false, reason: "switched-off" };
  }
  const matches = await verifyPassword(person?.passwordHash ?? null, input.password);
  if (!person || !matches || person.disabledAt) {
    const reason = person?.disabledAt ? "They are disabled." : "The password was wrong.";
    if (person) await recordRefusal(db, person.id, reason, input);
    else log.warn({ address, requestId }, "somebody unknown tried to sign in");
    await refusedAt;
    return { ok: false, reason: "wrong" };
  }
  const { id } = await openSession(db, { ...input, personId: person.id, how: "password" });
  await withReach(db, nobody, async (tx) => {
    await forgiveUse(tx, keys.email, now);
    await forgiveUse(tx, keys.address, now);
  });
  return { ok: true, personId: person.id, sessionId: id };
}

function recordRefusal(
  db: Database,
  personId: string,
  reason: string,
  { address, requestId, now }: { address: string | null; requestId: string; now: Date },
): Promise<void> {
  const facts = { reason };
  return withReach(db, nobody, (tx) =>
    recordSignIn(tx, { personId, how: "password", outcome: "denied", facts, address, requestId, now }),
  );
}
