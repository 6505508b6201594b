import { setTimeout as wait } from "node:timers/promises";
import { holdPassword, type PasswordStanding } from "@/lib/db/passwords";
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
import { insertSession } from "./sessions";

const attemptWindowMs = 15 * 60_000;
const attemptsPerEmail = 10;
const attemptsPerAddress = 100;
/** A refusal takes at least this long, so that it does not tell by its speed whether it was recorded for somebody. */
const refusalMs = 250;

const nobody = { organizationIds: [], personId: null };

const whyNot = {
  wrong: "The password was wrong.",
  changed: "The password was changed at that moment.",
  disabled: "They are disabled.",
  "switched-off": "Local accounts are switched off.",
} as const satisfies Record<Exclude<PasswordStanding, "holds"> | "wrong", string>;

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
    if (person) await recordRefusal(db, person.id, whyNot["switched-off"], input);
    await refusedAt;
    return { ok: false, reason: "switched-off" };
  }
  const matches = await verifyPassword(person?.passwordHash ?? null, input.password);
  if (!person || !matches || person.disabledAt) {
    if (person) await recordRefusal(db, person.id, whyNot[person.disabledAt ? "disabled" : "wrong"], input);
    else log.warn({ address, requestId }, "somebody unknown tried to sign in");
    await refusedAt;
    return { ok: false, reason: "wrong" };
  }
  const opened = await enter(db, person, input);
  if ("not" in opened) {
    await recordRefusal(db, person.id, whyNot[opened.not], input);
    await refusedAt;
    return { ok: false, reason: opened.not === "switched-off" ? "switched-off" : "wrong" };
  }
  await withReach(db, nobody, async (tx) => {
    await forgiveUse(tx, keys.email, now);
    await forgiveUse(tx, keys.address, now);
  });
  return { ok: true, personId: person.id, sessionId: opened.sessionId };
}

/** Opens the session, unless what was right when it was compared is so no more: comparing takes a while, on purpose. */
function enter(
  db: Database,
  person: { id: string; passwordHash: string | null },
  { address, userAgent, requestId, now }: { requestId: string; now: Date } & Client,
): Promise<{ sessionId: string } | { not: Exclude<PasswordStanding, "holds"> }> {
  const by = { personId: person.id, how: "password" as const, address };
  return withReach(db, nobody, async (tx) => {
    const standing = await holdPassword(tx, { personId: person.id, passwordHash: person.passwordHash });
    if (standing !== "holds") return { not: standing };
    const { id } = await insertSession(tx, { ...by, userAgent }, now);
    await recordSignIn(tx, { ...by, outcome: "done", requestId, now });
    return { sessionId: id };
  });
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
