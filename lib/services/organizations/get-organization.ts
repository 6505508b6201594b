import { z } from "zod";
import { findOrganizationFigures, listMembers } from "@/lib/db/organizations";
import type { OrganizationDetail } from "@/lib/domain/organizations/views";
import { rolesFor } from "@/lib/domain/people/can";
import { roleAllows } from "@/lib/domain/people/roles";
import { demandProvider } from "../demand-provider";
import { notFound } from "../errors";
import { verb } from "../verb";
import { toOrganizationLine } from "./list-organizations";

export const getOrganization = verb({
  name: "organizations.get",
  kind: "read",
  permission: "organization.read",
  input: z.object({ organization: z.string() }),
  run: async ({ actor, input, tx, now }): Promise<OrganizationDetail> => {
    demandProvider(actor);
    const found = await findOrganizationFigures(tx, input.organization);
    if (!found) throw notFound("organization");
    const { id, kind, invitationLimit, withdrawAfterHours } = found.organization;
    const members = await listMembers(tx, id, now);
    return {
      ...toOrganizationLine(found),
      id,
      invitationLimit,
      withdrawAfterHours,
      memberList: members.map((member) => ({
        ...member,
        linkExpiresAt: member.linkExpiresAt?.toISOString() ?? null,
        isYou: member.personId === actor.personId,
      })),
      roles: rolesFor(kind),
      mayManage: roleAllows(actor.role, "member.manage"),
    };
  },
});
