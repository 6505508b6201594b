import { readNextExposureLook } from "@/lib/db/exposure-sweeps";
import type { PlaceClaim } from "@/lib/db/places";
import {
  closeClustersNeverMade,
  forgetEndedTasks,
  recordClusters,
  recordEdges,
  recordTasks,
} from "@/lib/db/vcd-records";
import {
  findKnownTasks,
  isAnythingUnderWay,
  type LookedForExposure,
  loadEdges,
  loadFollowedTasks,
  loadLiveActs,
  loadLookedForExposures,
  loadSweptVcdPlace,
  loadTasks,
  loadVcdClusters,
  loadVcdInventory,
  type SweptVcdPlace,
} from "@/lib/db/vcd-sweeps";
import { secondLookMs } from "@/lib/domain/exposures/timing";
import type { OrgNetworkSeen } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { bareId } from "@/lib/providers/vcd/identifiers";
import { VcdCallTally } from "@/lib/providers/vcd/transport";
import type { WorkerContext } from "./context";
import {
  describeClusters,
  describeEdges,
  describeForgotten,
  describeTasks,
  edgeOfCluster,
} from "./describe-vcd";
import { type LookWanted, lookAtVcd, type WholeLook } from "./look-vcd";
import { planExposures } from "./plan-exposures";
import { settleActs } from "./settle-acts";
import { settleUp, soonMs } from "./settle-up";
import type { SweepReport } from "./sweep-report";
import { openVcdPlace } from "./vcd-context";
import { refreshVcdInventory } from "./vcd-inventory";

/** Tasks that ended are kept this long: VCD itself forgets them. */
const tasksKeptMs = 30 * 24 * 3_600_000;
/** A row of a cluster that is being asked for gets its act or exposure in the same transaction; some time for clocks. */
const neverMadeMs = 60_000;
/** What runs for longer than this is left to full sweeps: CSE builds a cluster within an hour, or never. */
const stuckMs = 2 * 3_600_000;
/** An edge gateway that two full sweeps did not list is gone. */
const edgeForgottenAfterSweeps = 1.5;

/** One sweep of one claimed organization of VCD: observe, record, plan, act. Throws ProviderError where it cannot be read. */
export async function sweepVcd(context: WorkerContext, claim: PlaceClaim): Promise<SweepReport> {
  const { db, clock, vcdClients, glanceMs } = context;
  const startedAt = clock();
  const swept = await loadSweptVcdPlace(db, claim.placeId);
  const { place } = swept;
  const isFull = place.fullSweepDueAt <= startedAt;
  const target = await openVcdPlace(context, swept);
  const tallies = { look: new VcdCallTally(), inventory: new VcdCallTally(), acting: new VcdCallTally() };

  const wanted = await whatToLookFor(context, swept, isFull, startedAt);
  const looks = isFull || isWorthGlance(wanted);
  const whole = looks ? await lookAtVcd(await vcdClients.open(target, tallies.look), wanted) : null;
  const surveyor = await vcdClients.open(target, tallies.inventory);
  const inventory = await refreshVcdInventory(context, claim, swept, surveyor, startedAt);
  const kept = whole ? await keepLook(context, claim, swept, wanted, whole) : nothingKept;

  const session = await vcdClients.open(target, tallies.acting);
  const planned = whole ? await plan(context, claim, swept, whole, session, startedAt) : nothingPlanned;
  const isMoving = await isAnythingUnderWay(db, place.id, new Date(startedAt.getTime() - stuckMs));
  const movingBy = isMoving ? [new Date(startedAt.getTime() + glanceMs)] : [];
  const result = settleUp(context, place, startedAt, {
    isFull,
    looked: whole !== null,
    inventory,
    inventoryDoubted: kept.unknownNetwork && inventory.kind === "not-due",
    sent: planned.sent,
    again: false,
    refusal: whole?.refusal,
    // Clusters are put behind their edge gateways with what the inventory now knows.
    ...(inventory.kind === "done" && !isFull ? { fullSweepAgainMs: soonMs } : {}),
    next: await readNextExposureLook(db, place.id, clock()),
    dueBy: earliest([
      ...movingBy,
      ...kept.missedAt.map((missedAt) => new Date(missedAt.getTime() + secondLookMs)),
      ...(planned.nextLookAt ? [planned.nextLookAt] : []),
    ]),
  });
  if (isFull) result.sweepCalls = tallies.look.total;
  return {
    depth: isFull ? "full" : whole ? "glance" : "nothing",
    calls: {
      look: tallies.look.byAction,
      inventory: tallies.inventory.byAction,
      acting: tallies.acting.byAction,
    },
    planned: planned.planned,
    sent: planned.sent,
    result,
  };
}

const nothingPlanned = { planned: 0, sent: 0, nextLookAt: null };

function plan(
  context: WorkerContext,
  claim: PlaceClaim,
  { place, site, binding }: SweptVcdPlace,
  { look }: WholeLook,
  session: VcdSession,
  startedAt: Date,
) {
  return planExposures(context, claim, { place, site, organization: binding, look, session, startedAt });
}

function earliest(times: Date[]): Date | null {
  return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : null;
}

async function whatToLookFor(
  { db }: WorkerContext,
  { place }: SweptVcdPlace,
  full: boolean,
  at: Date,
): Promise<LookWanted> {
  const [exposures, followed, acts, rows, edges] = await Promise.all([
    loadLookedForExposures(db, place.id, at),
    loadFollowedTasks(db, place.id),
    loadLiveActs(db, place.id),
    loadVcdClusters(db, place.id, "living"),
    loadEdges(db, place.id),
  ]);
  const named = rows.flatMap(({ seen }) => seen?.taskId ?? []);
  const knownTasks = await findKnownTasks(db, place.id, named);
  const placed = await withEdgesAskedFor(db, place.id, exposures);
  const sweptBefore = place.sweptAt !== null;
  return { at, full, exposures: placed, followed, knownTasks, sweptBefore, acts, rows, edges };
}

/** Clusters that do not exist yet have the edge of the network that they are asked for in. */
async function withEdgesAskedFor(
  db: WorkerContext["db"],
  placeId: string,
  exposures: LookedForExposure[],
): Promise<LookedForExposure[]> {
  if (exposures.every(({ edgeId }) => edgeId !== null)) return exposures;
  const networks = (await loadVcdInventory(db, placeId))?.networks ?? [];
  return exposures.map((exposure) => {
    const { asked } = exposure.cluster;
    if (exposure.edgeId !== null || !asked) return exposure;
    return {
      ...exposure,
      edgeId: edgeOfCluster({ networkName: asked.network, vdcName: asked.vdc }, networks),
    };
  });
}

function isWorthGlance({ exposures, followed, acts, rows }: LookWanted): boolean {
  return (
    acts.length > 0 ||
    followed.length > 0 ||
    exposures.some(({ moves }) => moves) ||
    rows.some(({ missedAt }) => missedAt !== null)
  );
}

type Kept = {
  /** When clusters that are missing, and not yet believed gone, were first missed. */
  missedAt: Date[];
  /** A cluster names a network that the inventory does not know. */
  unknownNetwork: boolean;
};

const nothingKept: Kept = { missedAt: [], unknownNetwork: false };

async function keepLook(
  context: WorkerContext,
  claim: PlaceClaim,
  swept: SweptVcdPlace,
  wanted: LookWanted,
  whole: WholeLook,
): Promise<Kept> {
  const { db, fullSweepMs } = context;
  const { organizationId } = swept.binding;
  const { look, everyEdge } = whole;
  const networks = (await loadVcdInventory(db, claim.placeId))?.networks ?? null;
  const kept = { ...nothingKept };
  const entityIds = [...new Set([...(look.clusters ?? []).map(({ id }) => id), ...look.searched.ids])];
  const met = { entityIds, everything: look.everyCluster, at: look.at };
  const idByEntity = await recordClusters(db, claim, organizationId, met, (known) => {
    const changes = describeClusters(known, whole, swept, networks);
    const after = new Map([...known, ...changes.changed].map((row) => [row.id, row]));
    kept.missedAt = [...after.values()].flatMap((row) => (row.goneAt ? [] : (row.missedAt ?? [])));
    kept.unknownNetwork = networks !== null && namesUnknownNetwork(known, look, networks);
    return changes;
  });
  const forgetEdges = everyEdge ? new Date(look.at.getTime() - fullSweepMs * edgeForgottenAfterSweeps) : null;
  await recordEdges(db, claim, organizationId, describeEdges(look, wanted.edges), forgetEdges);
  await keepTasks(context, claim, organizationId, wanted, whole, idByEntity);
  await settleActs(context, claim, look);
  if (look.full) {
    await forgetEndedTasks(db, claim, new Date(look.at.getTime() - tasksKeptMs));
    await closeClustersNeverMade(db, claim, new Date(look.at.getTime() - neverMadeMs), look.at);
  }
  return kept;
}

/** Only what is new counts: a network that is really gone is not asked for with every sweep. */
function namesUnknownNetwork(
  known: { entityId: string | null; seen: { networkName: string | null } | null }[],
  { clusters }: WholeLook["look"],
  networks: OrgNetworkSeen[],
): boolean {
  const before = new Map(known.map(({ entityId, seen }) => [entityId, seen?.networkName ?? null]));
  return (clusters ?? []).some(
    ({ id, networkName }) =>
      networkName !== null &&
      before.get(id) !== networkName &&
      !networks.some(({ name }) => name === networkName),
  );
}

async function keepTasks(
  { db }: WorkerContext,
  claim: PlaceClaim,
  organizationId: string,
  { followed, rows }: LookWanted,
  { look, forgottenTasks }: WholeLook,
  idByEntity: Map<string, string>,
): Promise<void> {
  if (look.tasks.size + forgottenTasks.size === 0) return;
  const clusters = [...rows.flatMap(({ seen }) => seen ?? []), ...(look.clusters ?? [])];
  const ids = new Map<string, string>();
  for (const { id, vAppId, taskId } of clusters) {
    const rowId = idByEntity.get(id);
    if (!rowId) continue;
    for (const each of [id, vAppId, taskId]) if (each) ids.set(bareId(each), rowId);
  }
  const known = await loadTasks(db, claim.placeId, [...look.tasks.keys(), ...forgottenTasks]);
  const described = describeTasks(look, known, {
    clusterOf: (bare) => ids.get(bare) ?? null,
    followed: new Map(followed.map((task) => [task.taskId, task])),
    bare: bareId,
  });
  await recordTasks(db, claim, organizationId, [
    ...described,
    ...describeForgotten(forgottenTasks, known, look.at),
  ]);
}
