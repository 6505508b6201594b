import { and, count, desc, eq, gt, inArray } from "drizzle-orm";
import type { Transaction } from "./pool";
import { deliveries } from "./schema/deliveries";
import { invitations } from "./schema/people";

/** Puts an invitation's link down to be mailed: the worker makes its job. The link before is wiped by its own change. */
export async function insertInvitationMail(
  tx: Transaction,
  row: { id: string; organizationId: string; invitationId: string; linkSealed: string; createdAt: Date },
): Promise<void> {
  await tx.insert(deliveries).values({
    ...row,
    channel: "mail",
    state: "waiting",
    nextTryAt: row.createdAt,
    roundBeganAt: row.createdAt,
  });
}

/** Writes down that an invitation's link is not mailed, and why. */
export async function insertUnmailedLink(
  tx: Transaction,
  row: { id: string; organizationId: string; invitationId: string; createdAt: Date },
  reason: string,
): Promise<void> {
  const { createdAt } = row;
  await tx.insert(deliveries).values({
    ...row,
    channel: "mail",
    state: "given-up",
    settledAt: createdAt,
    roundBeganAt: createdAt,
    tries: [{ at: createdAt.toISOString(), tookMs: 0, status: null, answer: reason }],
  });
}

/** Links that an organization made since then, for one address and for all. Count under `lockOrganization`. */
export async function countLinksMade(
  tx: Transaction,
  { organizationId, email, since }: { organizationId: string; email: string; since: Date },
): Promise<{ forAddress: number; byOrganization: number }> {
  const rows = await tx
    .select({ email: invitations.email, links: count() })
    .from(deliveries)
    .innerJoin(invitations, eq(invitations.id, deliveries.invitationId))
    .where(and(eq(deliveries.organizationId, organizationId), gt(deliveries.createdAt, since)))
    .groupBy(invitations.email);
  return {
    forAddress: rows.find((row) => row.email === email)?.links ?? 0,
    byOrganization: rows.reduce((sum, { links }) => sum + links, 0),
  };
}

export type MailedLink = Pick<typeof deliveries.$inferSelect, "state" | "tries" | "nextTryAt" | "settledAt">;

/** How the mail with each invitation's latest link fares, by the invitation's id. */
export async function readMailedLinks(
  tx: Transaction,
  invitationIds: string[],
): Promise<Map<string, MailedLink>> {
  if (invitationIds.length === 0) return new Map();
  const rows = await tx
    .selectDistinctOn([deliveries.invitationId], {
      invitationId: deliveries.invitationId,
      state: deliveries.state,
      tries: deliveries.tries,
      nextTryAt: deliveries.nextTryAt,
      settledAt: deliveries.settledAt,
    })
    .from(deliveries)
    .where(inArray(deliveries.invitationId, invitationIds))
    .orderBy(deliveries.invitationId, desc(deliveries.createdAt), desc(deliveries.id));
  return new Map(rows.flatMap(({ invitationId, ...link }) => (invitationId ? [[invitationId, link]] : [])));
}
