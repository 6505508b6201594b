import { forgetEndedQuarantines, releaseAddress, reserveAddress } from "@/lib/db/addresses";
import { type EdgeKey, findEdgeHolders, freeEdgeLocks, takeEdgeLock } from "@/lib/db/edge-locks";
import {
  lockExposure,
  type PlannedExposure,
  recordExposures,
  recordExposuresIn,
} from "@/lib/db/exposure-records";
import { loadMovingExposures, loadPlannedExposures, readNextExposureLook } from "@/lib/db/exposure-sweeps";
import { type PlaceClaim, whileClaimed } from "@/lib/db/places";
import type { Transaction } from "@/lib/db/pool";
import { edgeRanges } from "@/lib/domain/exposures/addresses";
import { plan } from "@/lib/domain/exposures/plan";
import type { ExposureIntent, Plan } from "@/lib/domain/exposures/plan-types";
import { isExposureEnded } from "@/lib/domain/exposures/states";
import type { WorkerContext } from "./context";
import { type ExposureSweep, type ExposureUnit, gatherExposures, nameOfHolder } from "./exposure-facts";
import { completeFirewalls } from "./firewall-parts";
import { inParallel } from "./in-parallel";
import { type ExposureWork, nothingSent, performExposureStep, type Sent } from "./perform-exposure";
import { describeExposure } from "./record-exposure";

/** Edges take one change at a time, so that this many are of as many edges; CSE's answers take up to a minute. */
const stepsAtOnce = 4;
/** After steps were sent, or where something was left for the next look. */
const soonMs = 1_000;

export type ExposuresDone = {
  planned: number;
  sent: number;
  /** When the place is to be looked at again for exposures; null leaves it to the regular sweep. */
  nextLookAt: Date | null;
};

/** Plans the exposures that a look is for, records the plans, and sends what they want: one call each at most. */
export async function planExposures(
  context: WorkerContext,
  claim: PlaceClaim,
  sweep: ExposureSweep,
): Promise<ExposuresDone> {
  const { db, clock } = context;
  const { place, site, look, startedAt } = sweep;
  if (look.full) await forgetEndedQuarantines(db, site.id, clock());
  const rows = look.full
    ? await loadPlannedExposures(db, place.id)
    : await loadMovingExposures(db, place.id, startedAt);
  const total = nothingSent();
  if (rows.length > 0) {
    const units = await gatherExposures(context, await completeFirewalls(context, sweep, rows), rows);
    const work = await recordAll(context, claim, sweep, units);
    await inParallel(work, stepsAtOnce, async (one) => {
      if (total.unanswered >= 3) {
        total.rest = true;
        return;
      }
      add(total, await performExposureStep(context, claim, sweep, one));
    });
  }
  return {
    planned: rows.length,
    sent: total.sent,
    nextLookAt: await nextLook(context, sweep, total),
  };
}

function add(total: Sent, one: Sent): void {
  total.sent += one.sent;
  total.unanswered += one.unanswered;
  total.rest ||= one.rest;
}

async function nextLook(
  { db, clock, glanceMs }: WorkerContext,
  { place, startedAt }: ExposureSweep,
  total: Sent,
): Promise<Date | null> {
  const next = await readNextExposureLook(db, place.id, clock());
  const start = startedAt.getTime();
  const wishes: number[] = [];
  if (total.rest || next.changed) wishes.push(start + soonMs);
  if (next.watched) wishes.push(start + glanceMs);
  if (next.lookAt) wishes.push(Math.max(next.lookAt.getTime(), start + soonMs));
  return wishes.length > 0 ? new Date(Math.min(...wishes)) : null;
}

type Unit = ExposureUnit & { intent: ExposureIntent };

/** Rows that touch neither locks nor addresses are written together; the others each in their own transaction. */
async function recordAll(
  context: WorkerContext,
  claim: PlaceClaim,
  sweep: ExposureSweep,
  units: Unit[],
): Promise<ExposureWork[]> {
  const { db, clock } = context;
  const held = await findEdgeHolders(
    db,
    sweep.site.id,
    units.flatMap(({ edgeId }) => edgeId ?? []),
  );
  const holders = new Set([...held.values()].map(({ exposureId }) => exposureId));
  const work: ExposureWork[] = [];
  const quiet: PlannedExposure[] = [];
  for (const unit of units) {
    const now = clock();
    const made = plan(unit.intent, unit.observed, now);
    if (isQuietPlan(made) && !holders.has(unit.intent.id)) {
      quiet.push(describeExposure(unit, made, { address: made.address, freeAt: null, now }));
      continue;
    }
    const decided = await whileClaimed(db, claim, (tx) => decide(tx, sweep, unit, made, now));
    const [step] = decided?.plan.steps ?? [];
    if (!decided || !step) continue;
    const { intent } = decided;
    work.push({ unit: { ...unit, intent }, step, edge: decided.edge, revision: decided.revision });
  }
  await recordExposures(db, claim, quiet, clock());
  return work;
}

function isQuietPlan(made: Plan): boolean {
  return (
    made.edgeLock === "free" &&
    made.steps.length === 0 &&
    !made.needsAddress &&
    made.giveUpAddress === null &&
    !isExposureEnded(made.state)
  );
}

type Decided = { plan: Plan; intent: ExposureIntent; edge: EdgeKey | null; revision: number };

/**
 * Records one plan with what it changes of the edge's lock and of addresses, in one transaction: whoever loses a race
 * for either is planned again as the loser. Null where a person changed the row meanwhile.
 */
async function decide(
  tx: Transaction,
  { site }: ExposureSweep,
  unit: Unit,
  first: Plan,
  now: Date,
): Promise<Decided | null> {
  const { observed, edgeId } = unit;
  const { exposure } = unit.row;
  if (!(await lockExposure(tx, exposure))) return null;
  const edge = edgeId === null ? null : { siteId: site.id, edgeId };
  let intent = unit.intent;
  let made = first;

  const found = await settleAddress(tx, edge, unit, made, now);
  // What gave an address up says so first; the next look plans for the other one.
  if (found.address !== made.address && made.giveUpAddress === null) {
    intent = { ...intent, address: found.address };
    made = plan(intent, observed, now);
  }
  if (edge && made.edgeLock !== "free") {
    const owner = { exposureId: exposure.id, organizationId: exposure.organizationId };
    const taken = await takeEdgeLock(tx, edge, owner, now);
    if (!taken && made.edgeLock === "wanted") {
      const holder = (await findEdgeHolders(tx, edge.siteId, [edge.edgeId])).get(edge.edgeId);
      const by = holder ? nameOfHolder(holder, exposure.organizationId) : "another cluster";
      intent = { ...intent, edgeLock: { mine: false, by } };
      made = plan(intent, observed, now);
    }
  }
  await freeEdgeLocks(tx, exposure.id, made.edgeLock === "free" ? null : edge);

  const address = made.giveUpAddress === null ? made.address : found.address;
  const row = describeExposure(unit, made, { address, freeAt: found.freeAt, now });
  const revision = (await recordExposuresIn(tx, [row], now)).get(exposure.id);
  return revision === undefined ? null : { plan: made, intent, edge, revision };
}

/** Gives up, reserves or frees the row's address, as the plan has it. */
async function settleAddress(
  tx: Transaction,
  edge: EdgeKey | null,
  { observed, row }: Unit,
  made: Plan,
  now: Date,
): Promise<{ address: string | null; freeAt: Date | null }> {
  const unchanged = { address: made.address, freeAt: null };
  if (!edge) return unchanged;
  const { exposure } = row;
  const owner = {
    exposureId: exposure.id,
    clusterId: exposure.clusterId,
    organizationId: exposure.organizationId,
  };
  const use = { carriedRule: made.addressCarriedRule, now };
  if (isExposureEnded(made.state)) {
    if (made.address !== null) await releaseAddress(tx, edge, owner, made.address, use);
    return unchanged;
  }
  if (!made.needsAddress) return unchanged;
  if (made.giveUpAddress !== null) await releaseAddress(tx, edge, owner, made.giveUpAddress, use);
  if (!observed.edge || !observed.used || !observed.nat) return { address: null, freeAt: null };
  const pool = {
    ranges: edgeRanges(observed.edge, "drawbridge"),
    used: observed.used,
    rules: observed.nat.rules,
  };
  const avoid = made.memory.gaveUp ?? [];
  const pick = await reserveAddress(tx, edge, pool, owner, { avoid, now });
  return pick.ok ? { address: pick.address, freeAt: null } : { address: null, freeAt: pick.freeAt };
}
