import { z } from "zod";
import { updateGroupMapping } from "@/lib/db/group-mappings";
import { announceChange } from "@/lib/db/signals";
import { haveRole } from "@/lib/domain/people/can";
import { roleNames } from "@/lib/domain/people/roles";
import { roleInput } from "../people/person-input";
import { demand, verb } from "../verb";
import { loadMapping } from "./load-mapping";

/** The other role holds for whoever is in the group from their next sign-in on. */
export const changeMapping = verb({
  name: "sign-on.change-mapping",
  kind: "change",
  permission: "sign-on.manage",
  input: z.object({ id: z.uuid(), role: roleInput }),
  subject: ({ id }) => ({ kind: "group-mapping", id }),
  run: async ({ input, tx, audit }) => {
    const { id, group, role: before, organization } = await loadMapping(tx, input.id);
    demand(haveRole({ kind: organization.kind, role: input.role }));
    await updateGroupMapping(tx, id, input.role);
    audit({
      organizationId: organization.id,
      subject: { kind: "group-mapping", id },
      before: { role: before },
      after: { role: input.role },
      facts: { name: group },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "sign-on", id });
    return { group, role: roleNames[input.role], organization: organization.name };
  },
});
