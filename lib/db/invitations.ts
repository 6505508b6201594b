import { and, desc, eq, gt, isNotNull, isNull, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { invitations, people } from "./schema/people";

export type InvitationRow = typeof invitations.$inferSelect;

/** Neither used nor revoked; it may have run out. */
export const unanswered = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

export async function insertInvitation(
  tx: Transaction,
  values: typeof invitations.$inferInsert,
): Promise<void> {
  await tx.insert(invitations).values(values);
}

/** The one of an address in an organization that was neither accepted nor revoked; it may have run out. */
export async function findUnansweredInvitation(
  tx: Transaction,
  { organizationId, email }: { organizationId: string; email: string },
): Promise<InvitationRow | null> {
  const [row] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.email, email), unanswered));
  return row ?? null;
}

/** One of an organization's, locked until commit, so that it is not accepted while it is revoked or made anew. */
export async function lockInvitation(
  tx: Transaction,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<InvitationRow | null> {
  const [row] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.id, id)))
    .for("update");
  return row ?? null;
}

/** Open ones of an organization, without one that is about to be made anew. Count under `lockOrganization`. */
export async function countOpenInvitations(
  tx: Transaction,
  { organizationId, without, now }: { organizationId: string; without: string | null; now: Date },
): Promise<number> {
  const open = and(
    eq(invitations.organizationId, organizationId),
    unanswered,
    gt(invitations.expiresAt, now),
  );
  const rows = await tx.select({ id: invitations.id }).from(invitations).where(open);
  return rows.filter(({ id }) => id !== without).length;
}

/** Gives an invitation another token, end and inviter: the token before is worth nothing any more. */
export async function renewInvitationRow(
  tx: Transaction,
  id: string,
  values: Pick<InvitationRow, "tokenHash" | "expiresAt" | "invitedBy">,
): Promise<void> {
  await tx.update(invitations).set(values).where(eq(invitations.id, id));
}

export async function revokeInvitationRow(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.update(invitations).set({ revokedAt: now }).where(eq(invitations.id, id));
}

export type ListedInvitation = InvitationRow & { inviterName: string | null; accepterName: string | null };

/** An organization's, latest first: all that are unanswered, and what became of `ended` others. */
export async function listInvitations(
  tx: Transaction,
  { organizationId, ended }: { organizationId: string; ended: number },
): Promise<ListedInvitation[]> {
  const inviter = alias(people, "inviter");
  const accepter = alias(people, "accepter");
  const read = (which: ReturnType<typeof and>, limit: number) =>
    tx
      .select({ invitation: invitations, inviterName: inviter.name, accepterName: accepter.name })
      .from(invitations)
      .leftJoin(inviter, eq(inviter.id, invitations.invitedBy))
      .leftJoin(accepter, eq(accepter.id, invitations.acceptedBy))
      .where(and(eq(invitations.organizationId, organizationId), which))
      .orderBy(desc(invitations.createdAt))
      .limit(limit);
  const rows = [
    ...(await read(unanswered, 500)),
    ...(await read(or(isNotNull(invitations.acceptedAt), isNotNull(invitations.revokedAt)), ended)),
  ];
  return rows.map(({ invitation, ...names }) => ({ ...invitation, ...names }));
}

export type FoundInvitation = {
  invitation: InvitationRow;
  organization: { id: string; slug: string; name: string; kind: "tenant" | "provider" };
};

/** The invitation of a token's SHA-256, for whoever holds it; needs the reach of nobody. */
export async function findInvitation(tx: Transaction, tokenHash: string): Promise<InvitationRow | null> {
  const [row] = await tx.select().from(invitations).where(eq(invitations.tokenHash, tokenHash));
  return row ?? null;
}

/** What an invitation leads to; needs a reach over that organization. */
export async function findInvitingOrganization(
  tx: Transaction,
  organizationId: string,
): Promise<FoundInvitation["organization"]> {
  const [row] = await tx
    .select({
      id: organizations.id,
      slug: organizations.slug,
      name: organizations.name,
      kind: organizations.kind,
    })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  if (!row) throw new Error(`organization ${organizationId} is out of reach`);
  return row;
}

/** Uses an invitation up, in one statement, so that of two at the same moment one gets it and one gets null. */
export async function acceptInvitationRow(
  tx: Transaction,
  { tokenHash, personId, now }: { tokenHash: string; personId: string; now: Date },
): Promise<InvitationRow | null> {
  const [row] = await tx
    .update(invitations)
    .set({ acceptedAt: now, acceptedBy: personId })
    .where(and(eq(invitations.tokenHash, tokenHash), unanswered, gt(invitations.expiresAt, now)))
    .returning();
  return row ?? null;
}
