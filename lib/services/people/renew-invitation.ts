import { z } from "zod";
import { countOpenInvitations, renewInvitationRow } from "@/lib/db/invitations";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { makeInvitationToken } from "./invitation-token";
import { loadUnansweredInvitation } from "./load-invitation";
import { type Invited, mailInvitation } from "./mail-invitation";

/** Another link for an invitation that was lost or has run out, mailed as the first; the one before works no more. */
export const renewInvitation = verb({
  name: "people.renew-invitation",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), invitationId: z.uuid() }),
  subject: ({ invitationId }) => ({ kind: "invitation", id: invitationId }),
  run: async ({ actor, input, tx, now, audit }): Promise<Invited & { email: string }> => {
    const { organization, invitation } = await loadUnansweredInvitation(tx, actor, input, now);
    const { id, email, role } = invitation;
    const organizationId = organization.id;
    const open = await countOpenInvitations(tx, { organizationId, without: id, now });
    demand(can.invite({ actor, kind: organization.kind, role, open }));
    const { token, path, kept } = makeInvitationToken(now);
    await renewInvitationRow(tx, id, { ...kept, invitedBy: actor.personId });
    const mailed = await mailInvitation(tx, { organizationId, invitationId: id, email, token }, now);
    audit({
      organizationId,
      subject: { kind: "invitation", id },
      facts: { name: email, email, role, expiresAt: kept.expiresAt.toISOString() },
    });
    await announceChange(tx, { organizationId, kind: "organizations", id: organizationId });
    return { email, path, mailed };
  },
});
