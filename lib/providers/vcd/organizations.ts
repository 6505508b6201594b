import { z } from "zod";
import type { VcdReference } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "./client";
import { fiqlValue } from "./identifiers";
import { readList } from "./paging";
import { flag, text } from "./wire";

const organization = z.object({
  id: z.string(),
  name: z.string(),
  displayName: text,
  isEnabled: flag(true),
});

export type OrganizationSeen = VcdReference & { displayName: string; isEnabled: boolean };

/** Organizations the caller sees: a provider all of them, `System` included; a tenant its own. */
export function listOrganizations(session: VcdSession): Promise<OrganizationSeen[]> {
  return readList(session, "ListOrganizations", "/cloudapi/1.0.0/orgs", organization);
}

/** The organization of exactly that name, or null. */
export async function findOrganization(session: VcdSession, name: string): Promise<OrganizationSeen | null> {
  const query = { filter: `name==${fiqlValue(name)}` };
  const found = await readList(session, "ListOrganizations", "/cloudapi/1.0.0/orgs", organization, { query });
  return found.find((each) => each.name === name) ?? null;
}

const user = z.object({ id: z.string(), username: z.string(), fullName: text, enabled: flag(true) });

/** People of the organization, to share clusters with. Needs a right to see users. */
export async function listUsers(session: VcdSession): Promise<(VcdReference & { fullName: string })[]> {
  const users = await readList(session, "ListUsers", "/cloudapi/1.0.0/users", user);
  return users
    .filter(({ enabled }) => enabled)
    .map(({ id, username, fullName }) => ({ id, name: username, fullName }));
}
