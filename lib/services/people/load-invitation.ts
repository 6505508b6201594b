import { type InvitationRow, lockInvitation } from "@/lib/db/invitations";
import type { OrganizationRow } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { invitationState } from "@/lib/domain/people/invitations";
import type { Actor } from "../context";
import { notFound, ServiceError } from "../errors";
import { lockOrganizationFor } from "./load-member";

/** An invitation that was neither accepted nor revoked, locked like its organization, so that it changes once. */
export async function loadUnansweredInvitation(
  tx: Transaction,
  actor: Actor,
  input: { organization: string; invitationId: string },
  now: Date,
): Promise<{ organization: OrganizationRow; invitation: InvitationRow }> {
  const organization = await lockOrganizationFor(tx, actor, input.organization);
  const invitation = await lockInvitation(tx, { organizationId: organization.id, id: input.invitationId });
  if (!invitation) throw notFound("invitation");
  const state = invitationState(invitation, now);
  if (state === "accepted" || state === "revoked") {
    throw new ServiceError("precondition", `The invitation of ${invitation.email} was ${state} already.`, {
      next: state === "accepted" ? "They are a member now." : "Invite them again if they are to come.",
    });
  }
  return { organization, invitation };
}
