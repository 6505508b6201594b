import type { PlaceClaim } from "@/lib/db/places";
import { type PlannedRow, recordPeerings, recordPlans, recordRouteTables } from "@/lib/db/sweep-records";
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
import { plan } from "@/lib/domain/connections/plan";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import { type AwsSession, CallTally } from "@/lib/providers/aws/client";
import { isThrottling, refusesCredentials } from "@/lib/providers/aws/faults";
import type { WorkerContext } from "./context";
import { inParallel } from "./in-parallel";
import { readIntent } from "./intent";
import { divideLook, glance, type Look, lookAtEverything } from "./look";
import { nothingPerformed, type Performed, performSteps, type Work } from "./perform";
import { describePeerings, describePlan } from "./record";
import { refreshInventory, rereadVpcs } from "./refresh-inventory";
import { settleUp, soonMs } from "./settle-up";
import type { SweepReport } from "./sweep-report";
import { assignTurns } from "./turns";

/** Attempts older than this weigh on no back-off any more. */
const attemptsKeptMs = 24 * 3_600_000;
const connectionsAtOnce = 4;
/** Refusals that say that what is known of VPCs or tables is out of date. */
const inventoryFault = /^Invalid(Vpc|RouteTable)I[Dd]\./;

/** One sweep of one claimed place: observe, plan, record, act. Throws ProviderError where nothing could be observed. */
export async function sweepAws(context: WorkerContext, claim: PlaceClaim): Promise<SweepReport> {
  const { db, clients, clock } = context;
  const startedAt = clock();
  const swept = await loadSweptPlace(db, claim.placeId);
  const { place, account } = swept;
  const isFull = place.fullSweepDueAt <= startedAt;
  const turns = await readTurns(context, swept);
  const rows = isFull
    ? await loadPlannedConnections(db, place.id)
    : await loadMovingConnections(db, place.id, startedAt, turns.readyIds);

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
    turns,
  );
  const surveyor = await clients.open(identity, tallies.inventory);
  const inventory = await refreshInventory(context, claim, swept, surveyor, startedAt);
  await keepLook(context, claim, look, rows);

  const works = await planAndRecord(context, claim, swept, rows, look, turns.turnOf);
  const acting = await clients.open(identity, tallies.acting);
  const performed = await performAll(context, claim, acting, works.work);
  const doubtful = [...performed.doubtfulVpcIds, ...(isFull ? works.dnsOffVpcIds : [])];
  const vpcsChanged = await rereadVpcs(context, claim, surveyor, doubtful);

  const result = settleUp(context, place, startedAt, {
    isFull,
    looked: look !== null,
    inventory,
    inventoryDoubted: performed.refusals.some(({ code }) => inventoryFault.test(code)),
    sent: performed.sent,
    again: works.freedTurn || works.skipped || performed.rest,
    ...(vpcsChanged ? { fullSweepAgainMs: soonMs } : {}),
    next: await readNextLook(db, place.id, clock()),
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
  { clusterVpcs }: SweptPlace,
  rows: SweptConnection[],
  isFull: boolean,
  at: Date,
  { readyIds }: Turns,
): Promise<Look | null> {
  if (isFull) {
    const vpcIds = clusterVpcs.map(({ vpcId }) => vpcId);
    return lookAtEverything(session, vpcIds, at);
  }
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

type Works = {
  work: Work[];
  /** An invitation was answered or came to its end: another may have its turn. */
  freedTurn: boolean;
  /** Rows changed while they were planned. */
  skipped: boolean;
  /** VPCs whose DNS attributes keep a connection from what it wants. */
  dnsOffVpcIds: string[];
};

async function planAndRecord(
  { db, clock, installationId }: WorkerContext,
  claim: PlaceClaim,
  swept: SweptPlace,
  rows: SweptConnection[],
  look: Look | null,
  turnOf: (id: string) => Turn,
): Promise<Works> {
  if (!look || rows.length === 0) return { work: [], freedTurn: false, skipped: false, dnsOffVpcIds: [] };
  const now = clock();
  const vpcIds = [...new Set(rows.map(({ cluster }) => cluster.vpcId))];
  const observedOf = divideLook(look, await loadVpcs(db, swept.place.id, vpcIds));
  const attempts = await loadAttempts(
    db,
    rows.map(({ connection }) => connection.id),
    new Date(now.getTime() - attemptsKeptMs),
  );
  const records: PlannedRow[] = [];
  const dnsOff = new Set<string>();
  const work: Work[] = [];
  for (const row of rows) {
    const { id, revision } = row.connection;
    const own = attempts.get(id) ?? [];
    const intent = readIntent(row, swept, own, turnOf(id), installationId);
    const observed = observedOf(row);
    const planned = plan(intent, observed, now);
    records.push(describePlan(row, observed, planned, own, now));
    if (planned.lights.dnsOurs.code === "dns-attributes-off") dnsOff.add(row.cluster.vpcId);
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
    dnsOffVpcIds: [...dnsOff],
  };
}

async function performAll(
  context: WorkerContext,
  claim: PlaceClaim,
  session: AwsSession,
  work: Work[],
): Promise<Performed> {
  const total = nothingPerformed();
  await inParallel(work, connectionsAtOnce, async (one) => {
    if (isToldToStop(total)) {
      total.rest = true;
      return;
    }
    const performed = await performSteps(context, claim, session, one);
    total.sent += performed.sent;
    total.unanswered += performed.unanswered;
    total.rest ||= performed.rest;
    total.refusals.push(...performed.refusals);
    total.doubtfulVpcIds.push(...performed.doubtfulVpcIds);
  });
  return total;
}

/** Where AWS is silent, throttles, or refuses the credentials, the other steps of a sweep would fare no better. */
function isToldToStop({ unanswered, refusals }: Performed): boolean {
  return unanswered >= 3 || refusals.some((fault) => isThrottling(fault) || refusesCredentials(fault));
}
