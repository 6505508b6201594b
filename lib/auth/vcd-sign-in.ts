import { v7 as uuidv7 } from "uuid";
import { seal } from "@/lib/crypto/seal";
import { findVcdPersonId, findVcdPersonRoles } from "@/lib/db/people";
import type { Database } from "@/lib/db/pool";
import { setReach, withReach } from "@/lib/db/reach";
import { forgetTries, forgetTry, lockTries, type Tries, takeTry } from "@/lib/db/sign-in-tries";
import { announceChange, wakePlace } from "@/lib/db/signals";
import { findVcdSession } from "@/lib/db/vcd-sessions";
import { enterVcdPerson, insertVcdSession, listSignInSites, type SignInSite } from "@/lib/db/vcd-sign-in";
import type { Client } from "@/lib/domain/sessions/client";
import { mayTrySignIn, roleFromVcd, type SignInRequest, signInLimits } from "@/lib/domain/vcd/sign-in";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/providers/provider-error";
import { type SignedIn, signInToVcd, signOutOfVcd, type VcdSignIn } from "@/lib/providers/vcd/sign-in";
import { networkOf } from "./client-address";
import { recordSignIn } from "./record-sign-in";
import { insertSession } from "./sessions";

export type VcdSignInResult =
  | { ok: true; sessionId: string; slug: string }
  | { ok: false; reason: "too-many"; retryAt: Date }
  | { ok: false; reason: "unknown-site" }
  /** VCD's word and how many more tries there are for this account here. */
  | { ok: false; reason: "refused"; code: string; message: string; left: number }
  /** VCD let them in, yet their organization is nobody's here. */
  | { ok: false; reason: "unbound"; organization: string; site: string };

const nobody = { organizationIds: [], personId: null };

type Attempt = { account: Tries | null; address: Tries; slots: string[]; left: number };

/**
 * Signs a person in at VCD itself, with what they typed, and opens a session here beside the one there. The password
 * goes to VCD once and is kept nowhere; the token is sealed to the worker. Tries are counted before VCD is asked, so
 * that however many are sent at once, fewer reach an account than make VCD lock it.
 */
export async function signInWithVcd(
  db: Database,
  input: {
    request: SignInRequest;
    sealingPublicKey: string;
    requestId: string;
    now: Date;
  } & Client,
): Promise<VcdSignInResult> {
  const { request } = input;
  const sites = await withReach(db, nobody, listSignInSites);
  const site = sites.find(({ id }) => id === request.siteId);
  if (!site) return { ok: false, reason: "unknown-site" };
  const attempt = await beginAttempt(db, site, input);
  if ("retryAt" in attempt) {
    log.warn(
      { site: site.name, address: input.address, requestId: input.requestId },
      "too many tries to sign in",
    );
    return { ok: false, reason: "too-many", retryAt: attempt.retryAt };
  }
  let signedIn: SignedIn;
  try {
    signedIn = await signInToVcd(site, asCredential(request));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const counted = countsAsWrong(error);
    if (error.fault.code === "InvalidCredentials") {
      const user = request.with === "password" ? request.user : null;
      const reason = "VMware Cloud Director refused the password.";
      await recordRefusal(db, site, { organization: request.organization, user, reason }, input);
    }
    if (!counted) await forgetAttempt(db, attempt, { wrongBefore: false });
    const left = attempt.left - (counted ? 1 : 0);
    return { ok: false, reason: "refused", code: error.fault.code, message: error.fault.message, left };
  }
  await forgetAttempt(db, attempt, { wrongBefore: true });
  return enter(db, site, signedIn, input);
}

function asCredential(request: SignInRequest): VcdSignIn {
  const { organization } = request;
  return request.with === "password"
    ? { kind: "account", organization, user: request.user, password: request.password }
    : { kind: "api-token", organization, token: request.token };
}

/** Only what VCD may have counted counts here. */
function countsAsWrong({ fault, outcomeUnknown }: ProviderError): boolean {
  return outcomeUnknown || fault.code === "InvalidCredentials" || fault.code === "InvalidApiToken";
}

async function beginAttempt(
  db: Database,
  site: SignInSite,
  { request, address, now }: { request: SignInRequest; address: string | null; now: Date },
): Promise<Attempt | { retryAt: Date }> {
  const { windowMs, wrongPerAccount, wrongPerAddress } = signInLimits;
  const network = address ? networkOf(address) : "unknown";
  const fromAddress = { key: `vcd-sign-in:address:${network}`, most: wrongPerAddress, windowMs };
  // An API token is guessed by nobody, and no account is locked for a wrong one.
  const account =
    request.with === "password"
      ? {
          key: `vcd-sign-in:account:${site.id}:${`${request.user}@${request.organization}`.toLowerCase()}`,
          most: wrongPerAccount,
          windowMs,
        }
      : null;
  return withReach(db, nobody, async (tx) => {
    const wrong = {
      forAccount: account ? await lockTries(tx, account, now) : [],
      fromAddress: await lockTries(tx, fromAddress, now),
    };
    const may = mayTrySignIn(wrong, now);
    if (!may.ok) return { retryAt: may.retryAt };
    const slots = [account && (await takeTry(tx, account, now)), await takeTry(tx, fromAddress, now)];
    return { account, address: fromAddress, slots: slots.filter((slot) => slot !== null), left: may.left };
  });
}

/** A good one forgives: VCD forgets the wrong ones of an account too. One that never got there counts for nothing. */
async function forgetAttempt(
  db: Database,
  { account, slots }: Attempt,
  { wrongBefore }: { wrongBefore: boolean },
): Promise<void> {
  await withReach(db, nobody, async (tx) => {
    for (const slot of slots) await forgetTry(tx, slot);
    if (account && wrongBefore) await forgetTries(tx, account);
  });
}

async function enter(
  db: Database,
  site: SignInSite,
  { token, session, expiresAt }: SignedIn,
  input: { sealingPublicKey: string; requestId: string; now: Date } & Client,
): Promise<VcdSignInResult> {
  const { address, userAgent, requestId, now } = input;
  const { user, organization } = session;
  const role = roleFromVcd(session);
  const leaveVcd = () => signOutOfVcd(site, { organization: organization.name, token }).catch(() => {});
  const id = uuidv7();
  const tokenSealed = await seal(token, `vcd-session/${id}`, input.sealingPublicKey);
  // Membership, session and record in one transaction: nobody gets in of whom it was not written down.
  const opened = await withReach(db, nobody, async (tx) => {
    const rolesBefore = await findVcdPersonRoles(tx, { siteId: site.id, userId: user.id });
    const entered = session.isProvider
      ? null
      : await enterVcdPerson(tx, {
          newId: uuidv7(),
          siteId: site.id,
          orgId: organization.id,
          userId: user.id,
          label: labelOf(user.name, organization.name, site),
          name: user.name,
          role,
        });
    if (!entered) return null;
    const { organizationId, personId } = entered;
    const { id: sessionId, endsAt: endsHere } = await insertSession(
      tx,
      { personId, how: "vcd", address, userAgent },
      now,
    );
    await setReach(tx, { organizationIds: [organizationId], personId });
    await insertVcdSession(tx, {
      id,
      sessionId,
      organizationId,
      vcdOrganizationId: entered.vcdOrganizationId,
      personId,
      userId: user.id,
      userName: user.name,
      roles: session.roles,
      rights: session.rights,
      tokenSealed,
      idleTimeoutMs: session.idleTimeoutMs,
      // A token that outlives our session is of no use to anybody.
      expiresAt: expiresAt && expiresAt < endsHere ? expiresAt : endsHere,
      createdAt: now,
      checkedAt: now,
    });
    const person = await findVcdSession(tx, sessionId, now);
    // What only a person's own token reads, such as templates, can be read now.
    if (person) await wakePlace(tx, person.placeId, { fullSweep: true });
    await announceChange(tx, { organizationId, kind: "organizations", id: organizationId });
    const before = rolesBefore.get(organizationId) ?? null;
    const facts = {
      site: site.name,
      organization: organization.name,
      user: user.name,
      roles: session.roles.map((each) => each.name),
      ...(before !== role && { before: { role: before }, after: { role } }),
    };
    await recordSignIn(tx, { personId, how: "vcd", outcome: "done", facts, address, requestId, now });
    return { sessionId, slug: entered.slug };
  }).catch(async (error) => {
    await leaveVcd();
    throw error;
  });
  if (!opened) {
    // Nobody will use it: VCD need not keep it open. Silence is no reason to say anything else than why.
    await leaveVcd();
    const reason = "Their organization there is bound to none here, or they are disabled here.";
    await recordRefusal(db, site, { organization: organization.name, user: user.name, reason }, input);
    return { ok: false, reason: "unbound", organization: organization.name, site: site.name };
  }
  return { ok: true, ...opened };
}

/** That somebody who was here before is not let in is recorded where they are a member; other names are logged alone. */
async function recordRefusal(
  db: Database,
  site: SignInSite,
  facts: { organization: string; user: string | null; reason: string },
  { address, requestId, now }: { address: string | null; requestId: string; now: Date },
): Promise<void> {
  const { user, organization, reason } = facts;
  await withReach(db, nobody, async (tx) => {
    const label = user === null ? null : labelOf(user, organization, site);
    const personId = label === null ? null : await findVcdPersonId(tx, { siteId: site.id, label });
    if (personId === null) {
      log.warn({ site: site.name, reason, address, requestId }, "somebody unknown tried to sign in");
      return;
    }
    const told = { site: site.name, ...facts };
    await recordSignIn(tx, { personId, how: "vcd", outcome: "denied", facts: told, address, requestId, now });
  });
}

/** What a person of VCD has instead of an address. */
function labelOf(user: string, organization: string, site: SignInSite): string {
  return `${user}@${organization} at ${site.name}`;
}

/** Sites to choose from, with which of them take API tokens. */
export async function listSitesToSignIn(db: Database): Promise<SignInSite[]> {
  return withReach(db, nobody, listSignInSites);
}

/** Where somebody's session at VCD stands, to offer the same site and organization again; null for local people. */
export async function findOwnVcdSession(
  db: Database,
  sessionId: string,
  organizationIds: string[],
  now: Date,
) {
  return withReach(db, nobody, async (tx) => {
    await setReach(tx, { organizationIds, personId: null });
    return findVcdSession(tx, sessionId, now);
  });
}
