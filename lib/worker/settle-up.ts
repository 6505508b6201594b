import type { SweepResult } from "@/lib/db/places";
import type { places } from "@/lib/db/schema/places";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { WorkerContext } from "./context";
import type { InventoryOutcome } from "./refresh-inventory";

type Place = typeof places.$inferSelect;

/** After steps were sent, or where a plan asks for a look at once. */
export const soonMs = 1_000;
/** Own writes are followed by a full sweep within this time; several share one. */
const sweepAfterWriteMs = 10_000;
const inventoryEveryMs = 3_600_000;
/** The rest of a large inventory is read after this, and one that failed is tried again. */
const restOfInventoryMs = 10_000;
const inventoryRetryMs = 5 * 60_000;

/** Reads without which a look goes on, in the providers' words. */
const lookActions = ["ListRunningTasks", "ListEdgeGateways"];

export type NextLook = {
  /** When rows want the next glance; null leaves it to the full sweep. */
  lookAt: Date | null;
  /** Somebody looks at one of them now. */
  watched: boolean;
  /** A person changed one since it was last planned. */
  changed: boolean;
};

export type SweepDone = {
  isFull: boolean;
  looked: boolean;
  inventory: InventoryOutcome;
  /** A refusal said that the inventory is out of date. */
  inventoryDoubted: boolean;
  /** Mutating calls that were sent. */
  sent: number;
  /** Something was left, or made possible, that needs no new fact. */
  again: boolean;
  /** Another full sweep is wanted after this long. */
  fullSweepAgainMs?: number;
  next: NextLook;
  /** Why a part of a full look is missing; null: nothing is; undefined: it cannot be told. */
  refusal?: ProviderFault | null;
  /** Beside all that, the place is due by then. */
  dueBy?: Date | null;
};

/** What a sweep leaves behind in its place: its age, its fault, and when each kind of look is due next. */
export function settleUp(
  { glanceMs, fullSweepMs }: Pick<WorkerContext, "glanceMs" | "fullSweepMs">,
  place: Place,
  startedAt: Date,
  done: SweepDone,
): SweepResult {
  const { isFull, inventory, next } = done;
  const start = startedAt.getTime();

  let fullSweepDueAt = isFull ? start + fullSweepMs : place.fullSweepDueAt.getTime();
  if (done.sent > 0) fullSweepDueAt = Math.min(fullSweepDueAt, start + sweepAfterWriteMs);
  if (done.fullSweepAgainMs !== undefined) {
    fullSweepDueAt = Math.min(fullSweepDueAt, start + done.fullSweepAgainMs);
  }
  const inventoryDueAt = nextInventory(place.inventoryDueAt, done, start);

  const wishes = [fullSweepDueAt, inventoryDueAt];
  if (done.again || next.changed) wishes.push(start + soonMs);
  if (done.dueBy) wishes.push(Math.max(done.dueBy.getTime(), start + soonMs));
  if (next.watched) wishes.push(start + glanceMs);
  if (next.lookAt) {
    const paceMs = done.sent > 0 || next.lookAt <= startedAt ? soonMs : glanceMs;
    wishes.push(Math.max(next.lookAt.getTime(), start + paceMs));
  }
  const fault = standingFault(place, done, startedAt);
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

/**
 * A look that succeeds clears a failed look's fault. That of an inventory stays until one succeeds, and that of a part
 * that was refused until a look has it.
 */
function standingFault(
  place: Place,
  { inventory, refusal }: SweepDone,
  at: Date,
): { fault: ProviderFault; at: Date } | null {
  if (refusal) return { fault: refusal, at };
  if (inventory.kind === "failed") return { fault: inventory.fault, at };
  const { fault } = place;
  if (!fault || place.failures > 0) return null;
  const isOver = lookActions.includes(fault.action) ? refusal === null : inventory.kind === "done";
  return isOver ? null : { fault, at: place.faultAt ?? at };
}

function nextInventory(due: Date, { inventory, inventoryDoubted }: SweepDone, start: number): number {
  if (inventoryDoubted) return start + soonMs;
  if (inventory.kind === "failed") return start + inventoryRetryMs;
  if (inventory.kind === "not-due") return due.getTime();
  return start + (inventory.complete ? inventoryEveryMs : restOfInventoryMs);
}
