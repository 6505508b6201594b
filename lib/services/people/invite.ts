import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import {
  countOpenInvitations,
  findUnansweredInvitation,
  insertInvitation,
  revokeInvitationRow,
} from "@/lib/db/invitations";
import { findMemberByEmail } from "@/lib/db/memberships";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/people/can";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { makeInvitationToken } from "./invitation-token";
import { lockOrganizationFor } from "./load-member";
import { type Invited, mailInvitation } from "./mail-invitation";
import { emailInput, roleInput } from "./person-input";

/**
 * Invites somebody by their address. Nobody becomes a member before they accept, so that an address alone gives nothing
 * to whoever uses it here. `path` is the link, to be shown once; `mailed` says whether it is on
 * its way to them by mail.
 */
export const invite = verb({
  name: "people.invite",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), email: emailInput, role: roleInput }),
  run: async ({ actor, input, tx, now, audit }): Promise<Invited & { invitationId: string }> => {
    const organization = await lockOrganizationFor(tx, actor, input.organization);
    const { id: organizationId } = organization;
    const { email, role } = input;
    const open = await countOpenInvitations(tx, { organizationId, without: null, now });
    demand(can.invite({ actor, kind: organization.kind, role, open }));
    if (await findMemberByEmail(tx, { organizationId, email })) {
      throw new ServiceError("conflict", `${email} is a member of ${organization.name} already.`, {
        fields: { email: ["This person is a member already. Change their role in the list instead."] },
      });
    }
    const before = await findUnansweredInvitation(tx, { organizationId, email });
    if (before && before.expiresAt > now) {
      throw new ServiceError("conflict", `${email} is invited to ${organization.name} already.`, {
        fields: {
          email: [
            "An invitation for this address is open. Make its link anew in the list, or revoke it first.",
          ],
        },
      });
    }
    if (before) await revokeInvitationRow(tx, before.id, now);
    const { token, path, kept } = makeInvitationToken(now);
    const id = uuidv7();
    await insertInvitation(tx, {
      id,
      organizationId,
      email,
      role,
      invitedBy: actor.personId,
      createdAt: now,
      ...kept,
    });
    const mailed = await mailInvitation(tx, { organizationId, invitationId: id, email, token }, now);
    audit({
      organizationId,
      subject: { kind: "invitation", id },
      after: { email, role },
      facts: { name: email, expiresAt: kept.expiresAt.toISOString() },
    });
    await announceChange(tx, { organizationId, kind: "organizations", id: organizationId });
    return { invitationId: id, path, mailed };
  },
});
