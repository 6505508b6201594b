import { z } from "zod";
import { announceSessionsOf, endSessionsOfMember } from "@/lib/db/sessions";
import { ServiceError } from "../errors";
import { loadMember } from "../people/load-member";
import { verb } from "../verb";

/**
 * Ends all sessions of a member, for their admin. The provider's admins end anybody's; a tenant's those of members who
 * belong to no other organization, as the sessions of others are not theirs alone to end: taking the membership shuts
 * those out of this one at once.
 */
export const endMemberSessions = verb({
  name: "sessions.end-all-of",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), personId: z.uuid() }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organization, key, member } = await loadMember(tx, actor, input);
    const ended = await endSessionsOfMember(tx, key, now);
    if (ended === null) {
      throw new ServiceError("precondition", `${member.name} belongs to other organizations too.`, {
        next: "Remove the membership here, or ask your provider to end the sessions.",
      });
    }
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: input.personId },
      facts: { name: member.name, email: member.email, sessions: ended },
    });
    await announceSessionsOf(tx, input.personId);
    return { name: member.name, ended };
  },
});
