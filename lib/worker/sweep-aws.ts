import type { PlaceClaim, SweepResult } from "@/lib/db/places";
import {
  type PlannedRow,
  recordInventory,
  recordPeerings,
  recordPlans,
  recordRouteTables,
} from "@/lib/db/sweep-records";
import {
  countForeignInvitations,
  findConnectionEnds,
  loadAttempts,
  loadInvitations,
  loadMovingConnections,
  loadPlannedConnections,
  loadSweptPlace,
  loadVpcs,
  readNextLook,
  type SweptConnection,
  type SweptPlace,
} from "@/lib/db/sweeps";
import type { Turn } from "@/lib/domain/connections/invitations";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { plan } from "@/lib/domain/connections/plan";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import { log } from "@/lib/log";
import { type AwsSession, CallTally } from "@/lib/providers/aws/client";
import { ProviderError } from "@/lib/providers/aws/faults";
import type { WorkerContext } from "./context";
import { inParallel } from "./in-parallel";
import { readIntent } from "./intent";
import { divideLook, glance, type Look, lookAtEverything } from "./look";
import { type Performed, performSteps, type Work } from "./perform";
import { describePeerings, describePlan } from "./record";
import { takeInventory } from "./take-inventory";
import { assignTurns } from "./turns";

const hourMs = 3_600_000;
/** After steps were sent, or where a plan asks for a look at once. */
const soonMs = 1_000;
/** Own writes are followed by a full sweep within this time; several share one. */
const sweepAfterWriteMs = 10_000;
/** The rest of a large inventory, and one that failed, are tried again after this. */
const restOfInventoryMs = 10_000;
const inventoryRetryMs = 5 * 60_000;
/** Attempts older than this weigh on no back-off any more. */
const attemptsKeptMs = 24 * hourMs;
const connectionsAtOnce = 4;

export type SweepReport = {
  depth: "full" | "glance" | "nothing";
  /** EC2 requests by action: of the look, of the inventory, and of what was sent afterwards. */
  calls: { look: Map<string, number>; inventory: Map<string, number>; acting: Map<string, number> };
  planned: number;
  sent: number;
  result: SweepResult;
};

/** One sweep of one claimed place: observe, plan, record, act. Throws ProviderError where nothing could be observed. */
export async function sweepAws(context: WorkerContext, claim: PlaceClaim): Promise<SweepReport> {
  const { db, clients, clock } = context;
  const startedAt = clock();
  const swept = await loadSweptPlace(db, claim.placeId);
  const { place, account } = swept;
  const isFull = place.fullSweepDueAt <= startedAt;
  const turnOf = await readTurns(context, swept);
  const rows = isFull
    ? await loadPlannedConnections(db, place.id)
    : await loadMovingConnections(db, place.id, startedAt, turnOf.readyIds);

  const identity = {
    accountId: account.accountId,
    region: place.region,
    roleArn: account.roleArn,
    externalId: account.externalId,
  };
  const tallies = { look: new CallTally(), inventory: new CallTally(), acting: new CallTally() };
  const look = await observe(
    await clients.open(identity, tallies.look),
    swept,
    rows,
    isFull,
    startedAt,
    turnOf,
  );
  const inventory = await refreshInventory(
    context,
    claim,
    swept,
    await clients.open(identity, tallies.inventory),
    startedAt,
  );
  await keepLook(context, claim, look, rows);

  const works = await planAndRecord(context, claim, swept, rows, look, turnOf.turnOf);
  const acting = await clients.open(identity, tallies.acting);
  const performed = await performAll(context, claim, acting, works.work);

  const result = await settleUp(context, swept, startedAt, {
    isFull,
    looked: look !== null,
    inventory,
    performed,
    freedTurn: works.freedTurn,
    skipped: works.skipped,
  });
  if (isFull) result.sweepCalls = tallies.look.total;
  return {
    depth: isFull ? "full" : look ? "glance" : "nothing",
    calls: {
      look: tallies.look.byAction,
      inventory: tallies.inventory.byAction,
      acting: tallies.acting.byAction,
    },
    planned: rows.length,
    sent: performed.sent,
    result,
  };
}

type Turns = { turnOf: (id: string) => Turn; readyIds: string[] };

async function readTurns({ db }: WorkerContext, { place, account }: SweptPlace): Promise<Turns> {
  const entries = await loadInvitations(db, place.id);
  const foreign = await countForeignInvitations(db, place.id, account.accountId);
  const turnOf = assignTurns(entries, foreign);
  const ready = entries.filter(
    ({ id, state, blockedCode }) => state === "queued" && blockedCode === "waiting-turn" && turnOf(id).now,
  );
  return { turnOf, readyIds: ready.map(({ id }) => id) };
}

async function observe(
  session: AwsSession,
  { clusterVpcIds }: SweptPlace,
  rows: SweptConnection[],
  isFull: boolean,
  at: Date,
  { readyIds }: Turns,
): Promise<Look | null> {
  if (isFull) return lookAtEverything(session, clusterVpcIds, at);
  if (rows.length === 0) return null;
  const ready = new Set(readyIds);
  const wanted = rows.map((row) => {
    const { connection } = row;
    const deep =
      connection.revision !== connection.plannedRevision ||
      (connection.fullLookAt !== null && connection.fullLookAt <= at) ||
      ready.has(connection.id);
    const watched = connection.watchedUntil !== null && connection.watchedUntil > at;
    const hasRoutes = ["connecting", "active", "removing"].includes(connection.state);
    return {
      row,
      pair: deep || connection.peeringId === null,
      routeTables: hasRoutes && (deep || watched),
    };
  });
  return glance(session, wanted, at);
}

type InventoryOutcome =
  | { kind: "not-due" }
  | { kind: "done"; complete: boolean }
  | { kind: "failed"; fault: ProviderFault };

/** Slow facts fail on their own: what is known of a VPC stays, and the sweep goes on. */
async function refreshInventory(
  { db }: WorkerContext,
  claim: PlaceClaim,
  { place, clusterVpcIds }: SweptPlace,
  session: AwsSession,
  at: Date,
): Promise<InventoryOutcome> {
  if (place.inventoryDueAt > at) return { kind: "not-due" };
  try {
    const known = await loadVpcs(db, place.id);
    const inventory = await takeInventory(session, known, clusterVpcIds, at);
    await recordInventory(db, claim, inventory.read, inventory.present);
    return { kind: "done", complete: inventory.complete };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    log.warn({ placeId: place.id, fault: error.fault }, "The inventory of a place failed");
    return { kind: "failed", fault: error.fault };
  }
}

async function keepLook(
  { db, installationId }: WorkerContext,
  claim: PlaceClaim,
  look: Look | null,
  rows: SweptConnection[],
): Promise<void> {
  if (!look) return;
  const tagged = look.peerings.flatMap((peering) =>
    peering.tags[tagKeys.installation] === installationId ? (peering.tags[tagKeys.connection] ?? []) : [],
  );
  const known = new Map(rows.map(({ connection }) => [connection.id, { ended: false }]));
  const others = [...new Set(tagged)].filter((id) => !known.has(id));
  for (const [id, end] of await findConnectionEnds(db, claim.placeId, others)) known.set(id, end);
  const owners = new Map(
    rows.flatMap(({ connection }) =>
      connection.peeringId ? [[connection.peeringId, connection.id] as const] : [],
    ),
  );
  await recordPeerings(db, claim, describePeerings(look.peerings, installationId, known, owners), {
    at: look.at,
    everything: look.everything,
  });
  await recordRouteTables(db, claim, look.routeTables, look.at);
}

type Works = { work: Work[]; freedTurn: boolean; skipped: boolean };

async function planAndRecord(
  { db, clock, installationId }: WorkerContext,
  claim: PlaceClaim,
  swept: SweptPlace,
  rows: SweptConnection[],
  look: Look | null,
  turnOf: (id: string) => Turn,
): Promise<Works> {
  if (!look || rows.length === 0) return { work: [], freedTurn: false, skipped: false };
  const now = clock();
  const vpcIds = [...new Set(rows.map(({ cluster }) => cluster.vpcId))];
  const observedOf = divideLook(look, await loadVpcs(db, swept.place.id, vpcIds));
  const attempts = await loadAttempts(
    db,
    rows.map(({ connection }) => connection.id),
    new Date(now.getTime() - attemptsKeptMs),
  );
  const records: PlannedRow[] = [];
  const work: Work[] = [];
  for (const row of rows) {
    const { id, revision } = row.connection;
    const own = attempts.get(id) ?? [];
    const intent = readIntent(row, swept, own, turnOf(id), installationId);
    const observed = observedOf(row);
    const planned = plan(intent, observed, now);
    records.push(describePlan(row, observed, planned, own, now));
    if (planned.steps.length > 0) work.push({ row, intent, revision, steps: planned.steps, attempts: own });
  }
  const recorded = await recordPlans(db, claim, records, now);
  return {
    work: work.flatMap((one) => {
      const revision = recorded.get(one.row.connection.id);
      return revision === undefined ? [] : [{ ...one, revision }];
    }),
    freedTurn: records.some(
      ({ previousState, state }) =>
        /^(sending|awaiting-acceptance)$/.test(previousState) && state !== previousState,
    ),
    skipped: recorded.size < records.length,
  };
}

async function performAll(
  context: WorkerContext,
  claim: PlaceClaim,
  session: AwsSession,
  work: Work[],
): Promise<Performed> {
  const total: Performed = { sent: 0, rest: false, refusals: [] };
  await inParallel(work, connectionsAtOnce, async (one) => {
    const performed = await performSteps(context, claim, session, one);
    total.sent += performed.sent;
    total.rest ||= performed.rest;
    total.refusals.push(...performed.refusals);
  });
  return total;
}

/** Refusals that say that what is known of a VPC is out of date. */
const inventoryFaults =
  /^InvalidVpcPeeringConnectionState\.DnsHostnamesDisabled$|^InvalidVpcI[Dd]\.|^InvalidRouteTableI[Dd]\./;

async function settleUp(
  { db, clock, glanceMs, fullSweepMs }: WorkerContext,
  { place }: SweptPlace,
  startedAt: Date,
  done: {
    isFull: boolean;
    looked: boolean;
    inventory: InventoryOutcome;
    performed: Performed;
    freedTurn: boolean;
    skipped: boolean;
  },
): Promise<SweepResult> {
  const { isFull, inventory, performed } = done;
  const start = startedAt.getTime();
  const next = await readNextLook(db, place.id, clock());
  const atOnce = performed.rest || done.freedTurn || done.skipped || next.changed;

  let fullSweepDueAt = isFull ? start + fullSweepMs : place.fullSweepDueAt.getTime();
  if (performed.sent > 0) fullSweepDueAt = Math.min(fullSweepDueAt, start + sweepAfterWriteMs);
  const inventoryDueAt = nextInventory(place.inventoryDueAt, inventory, performed, start);

  const wishes = [fullSweepDueAt, inventoryDueAt];
  if (atOnce) wishes.push(start + soonMs);
  if (next.watched) wishes.push(start + glanceMs);
  if (next.lookAt) {
    const paceMs = performed.sent > 0 || next.lookAt <= startedAt ? soonMs : Math.min(glanceMs, 30_000);
    wishes.push(Math.max(next.lookAt.getTime(), start + paceMs));
  }
  return {
    dueAt: new Date(Math.min(...wishes)),
    fullSweepDueAt: new Date(fullSweepDueAt),
    inventoryDueAt: new Date(inventoryDueAt),
    ...(done.looked ? { glancedAt: startedAt } : {}),
    ...(isFull ? { sweptAt: startedAt } : {}),
    ...(inventory.kind === "done" ? { inventoriedAt: startedAt } : {}),
    failures: 0,
    fault: inventory.kind === "failed" ? inventory.fault : null,
    faultAt: inventory.kind === "failed" ? startedAt : null,
  };
}

function nextInventory(due: Date, inventory: InventoryOutcome, performed: Performed, start: number): number {
  if (performed.refusals.some(({ code }) => inventoryFaults.test(code))) return start + soonMs;
  if (inventory.kind === "failed") return start + inventoryRetryMs;
  if (inventory.kind === "not-due") return due.getTime();
  return start + (inventory.complete ? hourMs : restOfInventoryMs);
}
