import type { PlaceClaim } from "@/lib/db/places";
import { recordInventory } from "@/lib/db/sweep-records";
import { loadVpcs, type SweptPlace } from "@/lib/db/sweeps";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { log } from "@/lib/log";
import type { AwsSession } from "@/lib/providers/aws/client";
import { ProviderError } from "@/lib/providers/provider-error";
import type { WorkerContext } from "./context";
import { rereadDnsAttributes, takeInventory } from "./take-inventory";

export type InventoryOutcome =
  | { kind: "not-due" }
  | { kind: "done"; complete: boolean }
  | { kind: "failed"; fault: ProviderFault };

/** Takes the inventory of a place if it is due, or a cluster was registered since the last. It fails on its own: what is known stays, and the sweep goes on. */
export async function refreshInventory(
  { db }: WorkerContext,
  claim: PlaceClaim,
  { place, clusterVpcs }: SweptPlace,
  session: AwsSession,
  at: Date,
): Promise<InventoryOutcome> {
  const { inventoriedAt } = place;
  const isNew = clusterVpcs.some(({ registeredAt }) => inventoriedAt && registeredAt > inventoriedAt);
  // One that failed waits for its time, however new a cluster is.
  if (place.inventoryDueAt > at && (!isNew || place.fault)) return { kind: "not-due" };
  try {
    const known = await loadVpcs(db, place.id);
    const inventory = await takeInventory(session, known, clusterVpcs, at);
    await recordInventory(db, claim, inventory.read, inventory.present);
    return { kind: "done", complete: inventory.complete };
  } catch (error) {
    return { kind: "failed", fault: faultOf(error, place.id) };
  }
}

/** Reads some VPCs' DNS attributes once more, and says whether any is not as it was known. */
export async function rereadVpcs(
  { db, clock }: WorkerContext,
  claim: PlaceClaim,
  session: AwsSession,
  vpcIds: string[],
): Promise<boolean> {
  if (vpcIds.length === 0) return false;
  try {
    const known = await loadVpcs(db, claim.placeId, vpcIds);
    const changed = await rereadDnsAttributes(session, known, [...known.keys()]);
    const at = clock();
    await recordInventory(
      db,
      claim,
      changed.map((inventory) => ({ inventory, at })),
      null,
    );
    return changed.length > 0;
  } catch (error) {
    faultOf(error, claim.placeId);
    return false;
  }
}

function faultOf(error: unknown, placeId: string): ProviderFault {
  if (!(error instanceof ProviderError)) throw error;
  log.warn({ placeId, fault: error.fault }, "The inventory of a place failed");
  return error.fault;
}
