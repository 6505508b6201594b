import { and, eq, gt, isNull } from "drizzle-orm";
import type { Transaction } from "./pool";
import { people } from "./schema/people";
import { passwordLinks, sessions } from "./schema/sign-on";

export async function insertPasswordLink(
  tx: Transaction,
  values: { tokenHash: string; personId: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.insert(passwordLinks).values(values);
}

/** Ends every open link of a person: a newer one takes their place, or the password is set. */
export async function expirePasswordLinks(tx: Transaction, personId: string, now: Date): Promise<void> {
  await tx
    .update(passwordLinks)
    .set({ expiresAt: now })
    .where(
      and(
        eq(passwordLinks.personId, personId),
        isNull(passwordLinks.usedAt),
        gt(passwordLinks.expiresAt, now),
      ),
    );
}

export type PasswordLinkRow = { personId: string; email: string; expiresAt: Date; usedAt: Date | null };

export async function findPasswordLink(tx: Transaction, tokenHash: string): Promise<PasswordLinkRow | null> {
  const [row] = await tx
    .select({
      personId: passwordLinks.personId,
      email: people.email,
      expiresAt: passwordLinks.expiresAt,
      usedAt: passwordLinks.usedAt,
    })
    .from(passwordLinks)
    .innerJoin(people, eq(people.id, passwordLinks.personId))
    .where(and(eq(passwordLinks.tokenHash, tokenHash), isNull(people.disabledAt)));
  return row ?? null;
}

/** Uses a link up, in one statement, so that of two at the same moment one gets the person and one gets null. */
export async function usePasswordLink(
  tx: Transaction,
  tokenHash: string,
  now: Date,
): Promise<{ personId: string } | null> {
  const [row] = await tx
    .update(passwordLinks)
    .set({ usedAt: now })
    .where(
      and(
        eq(passwordLinks.tokenHash, tokenHash),
        isNull(passwordLinks.usedAt),
        gt(passwordLinks.expiresAt, now),
      ),
    )
    .returning({ personId: passwordLinks.personId });
  return row ?? null;
}

/** Sets the hash and ends every session of the person: whoever knew the old password is out. */
export async function storePassword(
  tx: Transaction,
  person: { id: string; passwordHash: string },
  now: Date,
): Promise<void> {
  await tx.update(people).set({ passwordHash: person.passwordHash }).where(eq(people.id, person.id));
  await tx
    .update(sessions)
    .set({ endedAt: now, endReason: "password-changed" })
    .where(and(eq(sessions.personId, person.id), isNull(sessions.endedAt)));
}
