import { countOthersWithRole, findMembership, type MembershipRow } from "@/lib/db/memberships";
import { lockOrganization, type OrganizationRow } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { adminRoleOf } from "@/lib/domain/people/can";
import { isProviderRole } from "@/lib/domain/people/roles";
import type { Actor } from "../context";
import { notFound, ServiceError } from "../errors";
import { loadOrganizationFor } from "../organizations/load-organization";

export type LoadedMember = {
  organization: OrganizationRow;
  key: { organizationId: string; personId: string };
  member: MembershipRow;
  /** Admins of the organization beside this member. */
  otherAdmins: number;
};

/** A member of an organization, the organization locked, so that no two changes leave it without an admin. */
export async function loadMember(
  tx: Transaction,
  actor: Actor,
  input: { organization: string; personId: string },
): Promise<LoadedMember> {
  const organization = await lockOrganizationFor(tx, actor, input.organization);
  const key = { organizationId: organization.id, personId: input.personId };
  const member = await findMembership(tx, key);
  if (!member) throw notFound("member");
  const otherAdmins = await countOthersWithRole(tx, key, adminRoleOf(organization.kind));
  return { organization, key, member, otherAdmins };
}

/**
 * An organization whose members are about to change, locked until commit. Whoever waited for the lock may have lost
 * their role to somebody who had it before: then nothing is changed in it.
 */
export async function lockOrganizationFor(
  tx: Transaction,
  actor: Actor,
  slug: string,
): Promise<OrganizationRow> {
  const organization = await loadOrganizationFor(tx, actor, slug);
  await lockOrganization(tx, organization.id);
  await demandStanding(tx, actor, organization);
  return organization;
}

async function demandStanding(tx: Transaction, actor: Actor, organization: OrganizationRow): Promise<void> {
  if (isProviderRole(actor.role) && organization.kind === "tenant") return;
  const own = await findMembership(tx, { organizationId: organization.id, personId: actor.personId });
  if (own?.role === actor.role && own.disabledAt === null) return;
  throw new ServiceError("forbidden", "Your role here was changed a moment ago.", {
    next: "Load the page again to see what you may do now.",
  });
}
