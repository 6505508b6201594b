import { findMembership, lockOrganization, type OrganizationRow } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import type { Role } from "@/lib/domain/people/roles";
import { notFound } from "../errors";
import { loadOrganization } from "../organizations/load-organization";

export type LoadedMember = {
  organization: OrganizationRow;
  key: { organizationId: string; personId: string };
  member: {
    personId: string;
    role: Role;
    name: string;
    email: string;
    hasPassword: boolean;
    siteName: string | null;
  };
};

/** A member of an organization, the organization locked, so that no two changes leave it without an admin. */
export async function loadMember(
  tx: Transaction,
  input: { organization: string; personId: string },
): Promise<LoadedMember> {
  const organization = await loadOrganization(tx, input.organization);
  await lockOrganization(tx, organization.id);
  const key = { organizationId: organization.id, personId: input.personId };
  const membership = await findMembership(tx, key);
  if (!membership) throw notFound("member");
  return { organization, key, member: { personId: input.personId, ...membership } };
}
