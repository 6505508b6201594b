import { z } from "zod";
import { countMembersWithRole, updateMembershipRole } from "@/lib/db/organizations";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { loadMember } from "./load-member";
import { roleInput } from "./person-input";

export const changeRole = verb({
  name: "people.change-role",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), personId: z.uuid(), role: roleInput }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, audit }) => {
    const { organization, key, member } = await loadMember(tx, input);
    demand(can.changeAccount({ member }));
    demand(can.haveRole({ kind: organization.kind, role: input.role }));
    if (input.role !== member.role) {
      const admins = await countMembersWithRole(tx, organization.id, "provider-admin");
      demand(can.giveUpRole({ actor, member, admins }));
      await updateMembershipRole(tx, key, input.role);
    }
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: member.personId },
      before: { role: member.role },
      after: { role: input.role },
      facts: { name: member.name, email: member.email },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
    return { name: member.name };
  },
});
