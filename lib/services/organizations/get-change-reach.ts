import { z } from "zod";
import { isProviderRole } from "@/lib/domain/people/roles";
import { verb } from "../verb";

/**
 * Whose changes an open page may hear of, and who hears: those of the organization it stands in, or all in the provider's
 * rooms.
 */
export const getChangeReach = verb({
  name: "organizations.change-reach",
  kind: "read",
  permission: "organization.read",
  input: z.object({ everywhere: z.boolean() }),
  run: async ({ actor, input }): Promise<{ organizationIds: string[] | "*"; personId: string }> => ({
    organizationIds: input.everywhere && isProviderRole(actor.role) ? "*" : [actor.organizationId],
    personId: actor.personId,
  }),
});
