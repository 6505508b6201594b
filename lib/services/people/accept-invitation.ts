import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { hashPassword } from "@/lib/auth/passwords";
import { appendAudit } from "@/lib/db/audit";
import {
  acceptInvitationRow,
  findInvitation,
  findInvitingOrganization,
  type InvitationRow,
} from "@/lib/db/invitations";
import { findMembership, insertMembership } from "@/lib/db/memberships";
import { findLocalPerson, findOrInsertPerson, listMembershipsOf } from "@/lib/db/new-people";
import { writeNotice } from "@/lib/db/notices";
import { expirePasswordLinks, storePassword } from "@/lib/db/password-links";
import { findSession } from "@/lib/db/people";
import type { Transaction } from "@/lib/db/pool";
import { setReach, withReach } from "@/lib/db/reach";
import { readSettings } from "@/lib/db/settings";
import { announceChange } from "@/lib/db/signals";
import { invitationState, type OpenInvitation } from "@/lib/domain/people/invitations";
import { paths } from "@/lib/paths";
import type { VerbContext } from "../context";
import { ServiceError } from "../errors";
import { newPassword } from "./password-input";
import { hashToken } from "./password-link";
import { personName } from "./person-input";

const nobody = { organizationIds: [], personId: null };

/** The same for every token that leads nowhere, whosever it was and whatever became of it. */
const closed = {
  message: "This invitation does not work, or no longer does.",
  next: "Copy the whole link again. If that does not help, ask whoever invited you for a new one.",
};

export type InvitationLook = OpenInvitation | ({ open: false } & typeof closed);

/** What an invitation offers whoever opened its link. */
export async function inspectInvitation(
  { db, sessionId, now }: VerbContext,
  token: string,
): Promise<InvitationLook> {
  return withReach(db, nobody, async (tx): Promise<InvitationLook> => {
    const invitation = await findInvitation(tx, hashToken(token));
    if (!invitation || invitationState(invitation, now) !== "open") return { open: false, ...closed };
    const way = await wayOf(tx, invitation.email);
    const session = sessionId ? await findSession(tx, sessionId, now) : null;
    const { organizationId, role, email, expiresAt } = invitation;
    await setReach(tx, { organizationIds: [organizationId], personId: session?.person.id ?? null });
    const { name, kind } = await findInvitingOrganization(tx, organizationId);
    const own = session?.memberships.find((each) => each.organizationId === organizationId);
    return {
      open: true,
      organization: { name, kind },
      role,
      email,
      expiresAt: expiresAt.toISOString(),
      visitor: session && {
        name: session.person.name,
        email: session.person.email,
        role: own?.role ?? null,
      },
      way,
    };
  });
}

/**
 * Whoever has an account of this address signs in to it. That a link was handed over must never set a password for
 * somebody who has one, nor for somebody who belongs elsewhere: the link passed through another organization's hands.
 */
async function wayOf(
  tx: Transaction,
  email: string,
  options: { lock?: boolean } = {},
): Promise<OpenInvitation["way"]> {
  if (!(await readSettings(tx)).localAccounts) return "not-kept";
  const known = await findLocalPerson(tx, email, options);
  if (!known) return "make-account";
  if (known.hasPassword || known.disabledAt) return "has-account";
  await setReach(tx, { organizationIds: [], personId: known.id });
  const elsewhere = await listMembershipsOf(tx, known.id);
  await setReach(tx, nobody);
  return elsewhere.length > 0 ? "has-account" : "make-account";
}

/**
 * Joins, as the person who is signed in, whatever their address: whoever holds the link is who was meant. `path` leads
 * to what was joined.
 */
export async function acceptInvitation(context: VerbContext, token: string): Promise<{ path: string }> {
  const { db, sessionId, now } = context;
  return withReach(db, nobody, async (tx) => {
    const session = sessionId ? await findSession(tx, sessionId, now) : null;
    if (!session) {
      throw new ServiceError("unauthenticated", "You are signed out.", { next: "Sign in, then join." });
    }
    const invitation = await useUp(tx, token, session.person.id, now);
    return join(tx, invitation, session.person, context);
  });
}

const account = z
  .object({ name: personName, password: newPassword, repeated: z.string() })
  .refine(({ password, repeated }) => password === repeated, {
    path: ["repeated"],
    error: "The two passwords differ. Enter the same one twice.",
  });

/** Makes an account of the invited address, with a password, and joins as that person. */
export async function acceptWithNewAccount(
  context: VerbContext,
  input: { token: string; name: string; password: string; repeated: string },
): Promise<{ path: string; personId: string }> {
  const { db, now } = context;
  // Before the password is hashed, so that what is refused anyway costs nothing.
  const before = await withReach(db, nobody, (tx) => findInvitation(tx, hashToken(input.token)));
  if (!before || invitationState(before, now) !== "open") throw refuseClosed();
  const parsed = account.safeParse(input);
  if (!parsed.success) {
    throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
      fields: z.flattenError(parsed.error).fieldErrors,
    });
  }
  const { name, password } = parsed.data;
  await withReach(db, nobody, (tx) => demandNewAccount(tx, before.email));
  const passwordHash = await hashPassword(password);
  return withReach(db, nobody, async (tx) => {
    const { email } = before;
    const person = await findOrInsertPerson(tx, { id: uuidv7(), email, name });
    // Again, and locked: somebody may have made the account a moment ago; it is theirs.
    await demandNewAccount(tx, email, { lock: true });
    const invitation = await useUp(tx, input.token, person.id, now);
    await storePassword(tx, { id: person.id, passwordHash }, now);
    await expirePasswordLinks(tx, person.id, now);
    const joined = await join(tx, invitation, { id: person.id, name: person.name, email }, context);
    return { ...joined, personId: person.id };
  });
}

async function demandNewAccount(
  tx: Transaction,
  email: string,
  options: { lock?: boolean } = {},
): Promise<void> {
  const way = await wayOf(tx, email, options);
  if (way === "has-account") throw refuseKnown(email);
  if (way === "not-kept") {
    throw new ServiceError("precondition", "Accounts with a password are switched off here.", {
      next: "Sign in another way, then open the link again.",
    });
  }
}

function refuseKnown(email: string): ServiceError {
  return new ServiceError("precondition", `There is an account for ${email} already.`, {
    next: "Sign in to it, then open the link again. If you lost its password, ask your provider for a new link.",
  });
}

function refuseClosed(): ServiceError {
  return new ServiceError("precondition", closed.message, { next: closed.next });
}

async function useUp(tx: Transaction, token: string, personId: string, now: Date): Promise<InvitationRow> {
  const invitation = await acceptInvitationRow(tx, { tokenHash: hashToken(token), personId, now });
  if (!invitation) throw refuseClosed();
  return invitation;
}

/** In the chain of the organization that is joined; where it cannot be written nobody joins. */
async function join(
  tx: Transaction,
  invitation: InvitationRow,
  person: { id: string; name: string; email: string },
  { address, requestId, now }: VerbContext,
): Promise<{ path: string }> {
  const { organizationId, role } = invitation;
  const key = { organizationId, personId: person.id };
  await setReach(tx, { organizationIds: [organizationId], personId: person.id });
  const { name, slug, kind } = await findInvitingOrganization(tx, organizationId);
  if (!(await insertMembership(tx, { ...key, role, createdAt: now }))) {
    const own = await findMembership(tx, key);
    throw new ServiceError("conflict", `You are a member of ${name} already.`, {
      next:
        own?.role === role ? "Open it." : "An admin there can change your role in the list of its members.",
    });
  }
  await appendAudit(tx, [
    {
      organizationId,
      at: now,
      personId: person.id,
      personName: person.name,
      role,
      verb: "people.accept-invitation",
      outcome: "done",
      subjectKind: "person",
      subjectId: person.id,
      facts: {
        before: { role: null },
        after: { role },
        name: person.name,
        email: person.email,
        invitation: invitation.id,
        invited: invitation.email,
      },
      requestId,
      address,
    },
  ]);
  await writeNotice(tx, {
    organizationId,
    kind: "member.joined",
    subject: { kind: "person", id: person.id },
    at: now,
    dedupeKey: `member.joined/${invitation.id}`,
    facts: { name: person.name, role },
  });
  await announceChange(tx, { organizationId, kind: "organizations", id: organizationId });
  return { path: kind === "provider" ? paths.approvals() : paths.overview(slug) };
}
