import { z } from "zod";
import { memberSorts } from "@/lib/domain/people/find-members";
import type { MembersView } from "@/lib/domain/people/views";
import { loadOrganization } from "../organizations/load-organization";
import { verb } from "../verb";
import { readMembers } from "./read-members";

/** Search and order of a list of members, as an address gives them; what was edited by hand falls back. */
export const memberListInput = {
  search: z
    .string()
    .optional()
    .transform((text) => (text ?? "").slice(0, 200)),
  sort: z
    .string()
    .optional()
    .transform((text) => memberSorts.find((sort) => sort === text) ?? "name"),
};

/** The members of the organization acted in. */
export const listMembers = verb({
  name: "people.list-members",
  kind: "read",
  permission: "member.read",
  input: z.object(memberListInput),
  run: async ({ actor, input, tx, now }): Promise<MembersView> =>
    readMembers(tx, actor, await loadOrganization(tx, actor.organizationSlug), { ...input, now }),
});
