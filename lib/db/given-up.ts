import { and, count, eq, isNull } from "drizzle-orm";
import { unanswered } from "./invitations";
import type { Transaction } from "./pool";
import { invitations } from "./schema/people";
import { requestApprovals, requests } from "./schema/requests";

export type GivenUp = { revokedInvitations?: number; approvalsTakenBack?: number };

/**
 * Makes a change that may take rights from somebody, and counts what PostgreSQL ends with them, for the record: their
 * open invitations, and their approvals of requests that still wait. Nothing stands there for what was none. As far as
 * it is within reach.
 */
export async function countGivenUp(
  tx: Transaction,
  personId: string,
  change: () => Promise<void>,
): Promise<GivenUp> {
  const before = await countGiven(tx, personId);
  await change();
  const after = await countGiven(tx, personId);
  const revokedInvitations = before.invitations - after.invitations;
  const approvalsTakenBack = before.approvals - after.approvals;
  return {
    ...(revokedInvitations > 0 && { revokedInvitations }),
    ...(approvalsTakenBack > 0 && { approvalsTakenBack }),
  };
}

async function countGiven(tx: Transaction, personId: string) {
  const [ofInvitations] = await tx
    .select({ open: count() })
    .from(invitations)
    .where(and(eq(invitations.invitedBy, personId), unanswered));
  const [ofApprovals] = await tx
    .select({ standing: count() })
    .from(requestApprovals)
    .innerJoin(
      requests,
      and(eq(requests.id, requestApprovals.requestId), eq(requests.edition, requestApprovals.edition)),
    )
    .where(
      and(
        eq(requestApprovals.personId, personId),
        isNull(requestApprovals.takenBackAt),
        eq(requests.state, "waiting"),
      ),
    );
  return { invitations: ofInvitations?.open ?? 0, approvals: ofApprovals?.standing ?? 0 };
}
