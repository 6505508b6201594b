import { z } from "zod";
import { deleteGroupMapping } from "@/lib/db/group-mappings";
import { announceChange } from "@/lib/db/signals";
import { verb } from "../verb";
import { loadMapping } from "./load-mapping";

/** Whoever is a member by this group alone is one until their next sign-in, which takes it away. */
export const unmapGroup = verb({
  name: "sign-on.unmap-group",
  kind: "change",
  permission: "sign-on.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "group-mapping", id }),
  run: async ({ input, tx, audit }) => {
    const { id, group, role, organization } = await loadMapping(tx, input.id);
    await deleteGroupMapping(tx, id);
    audit({
      organizationId: organization.id,
      subject: { kind: "group-mapping", id },
      before: { role },
      after: { role: null },
      facts: { name: group },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "sign-on", id });
    return { group, organization: organization.name };
  },
});
