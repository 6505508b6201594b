import { countGivenUp } from "@/lib/db/given-up";
import { deleteMembership } from "@/lib/db/memberships";
import type { Transaction } from "@/lib/db/pool";
import { announceChange } from "@/lib/db/signals";
import { endVcdSessionsOf } from "@/lib/db/vcd-sign-in";
import type { AuditNote } from "../verb";
import type { LoadedMember } from "./load-member";

/**
 * Ends a membership and what hangs on it: sessions at VCD, invitations that the person made, whose links they may still
 * hold, and approvals that wait for another person's. The caller has judged that it may end, under the organization's
 * lock, and records the note.
 */
export async function endMembership(
  tx: Transaction,
  { organization, key, member }: LoadedMember,
  now: Date,
): Promise<AuditNote> {
  const givenUp = await countGivenUp(tx, key.personId, () => deleteMembership(tx, key));
  await endVcdSessionsOf(tx, key, now);
  await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
  return {
    organizationId: organization.id,
    subject: { kind: "person", id: member.personId },
    before: { role: member.role },
    after: { role: null },
    facts: { name: member.name, email: member.email, ...givenUp },
  };
}
