import { z } from "zod";
import { isProviderRole } from "@/lib/domain/people/roles";
import { verb } from "../verb";

/**
 * Whose rooms stand around a page that is about who is signed in, in no organization: the provider's own (null) for the
 * provider's people, else those of the first organization of theirs.
 */
export const getOwnPlace = verb({
  name: "sessions.own-place",
  kind: "read",
  permission: "self.read",
  scope: "person",
  input: z.object({}),
  run: async ({ actor }): Promise<{ organization: string | null }> => ({
    organization: isProviderRole(actor.role) ? null : actor.organizationSlug,
  }),
});
