import { z } from "zod";
import { countMembersWithRole, deleteMembership } from "@/lib/db/organizations";
import { announceChange } from "@/lib/db/signals";
import { endVcdSessionsOf } from "@/lib/db/vcd-sign-in";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { loadMember } from "./load-member";

export const removeMember = verb({
  name: "people.remove-member",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), personId: z.uuid() }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organization, key, member } = await loadMember(tx, input);
    const admins = await countMembersWithRole(tx, organization.id, "provider-admin");
    demand(can.giveUpRole({ actor, member, admins }));
    await deleteMembership(tx, key);
    await endVcdSessionsOf(tx, key, now);
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: member.personId },
      before: { role: member.role },
      after: { role: null },
      facts: { name: member.name, email: member.email },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
    return { name: member.name };
  },
});
