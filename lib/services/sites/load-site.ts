import type { Transaction } from "@/lib/db/pool";
import { announceChange, wakePlace } from "@/lib/db/signals";
import {
  type BoundOrganization,
  findBoundOrganization,
  findSite,
  listBoundOrganizations,
  type SiteRow,
} from "@/lib/db/sites";
import type { Actor } from "../context";
import { notFound } from "../errors";

export async function loadSite(tx: Transaction, id: string): Promise<SiteRow> {
  const site = await findSite(tx, id);
  if (!site) throw notFound("site");
  return site;
}

/** An organization of a site that is bound to one of ours, by the binding's id. */
export async function loadBinding(tx: Transaction, id: string): Promise<BoundOrganization> {
  const bound = await findBoundOrganization(tx, id);
  if (!bound) throw notFound("organization");
  return bound;
}

/** Has every organization of a site looked at now, in full. */
export async function wakeSite(tx: Transaction, id: string): Promise<void> {
  for (const { place } of await listBoundOrganizations(tx, [id])) {
    await wakePlace(tx, place.id, { fullSweep: true });
  }
}

/** Sites are the provider's: only its own people hear that one changed. */
export async function announceSite(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await announceChange(tx, { organizationId: actor.organizationId, kind: "sites", id });
}
