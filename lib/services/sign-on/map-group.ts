import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertGroupMapping } from "@/lib/db/group-mappings";
import { findOrganization } from "@/lib/db/organizations";
import { announceChange } from "@/lib/db/signals";
import { haveRole } from "@/lib/domain/people/can";
import { roleNames } from "@/lib/domain/people/roles";
import { ServiceError } from "../errors";
import { roleInput } from "../people/person-input";
import { verb } from "../verb";
import { groupInput } from "./mapping-input";

/** Whoever is in the group has the role from their next sign-in on. */
export const mapGroup = verb({
  name: "sign-on.map-group",
  kind: "change",
  permission: "sign-on.manage",
  input: z.object({
    group: groupInput,
    organization: z.string().min(1, "Choose an organization from the list."),
    role: roleInput,
  }),
  run: async ({ input, tx, now, audit }) => {
    const organization = await findOrganization(tx, input.organization);
    if (!organization) {
      throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
        fields: { organization: ["There is no such organization. Choose one from the list."] },
      });
    }
    const able = haveRole({ kind: organization.kind, role: input.role });
    if (!able.ok) {
      throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
        fields: { role: [`${able.reason} ${able.next}`] },
      });
    }
    const id = uuidv7();
    const { group, role } = input;
    const made = { id, groupName: group, organizationId: organization.id, role, createdAt: now };
    if (!(await insertGroupMapping(tx, made))) {
      throw new ServiceError("conflict", `${group} is mapped to ${organization.name} already.`, {
        fields: { group: [`${organization.name} has this group. Change its role in the list instead.`] },
      });
    }
    audit({
      organizationId: organization.id,
      subject: { kind: "group-mapping", id },
      before: { role: null },
      after: { role },
      facts: { name: group },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "sign-on", id });
    return { group, role: roleNames[role], organization: organization.name };
  },
});
