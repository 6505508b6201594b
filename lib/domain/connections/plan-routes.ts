import { cidrContains, cidrsOverlap } from "./cidr";
import {
  block,
  type Draft,
  fullLookBy,
  isOverdue,
  isPending,
  lastAttempt,
  millis,
  say,
  settle,
  want,
} from "./draft";
import { type FaultKind, faultKind } from "./fault-kinds";
import type { PeeringSeen, RouteSeen, RouteTableSeen } from "./observed";
import type { Light } from "./plan-types";
import { secondLookMs } from "./timing";

/** The approved blocks against the accepter's real ones. */
export type Claim = {
  /** Real blocks of the accepter VPC; null while they have never been seen. */
  actual: string[] | null;
  /** Approved blocks that lie within a real one: these are routed. */
  routable: string[];
  /** Approved, but not within any real block. */
  absent: string[];
  /** Real, but no approved block touches them: shown, never routed. */
  unclaimed: string[];
};

/** Compares claim and reality, keeping the real blocks for when AWS hides them again. */
export function followClaim(draft: Draft, mine: PeeringSeen): Claim {
  const { intent, memory } = draft;
  const before = memory.actualCidrs ?? null;
  const seen = mine.status === "active" ? mine.accepter.cidrBlocks : [];
  const actual = seen.length > 0 ? [...seen].sort() : before;
  const claim = compareClaim(intent.approvedCidrs, actual);
  if (seen.length > 0) {
    memory.actualCidrs = [...seen].sort();
    const added = before ? seen.filter((cidr) => !before.includes(cidr)) : [];
    if (added.length > 0) say(draft, "peer-added-blocks", { added });
    const absentBefore = before ? compareClaim(intent.approvedCidrs, before).absent : [];
    if (claim.absent.length > 0 && claim.absent.join() !== absentBefore.join()) {
      say(draft, "claim-differs", { absent: claim.absent, actual: memory.actualCidrs });
    }
  }
  return claim;
}

export function compareClaim(approved: readonly string[], actual: readonly string[] | null): Claim {
  if (!actual) return { actual: null, routable: [], absent: [], unclaimed: [] };
  const wanted = [...new Set(approved)];
  const isReal = (cidr: string) => actual.some((real) => real === cidr || cidrContains(real, cidr));
  return {
    actual: [...actual],
    routable: wanted.filter(isReal),
    absent: wanted.filter((cidr) => !isReal(cidr)),
    unclaimed: actual.filter((real) => !wanted.some((cidr) => real === cidr || cidrsOverlap(real, cidr))),
  };
}

/** Name of a route in memory and notes: `rtb-…|10.1.0.0/16`. */
export function routeKey(routeTableId: string, destination: string): string {
  return `${routeTableId}|${destination}`;
}

function splitRouteKey(key: string): { routeTableId: string; destination: string } {
  const cut = key.indexOf("|");
  return { routeTableId: key.slice(0, cut), destination: key.slice(cut + 1) };
}

/**
 * Tables that routes belong in: each with a subnet association, plus the main one if any subnet has none.
 * Tables of gateways never. `mainUndecided`: without the list of subnets it cannot be said whether main counts.
 */
export function tablesToRoute(draft: Pick<Draft, "intent" | "observed">): {
  tables: RouteTableSeen[];
  mainUndecided: boolean;
} {
  const { intent, observed } = draft;
  const ours = (observed.routeTables ?? []).filter(
    (table) => table.vpcId === intent.requester.vpcId && table.gatewayIds.length === 0,
  );
  const associated = new Set((observed.routeTables ?? []).flatMap((table) => table.subnetIds));
  const main = ours.find((table) => table.isMain && table.subnetIds.length === 0);
  const mainCounts = observed.vpc?.subnets.some((subnet) => !associated.has(subnet.id)) ?? false;
  const tables = ours.filter((table) => table.subnetIds.length > 0 || (table === main && mainCounts));
  return { tables, mainUndecided: main !== undefined && observed.vpc === null };
}

function routeTo(table: RouteTableSeen, destination: string): RouteSeen | undefined {
  return table.routes.find((route) => route.destination === destination);
}

function leadsTo(route: RouteSeen | undefined, peeringId: string): boolean {
  return route?.target.kind === "peering" && route.target.id === peeringId;
}

/** Settles route attempts without a reply by the first full look after their deadline. */
export function settleRoutes(draft: Draft): void {
  const { observed } = draft;
  for (const attempt of draft.attempts) {
    const parts = /^(create|delete)-route:([^:]+):(.+)$/.exec(attempt.stepKey);
    if (!parts || !isPending(attempt)) continue;
    if (!observed.routeTables || !isOverdue(draft, attempt)) {
      fullLookBy(draft, attempt.deadline.getTime() + 1);
      continue;
    }
    const [, verb, routeTableId, destination] = parts as unknown as [string, string, string, string];
    const table = observed.routeTables.find((candidate) => candidate.id === routeTableId);
    const route = table && routeTo(table, destination);
    const ours = draft.peeringId !== null && leadsTo(route, draft.peeringId);
    settle(draft, attempt.stepKey, ours === (verb === "create") ? "done" : "lost");
  }
}

/** Refusals that pass by themselves and say nothing about the route. */
const passing: FaultKind[] = ["transient", "look-again", "young"];

/** Wants the routes of a connection whose peering is active. `complete`: each one was seen, active, leading to it. */
export function planRoutes(draft: Draft, mine: PeeringSeen, claim: Claim): { complete: boolean } {
  const { observed, memory } = draft;
  if (!observed.routeTables) {
    askForTables(draft);
    return { complete: false };
  }
  const at = observed.at.getTime();
  const { tables, mainUndecided } = tablesToRoute(draft);
  const seen = new Set(memory.routesSeen);
  const missedAt = memory.routesMissedAt ?? {};
  const found = { present: 0, wanted: 0, blackhole: [] as string[], unsure: [] as string[] };
  const missing: string[] = [];
  const lost: string[] = [];
  const conflicts: string[] = [];
  const conflictKeys: string[] = [];
  const full: string[] = [];
  const refused: string[] = [];
  const stillWanted = new Set<string>();

  for (const table of tables) {
    for (const destination of claim.routable) {
      const key = routeKey(table.id, destination);
      stillWanted.add(key);
      found.wanted += 1;
      const route = routeTo(table, destination);
      if (route && leadsTo(route, mine.id)) {
        if (missedAt[key] !== undefined)
          say(draft, "drift-route-restored", { routeTableId: table.id, destination });
        delete missedAt[key];
        seen.add(key);
        if (route.state === "active") found.present += 1;
        else if (route.state === "blackhole") found.blackhole.push(key);
        else found.unsure.push(key);
        continue;
      }
      if (route) {
        delete missedAt[key];
        conflicts.push(`${table.id} ${destination} → ${targetText(route)}`);
        conflictKeys.push(key);
        if (!memory.routeConflicts?.includes(key)) {
          say(draft, "route-conflict", { routeTableId: table.id, destination, target: targetText(route) });
        }
        continue;
      }
      missing.push(key);
      // One that we took away ourselves, when its block was not wanted, was not lost to anybody.
      if (seen.has(key) && !wasDeleted(draft, table.id, destination)) {
        lost.push(key);
        const first = millis(missedAt[key]);
        if (first === null) {
          missedAt[key] = observed.at.toISOString();
          say(draft, "drift-route-missing", { routeTableId: table.id, destination });
        }
        if (first === null || at - first < secondLookMs) {
          fullLookBy(draft, (first ?? at) + secondLookMs);
          continue;
        }
      }
      const step = { kind: "create-route", peeringId: mine.id, routeTableId: table.id, destination } as const;
      want(draft, step, secondLookMs);
      const last = lastAttempt(draft, `create-route:${table.id}:${destination}`);
      if (last?.outcome === "refused" && last.fault) {
        const kind = faultKind(last.fault);
        if (kind === "route-limit") full.push(key);
        else if (!passing.includes(kind)) refused.push(`${key} ${last.fault.code}`);
      }
    }
  }

  const surplus = takeBackRoutes(draft, mine.id, seen);
  // A route that is no longer wanted (its table lost its subnets) is not missed; removal still finds it by its target.
  for (const key of Object.keys(missedAt)) if (!stillWanted.has(key)) delete missedAt[key];
  memory.routesMissedAt = missedAt;
  memory.routesSeen = [...seen].sort();
  memory.routeConflicts = conflictKeys.length > 0 ? conflictKeys : undefined;

  const light = (value: Light["value"], code: string, more: Light["facts"] = {}): void => {
    const facts = { wanted: found.wanted, present: found.present, ...more };
    draft.lights.routes = { value, code, facts, at: observed.at.toISOString() };
  };
  if (conflicts.length > 0) light("bad", "route-conflict", { conflicts });
  else if (full.length > 0)
    light("bad", "route-limit", { tables: full.map((key) => key.split("|")[0] ?? key) });
  else if (found.blackhole.length > 0) light("bad", "route-blackhole", { routes: found.blackhole });
  else if (refused.length > 0) light("bad", "route-refused", { routes: refused });
  else if (lost.length > 0) light("bad", "route-missing", { missing: lost });
  else if (tables.length === 0 && !mainUndecided) light("bad", "no-route-tables");
  else if (missing.length > 0) light("waiting", "route-pending", { missing });
  else if (surplus.length > 0) light("waiting", "route-surplus", { surplus });
  else if (mainUndecided) light("waiting", "inventory-missing");
  else if (found.unsure.length > 0) light("waiting", "route-state-unknown", { routes: found.unsure });
  else if (found.wanted === 0) light("waiting", "nothing-to-route");
  else light("good", "routes-present");

  if (found.blackhole.length + found.unsure.length > 0) fullLookBy(draft, at + secondLookMs);
  return { complete: draft.lights.routes?.value === "good" };
}

/**
 * Deletes routes of ours for blocks that were approved once and are no longer; `seen` forgets those that are gone. What
 * others wrote stays, also where it leads to our peering. Names what is still there.
 */
function takeBackRoutes(draft: Draft, peeringId: string, seen: Set<string>): string[] {
  const approved = new Set(draft.intent.approvedCidrs);
  const surplus: string[] = [];
  const present = new Set<string>();
  for (const table of draft.observed.routeTables ?? []) {
    for (const route of table.routes) {
      const { destination } = route;
      const key = routeKey(table.id, destination);
      if (approved.has(destination) || !leadsTo(route, peeringId)) continue;
      if (!seen.has(key) && !wasWritten(draft, table.id, destination)) continue;
      present.add(key);
      seen.add(key);
      surplus.push(key);
      want(draft, { kind: "delete-route", peeringId, routeTableId: table.id, destination }, secondLookMs);
    }
  }
  for (const key of [...seen]) {
    if (!approved.has(splitRouteKey(key).destination) && !present.has(key)) seen.delete(key);
  }
  return surplus;
}

/** Whether we wrote a route and have not deleted it since. */
function wasWritten(draft: Draft, routeTableId: string, destination: string): boolean {
  const made = lastAttempt(draft, `create-route:${routeTableId}:${destination}`);
  return made?.outcome === "done" && !wasDeleted(draft, routeTableId, destination);
}

/** A glance says nothing of routes: asks for a full look where one is due before the regular sweep. */
function askForTables(draft: Draft): void {
  const { memory } = draft;
  const readAt = millis(memory.lights?.routes?.at);
  if (readAt === null) fullLookBy(draft, draft.now.getTime());
  for (const missed of Object.values(memory.routesMissedAt ?? {})) {
    const first = millis(missed);
    if (first !== null) fullLookBy(draft, first + secondLookMs);
  }
  for (const { stepKey, outcome, finishedAt } of draft.attempts) {
    if (!stepKey.startsWith("create-route:") || outcome !== "done" || !finishedAt || readAt === null)
      continue;
    if (finishedAt.getTime() > readAt) fullLookBy(draft, draft.now.getTime());
  }
}

function targetText(route: RouteSeen): string {
  return route.target.kind === "local" ? "local" : route.target.id;
}

/** True where a route of ours may exist: none is ever written before the other side has accepted. */
export function mayHaveRoutes(draft: Draft): boolean {
  return (
    draft.memory.accepted === true ||
    (draft.memory.routesSeen ?? []).length > 0 ||
    draft.attempts.some((attempt) => attempt.stepKey.startsWith("create-route:"))
  );
}

/**
 * Deletes what routes of ours are seen. True only where this look read the tables, shows none of ours, every route
 * attempt is settled, and what was there before was deleted by us or missing in two looks.
 */
export function clearRoutes(draft: Draft, peeringId: string): boolean {
  const { observed, memory, intent } = draft;
  if (!mayHaveRoutes(draft)) return true;
  if (!observed.routeTables) {
    if (!intent.held) fullLookBy(draft, draft.now.getTime());
    return false;
  }
  const at = observed.at.getTime();
  const approved = new Set(intent.approvedCidrs);
  const known = new Set(memory.routesSeen);
  for (const attempt of draft.attempts) {
    const parts = /^create-route:([^:]+):(.+)$/.exec(attempt.stepKey);
    if (parts && attempt.outcome === "done") known.add(routeKey(parts[1] as string, parts[2] as string));
  }
  const missedAt = memory.routesMissedAt ?? {};
  let clear = true;

  for (const table of observed.routeTables) {
    for (const route of table.routes) {
      if (!leadsTo(route, peeringId)) continue;
      const destination = route.destination;
      const key = routeKey(table.id, destination);
      if (!approved.has(destination) && !known.has(key)) continue;
      clear = false;
      known.add(key);
      delete missedAt[key];
      want(draft, { kind: "delete-route", peeringId, routeTableId: table.id, destination }, secondLookMs);
    }
  }

  const present = new Set(
    observed.routeTables.flatMap((table) =>
      table.routes
        .filter((route) => leadsTo(route, peeringId))
        .map((route) => routeKey(table.id, route.destination)),
    ),
  );
  for (const key of [...known]) {
    if (present.has(key)) continue;
    const { routeTableId, destination } = splitRouteKey(key);
    if (wasDeleted(draft, routeTableId, destination)) {
      known.delete(key);
      delete missedAt[key];
      continue;
    }
    const first = missedSince(draft, missedAt[key], routeTableId, destination);
    if (first !== null && at - first >= secondLookMs) {
      known.delete(key);
      continue;
    }
    if (first === null) missedAt[key] = observed.at.toISOString();
    clear = false;
    fullLookBy(draft, (first ?? at) + secondLookMs);
  }
  memory.routesSeen = [...known].sort();
  memory.routesMissedAt = missedAt;

  if (
    draft.attempts.some((attempt) => isPending(attempt) && /^(?:create|delete)-route:/.test(attempt.stepKey))
  ) {
    block(draft, { code: "looking-for-lost-request" });
    return false;
  }
  return clear;
}

/** First look that missed a route; one from before the route was last written says nothing. */
function missedSince(
  draft: Draft,
  iso: string | undefined,
  routeTableId: string,
  destination: string,
): number | null {
  const first = millis(iso);
  const made = lastAttempt(draft, `create-route:${routeTableId}:${destination}`);
  if (first === null || made?.outcome !== "done") return first;
  return first >= (made.finishedAt ?? made.startedAt).getTime() ? first : null;
}

/** Whether our own delete of a route was confirmed after the last time we wrote it. */
function wasDeleted(draft: Draft, routeTableId: string, destination: string): boolean {
  const removed = lastAttempt(draft, `delete-route:${routeTableId}:${destination}`);
  if (removed?.outcome !== "done") return false;
  const made = lastAttempt(draft, `create-route:${routeTableId}:${destination}`);
  return !made || made.startedAt.getTime() <= removed.startedAt.getTime();
}
