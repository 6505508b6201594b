import { z } from "zod";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { endMembership } from "./end-membership";
import { loadMember } from "./load-member";

/** Takes a member out of an organization, from their next request on. */
export const removeMember = verb({
  name: "people.remove-member",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), personId: z.uuid() }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const loaded = await loadMember(tx, actor, input);
    const { organization, member, otherAdmins } = loaded;
    demand(can.removeMember({ actor, kind: organization.kind, member, otherAdmins }));
    audit(await endMembership(tx, loaded, now));
    return { name: member.name };
  },
});
