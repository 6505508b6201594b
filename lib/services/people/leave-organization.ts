import { z } from "zod";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { endMembership } from "./end-membership";
import { loadMember } from "./load-member";

/** Leaves the organization that somebody acts in, by themselves. Whoever only visits it cannot. */
export const leaveOrganization = verb({
  name: "people.leave",
  kind: "change",
  permission: "self.manage",
  input: z.object({}),
  run: async ({ actor, tx, now, audit }) => {
    const key = { organization: actor.organizationSlug, personId: actor.personId };
    const loaded = await loadMember(tx, actor, key);
    const { organization, member, otherAdmins } = loaded;
    demand(can.leave({ kind: organization.kind, member, otherAdmins }));
    audit(await endMembership(tx, loaded, now));
    return { organization: organization.name };
  },
});
