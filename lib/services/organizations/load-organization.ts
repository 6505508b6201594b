import { findOrganization, type OrganizationRow } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { notFound } from "../errors";

export async function loadOrganization(tx: Transaction, slug: string): Promise<OrganizationRow> {
  const organization = await findOrganization(tx, slug);
  if (!organization) throw notFound("organization");
  return organization;
}
