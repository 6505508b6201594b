import { findOrganization, type OrganizationRow } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { isProviderRole } from "@/lib/domain/people/roles";
import type { Actor } from "../context";
import { notFound } from "../errors";

export async function loadOrganization(tx: Transaction, slug: string): Promise<OrganizationRow> {
  const organization = await findOrganization(tx, slug);
  if (!organization) throw notFound("organization");
  return organization;
}

/**
 * The organization that an input names, for whoever may act on it: any for the provider's people, for a tenant's the one
 * they act in. Another one of theirs, where they may have another role, answers as a missing one.
 */
export async function loadOrganizationFor(
  tx: Transaction,
  actor: Actor,
  slug: string,
): Promise<OrganizationRow> {
  if (!isProviderRole(actor.role) && slug !== actor.organizationSlug) throw notFound("organization");
  return loadOrganization(tx, slug);
}
