import { z } from "zod";
import { findOrganizationFigures } from "@/lib/db/organizations";
import type { OrganizationDetail } from "@/lib/domain/organizations/views";
import { roleAllows } from "@/lib/domain/people/roles";
import { demandProvider } from "../demand-provider";
import { notFound } from "../errors";
import { memberListInput } from "../people/list-members";
import { readMembers } from "../people/read-members";
import { verb } from "../verb";
import { toOrganizationLine } from "./list-organizations";

export const getOrganization = verb({
  name: "organizations.get",
  kind: "read",
  permission: "organization.read",
  input: z.object({ organization: z.string(), ...memberListInput }),
  run: async ({ actor, input, tx, now }): Promise<OrganizationDetail> => {
    demandProvider(actor);
    const found = await findOrganizationFigures(tx, input.organization);
    if (!found) throw notFound("organization");
    const { organization, connections, exposures } = found;
    const { id, invitationLimit, withdrawAfterHours, connectionLimit, exposureLimit } = organization;
    return {
      ...toOrganizationLine(found),
      id,
      invitationLimit,
      withdrawAfterHours,
      quotas: {
        connections: { used: connections, limit: connectionLimit },
        exposures: { used: exposures, limit: exposureLimit },
      },
      people: await readMembers(tx, actor, organization, { ...input, now }),
      mayManage: roleAllows(actor.role, "organization.manage"),
    };
  },
});
