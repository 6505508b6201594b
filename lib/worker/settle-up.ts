import type { SweepResult } from "@/lib/db/places";
import { readNextLook, type SweptPlace } from "@/lib/db/sweeps";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { WorkerContext } from "./context";
import type { Performed } from "./perform";
import type { InventoryOutcome } from "./refresh-inventory";

/** After steps were sent, or where a plan asks for a look at once. */
const soonMs = 1_000;
/** Own writes are followed by a full sweep within this time; several share one. */
const sweepAfterWriteMs = 10_000;
const inventoryEveryMs = 3_600_000;
/** The rest of a large inventory is read after this, and one that failed is tried again. */
const restOfInventoryMs = 10_000;
const inventoryRetryMs = 5 * 60_000;

/** Refusals that say that what is known of VPCs or tables is out of date. */
const inventoryFault = /^Invalid(Vpc|RouteTable)I[Dd]\./;

export type SweepDone = {
  isFull: boolean;
  looked: boolean;
  inventory: InventoryOutcome;
  performed: Performed;
  vpcsChanged: boolean;
  /** Something was left, or made possible, that needs no new fact. */
  again: boolean;
};

/** What a sweep leaves behind in its place: its age, its fault, and when each kind of look is due next. */
export async function settleUp(
  { db, clock, glanceMs, fullSweepMs }: WorkerContext,
  { place }: SweptPlace,
  startedAt: Date,
  done: SweepDone,
): Promise<SweepResult> {
  const { isFull, inventory, performed } = done;
  const start = startedAt.getTime();
  const next = await readNextLook(db, place.id, clock());

  let fullSweepDueAt = isFull ? start + fullSweepMs : place.fullSweepDueAt.getTime();
  if (performed.sent > 0) fullSweepDueAt = Math.min(fullSweepDueAt, start + sweepAfterWriteMs);
  if (done.vpcsChanged) fullSweepDueAt = Math.min(fullSweepDueAt, start + soonMs);
  const inventoryDueAt = nextInventory(place.inventoryDueAt, inventory, performed, start);

  const wishes = [fullSweepDueAt, inventoryDueAt];
  if (performed.rest || done.again || next.changed) wishes.push(start + soonMs);
  if (next.watched) wishes.push(start + glanceMs);
  if (next.lookAt) {
    const paceMs = performed.sent > 0 || next.lookAt <= startedAt ? soonMs : glanceMs;
    wishes.push(Math.max(next.lookAt.getTime(), start + paceMs));
  }
  const fault = inventoryFaultOf(place, inventory, startedAt);
  return {
    dueAt: new Date(Math.min(...wishes)),
    fullSweepDueAt: new Date(fullSweepDueAt),
    inventoryDueAt: new Date(inventoryDueAt),
    ...(done.looked ? { glancedAt: startedAt } : {}),
    ...(isFull ? { sweptAt: startedAt } : {}),
    ...(inventory.kind === "done" ? { inventoriedAt: startedAt } : {}),
    failures: 0,
    fault: fault?.fault ?? null,
    faultAt: fault?.at ?? null,
  };
}

/** A look that succeeds clears a failed look's fault; that of an inventory stays until one succeeds. */
function inventoryFaultOf(
  place: SweptPlace["place"],
  inventory: InventoryOutcome,
  at: Date,
): { fault: ProviderFault; at: Date } | null {
  if (inventory.kind === "failed") return { fault: inventory.fault, at };
  if (inventory.kind === "done" || place.failures > 0 || !place.fault) return null;
  return { fault: place.fault, at: place.faultAt ?? at };
}

function nextInventory(
  due: Date,
  inventory: InventoryOutcome,
  { refusals }: Performed,
  start: number,
): number {
  if (refusals.some(({ code }) => inventoryFault.test(code))) return start + soonMs;
  if (inventory.kind === "failed") return start + inventoryRetryMs;
  if (inventory.kind === "not-due") return due.getTime();
  return start + (inventory.complete ? inventoryEveryMs : restOfInventoryMs);
}
