import { z } from "zod";
import { countGivenUp } from "@/lib/db/given-up";
import { updateMembershipRole } from "@/lib/db/memberships";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { loadMember } from "./load-member";
import { roleInput } from "./person-input";

/**
 * Gives a member another role, from their next request on. What a former admin invited is revoked, and what they
 * approved counts no more while it waits for another.
 */
export const changeRole = verb({
  name: "people.change-role",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), personId: z.uuid(), role: roleInput }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, audit }) => {
    const { organization, key, member, otherAdmins } = await loadMember(tx, actor, input);
    demand(can.changeRole({ actor, kind: organization.kind, member, otherAdmins, role: input.role }));
    const givenUp = await countGivenUp(tx, key.personId, () => updateMembershipRole(tx, key, input.role));
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: member.personId },
      before: { role: member.role },
      after: { role: input.role },
      facts: { name: member.name, email: member.email, ...givenUp },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
    return { name: member.name };
  },
});
