import {
  countOthersWithRole,
  findMembership,
  findProviderMembership,
  type MembershipRow,
} from "@/lib/db/memberships";
import type { OrganizationRow } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import type { Actor } from "../context";
import { notFound } from "../errors";
import { loadOrganizationFor } from "../organizations/load-organization";
import { lockOrganizationFor } from "./load-member";

/**
 * A person, reached by an organization they belong to, as the provider's admin judges them. The provider's own
 * organization is locked until commit, so that of two admins who shut each other out one stays.
 */
export async function loadPerson(
  tx: Transaction,
  actor: Actor,
  input: { organization: string; personId: string },
): Promise<{
  organization: OrganizationRow;
  person: MembershipRow;
  provider: { isProviderAdmin: boolean; otherAdmins: number };
}> {
  const organization = await loadOrganizationFor(tx, actor, input.organization);
  const own = await findProviderMembership(tx, actor.personId);
  if (!own) throw notFound("member");
  await lockOrganizationFor(tx, actor, own.slug);
  const person = await findMembership(tx, { organizationId: organization.id, personId: input.personId });
  if (!person) throw notFound("member");
  const inProvider = await findMembership(tx, {
    organizationId: own.organizationId,
    personId: input.personId,
  });
  const key = { organizationId: own.organizationId, personId: input.personId };
  return {
    organization,
    person,
    provider: {
      isProviderAdmin: inProvider?.role === "provider-admin",
      otherAdmins: await countOthersWithRole(tx, key, "provider-admin"),
    },
  };
}
