import { z } from "zod";
import { revokeInvitationRow } from "@/lib/db/invitations";
import { announceChange } from "@/lib/db/signals";
import { verb } from "../verb";
import { loadUnansweredInvitation } from "./load-invitation";

/** Takes an invitation back: its link works no more. */
export const revokeInvitation = verb({
  name: "people.revoke-invitation",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), invitationId: z.uuid() }),
  subject: ({ invitationId }) => ({ kind: "invitation", id: invitationId }),
  run: async ({ actor, input, tx, now, audit }): Promise<{ email: string }> => {
    const { organization, invitation } = await loadUnansweredInvitation(tx, actor, input, now);
    const { id, email, role } = invitation;
    await revokeInvitationRow(tx, id, now);
    audit({
      organizationId: organization.id,
      subject: { kind: "invitation", id },
      before: { email, role },
      facts: { name: email },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
    return { email };
  },
});
