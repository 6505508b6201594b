import { randomUUID } from "node:crypto";
import { z } from "zod";
import { hashPassword } from "@/lib/auth/passwords";
import { appendAudit } from "@/lib/db/audit";
import { listMembershipsOf } from "@/lib/db/new-people";
import {
  expirePasswordLinks,
  findPasswordLink,
  type PasswordLinkRow,
  storePassword,
  usePasswordLink,
} from "@/lib/db/password-links";
import { namePeople } from "@/lib/db/people";
import type { Database, Transaction } from "@/lib/db/pool";
import { setReach, withReach } from "@/lib/db/reach";
import { readSettings } from "@/lib/db/settings";
import { ServiceError } from "../errors";
import { demandLocalAccounts, localAccountsOff } from "./demand-local-accounts";
import { newPassword } from "./password-input";
import { hashToken } from "./password-link";

const nobody = { organizationIds: [], personId: null };

const schema = z
  .object({
    password: newPassword,
    repeated: z.string(),
  })
  .refine(({ password, repeated }) => password === repeated, {
    path: ["repeated"],
    error: "The two passwords differ. Enter the same one twice.",
  });

export type PasswordLinkState =
  | { open: true; email: string }
  | { open: false; message: string; next: string };

/** Whether a link to choose a password still works, and if not, what to do. */
export async function inspectPasswordLink(
  db: Database,
  input: { token: string; now: Date },
): Promise<PasswordLinkState> {
  return withReach(db, nobody, async (tx) => {
    if (!(await readSettings(tx)).localAccounts) return { open: false, ...localAccountsOff };
    return judge(await findPasswordLink(tx, hashToken(input.token)), input.now);
  });
}

/**
 * Chooses a password with a single-use link; whoever holds the link is the person. The link is used up, others of the
 * person end, and so does every session they had. Commands and seeds have no request whose id could be recorded.
 */
export async function setPassword(
  db: Database,
  input: {
    token: string;
    password: string;
    repeated: string;
    address: string | null;
    requestId?: string;
    now: Date;
  },
): Promise<{ personId: string; email: string }> {
  const tokenHash = hashToken(input.token);
  const state = await inspectPasswordLink(db, input);
  if (!state.open) throw new ServiceError("precondition", state.message, { next: state.next });
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new ServiceError("invalid-input", "The password needs care.", {
      fields: z.flattenError(parsed.error).fieldErrors,
    });
  }
  // Outside the transaction: it takes a good part of a second, on purpose.
  const passwordHash = await hashPassword(parsed.data.password);
  return withReach(db, nobody, async (tx) => {
    await demandLocalAccounts(tx);
    const used = await usePasswordLink(tx, tokenHash, input.now);
    if (!used) {
      const meanwhile = judge(await findPasswordLink(tx, tokenHash), input.now);
      if (meanwhile.open) throw new Error("an open password link could not be used");
      throw new ServiceError("precondition", meanwhile.message, { next: meanwhile.next });
    }
    await storePassword(tx, { id: used.personId, passwordHash }, input.now);
    await expirePasswordLinks(tx, used.personId, input.now);
    await record(tx, used.personId, input);
    return { personId: used.personId, email: state.email };
  });
}

function judge(link: PasswordLinkRow | null, now: Date): PasswordLinkState {
  if (!link) {
    return {
      open: false,
      message: "This link is not one of ours, or it is not complete.",
      next: "Copy the whole link again. If that does not help, ask your admin for a new one.",
    };
  }
  if (link.usedAt) {
    return {
      open: false,
      message: "This link was used already; it works once.",
      next: "Sign in with the password you chose. If you did not choose one, tell your admin at once.",
    };
  }
  if (link.expiresAt <= now) {
    return {
      open: false,
      message: "This link has run out, or a newer one took its place.",
      next: "Ask your admin for a new link.",
    };
  }
  return { open: true, email: link.email };
}

/** In the chain of every organization that the person acts in. */
async function record(
  tx: Transaction,
  personId: string,
  {
    now,
    address,
    requestId = randomUUID(),
  }: { now: Date; address: string | null; requestId?: string | undefined },
): Promise<void> {
  await setReach(tx, { organizationIds: [], personId });
  const memberships = await listMembershipsOf(tx, personId);
  await setReach(tx, { organizationIds: memberships.map((each) => each.organizationId), personId });
  const personName = (await namePeople(tx, [personId])).get(personId) ?? null;
  await appendAudit(
    tx,
    memberships.map(({ organizationId, role }) => ({
      organizationId,
      at: now,
      personId,
      personName,
      role,
      verb: "people.set-password",
      outcome: "done" as const,
      subjectKind: "person",
      subjectId: personId,
      facts: { name: personName },
      requestId,
      address,
    })),
  );
}
