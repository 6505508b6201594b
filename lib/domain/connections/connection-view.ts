import { type Capability, refused } from "../capability";
import type { Role } from "../people/roles";
import type { PolicyPart } from "../policies/views";
import { editRequest } from "../requests/can";
import type { ConnectionChoice, RequestState } from "../requests/requests";
import * as can from "./can";
import { canonicalCidr } from "./cidr";
import { routedTableIds } from "./cluster-facts";
import { guideFor } from "./guide";
import type { PeeringSeen, ProviderFault, RouteTableSeen, VpcInventory } from "./observed";
import { drawPicture } from "./picture";
import { type Ending, lightNames, type PlanMemory, type Step } from "./plan-types";
import { regionLabel } from "./regions";
import { placeStaleness } from "./staleness";
import { isEnded, isLive, isMoving } from "./states";
import { hasBadLight } from "./status";
import { invitationEnds, type StoredConnection, summarizeConnection } from "./summary";
import { connectionRemarks, factsToCompare, type TenantFacts } from "./tenant-steps";
import { type HistoryFacts, tellHistory } from "./timeline";
import type { ConnectionView, LightView } from "./views";
import { describeBlocked } from "./words-blocked";
import type { EndingFacts } from "./words-endings";
import { describeLight } from "./words-lights";
import { describeState, type StateFacts, type StateWords } from "./words-states";
import { describeStep } from "./words-timeline";

/** Everything stored that a connection's page is made of. */
export type ConnectionSources = {
  role: Role;
  row: StoredConnection & {
    cidrs: string[];
    dnsResolution: boolean;
    ending: Ending | null;
    adoptPeeringId: string | null;
    heldAt: Date | null;
    heldReason: string | null;
    wouldSend: Step[];
    memory: PlanMemory;
    peering: PeeringSeen | null;
    observedAt: Date | null;
  };
  cluster: {
    id: string;
    name: string;
    accountId: string;
    vpcId: string;
    region: string;
    podCidrs: string[];
    serviceCidrs: string[];
  };
  requestedBy: string;
  withdrawAfterHours: number;
  vpc: {
    inventory: VpcInventory;
    routeTables: RouteTableSeen[] | null;
    routeTablesAt: Date | null;
  } | null;
  place: { failures: number; fault: ProviderFault | null } | null;
  request: {
    id: string;
    state: RequestState;
    reason: string;
    decidedBy: string | null;
    decidedAt: Date | null;
    note: string | null;
    policy: PolicyPart | null;
  } | null;
  /** A change of it that waits for a decision. */
  change: ({ requestId: string } & ConnectionChoice) | null;
  history: Pick<HistoryFacts, "acts" | "events" | "attempts">;
};

/** For a day the tenant's own half is shown unfolded: it is most likely still to be done. */
const newlyActiveMs = 24 * 3_600_000;

/** What a connection's page and the API show of it: every fact with its words, judged for who looks. */
export function viewConnection(sources: ConnectionSources, now: Date): ConnectionView {
  const { row, cluster, request, role } = sources;
  const clusterCidrs = sources.vpc?.inventory.cidrBlocks ?? [];
  const actual = row.memory.actualCidrs ?? null;
  const names: EndingFacts = {
    clusterName: cluster.name,
    accountId: row.accountId,
    vpcId: row.vpcId,
    region: row.region,
    providerAccountId: cluster.accountId,
  };
  const ends = invitationEnds(row, sources.withdrawAfterHours);
  const withdrawAt = ends.find(({ how }) => how === "withdrawn")?.at ?? null;
  const tenant: TenantFacts = {
    ...names,
    peeringId: row.peeringId,
    clusterVpcId: cluster.vpcId,
    clusterRegion: cluster.region,
    clusterCidrs,
    expirationTime: row.expirationTime,
    dnsResolution: row.dnsResolution,
  };
  const facts: StateFacts = {
    ...names,
    ...row,
    withdrawAt,
    decisionNote: request?.note ?? null,
    policy: request?.policy,
  };
  const words = describeState(facts, now);
  const routes = routesOf(sources);
  const by = { role, state: row.state, held: row.heldAt !== null };
  return {
    ...summarizeConnection(row, cluster, sources.withdrawAfterHours),
    sentence: words.sentence,
    next: whatNext(sources, words, { tenant, end: ends[0] ?? null, now }),
    blocked: blockedView(row, words),
    held: row.heldAt ? { reason: row.heldReason } : null,
    picture: drawPicture({
      state: row.state,
      name: row.name,
      cluster: { ...cluster, cidrBlocks: clusterCidrs },
      tenant: { ...names, approved: row.cidrs, actual },
      peeringId: row.peeringId,
      lights: row.lights,
      routes: row.cidrs.map((destination) => {
        const entries = routes.filter((route) => route.destination === destination);
        const present = entries.filter((route) => route.state === "active").length;
        return { destination, tables: entries.length, present };
      }),
    }),
    lights: lightViews(row, { ...names, clusterCidrs, peeringId: row.peeringId }),
    seenAt: row.observedAt?.toISOString() ?? null,
    stale: staleReason(sources, now),
    facts: {
      cidrs: row.cidrs,
      actualCidrs: actual,
      dnsResolution: row.dnsResolution,
      requestedBy: sources.requestedBy,
      place: regionLabel(row.region),
      provider: {
        accountId: cluster.accountId,
        vpcId: cluster.vpcId,
        place: regionLabel(cluster.region),
        cidrs: clusterCidrs,
      },
      routes,
      routesSeenAt: sources.vpc?.routeTablesAt?.toISOString() ?? null,
    },
    remarks: isEnded(row.state) ? [] : connectionRemarks(tenant),
    change: sources.change,
    request: request && { ...request, decidedAt: request.decidedAt?.toISOString() ?? null },
    timeline: tellHistory({ ...names, ...sources.history }),
    removal: whatRemovalBreaks(sources, routes),
    can: {
      rename: can.renameConnection(by),
      remove: can.removeConnection(by),
      withdraw: can.withdrawConnection(by),
      requestAgain: can.requestAgain(by),
      edit: mayEdit(sources),
      hold: can.holdConnection(by),
      release: can.releaseConnection(by),
      adopt: can.adoptPeering({ ...by, blocked: row.blocked, adopting: row.adoptPeeringId }),
    },
    moving: isMoving(row.state) || row.state === "awaiting-approval",
  };
}

function mayEdit({ role, row, request, change }: ConnectionSources): Capability {
  if (!request) return refused("state", "Nobody asked for this connection here.", "Request it first.");
  const asked = { state: request.state, kind: "connection" } as const;
  const connection = { state: row.state, wanted: row.state === "removing" ? "gone" : "connected" } as const;
  return editRequest({ role, request: asked, connection, changeWaits: change !== null });
}

function whatNext(
  { row }: ConnectionSources,
  words: StateWords,
  more: { tenant: TenantFacts; end: ReturnType<typeof invitationEnds>[number] | null; now: Date },
): ConnectionView["next"] {
  const { tenant, end, now } = more;
  const awaited = row.state === "awaiting-acceptance";
  const isNew = now.getTime() - row.stateSince.getTime() < newlyActiveMs;
  return {
    who: words.who,
    title: titleOf(row, words.who),
    text: words.next,
    compare: awaited
      ? factsToCompare(tenant).filter(({ term }) => term !== "Expires")
      : row.state === "failed"
        ? whatWasSent(row, tenant)
        : [],
    steps: guideFor({ ...tenant, state: row.state, lights: row.lights }),
    stepsOpen: !hasBadLight(row.lights) && (row.state === "connecting" || (row.state === "active" && isNew)),
    countdown: end && {
      label: end.how === "withdrawn" ? "Withdrawn in" : "Expires in",
      to: end.at.toISOString(),
      after: end.how === "withdrawn" ? "it is being withdrawn now" : "it has expired",
    },
  };
}

/** The values that AWS refused, to be held against the console. */
function whatWasSent(row: ConnectionSources["row"], tenant: TenantFacts): ConnectionView["next"]["compare"] {
  return [
    { term: "Account ID", value: row.accountId, copy: false },
    { term: "VPC ID", value: row.vpcId, copy: false },
    { term: "Region", value: regionLabel(row.region), copy: false },
    { term: "Your blocks", value: row.cidrs.join(", "), copy: false },
    { term: "Cluster's blocks", value: tenant.clusterCidrs.join(", ") || "not read yet", copy: false },
  ];
}

function titleOf(row: ConnectionSources["row"], who: StateWords["who"]): string {
  if (row.state === "awaiting-approval") return "An admin of the provider decides";
  if (row.state === "awaiting-acceptance") return `Accept the invitation in AWS account ${row.accountId}`;
  if (row.state === "active" && who === "tenant-aws") return `Your side, in AWS account ${row.accountId}`;
  if (who === "tenant-aws") return `Look at your VPC in AWS account ${row.accountId}`;
  if (who === "provider-admin") return "The provider must act";
  if (isEnded(row.state)) return "What now";
  return who === "tenant" ? "You must act" : "Nothing to do";
}

/** What the sentence and the next step leave unsaid of why nothing is sent. */
function blockedView(row: ConnectionSources["row"], said: StateWords): ConnectionView["blocked"] {
  if (!row.blocked || !isLive(row.state)) return null;
  const words = describeBlocked(row.blocked);
  const { fault, retryAt, peeringId } = row.blocked;
  const text = [
    words.sentence === said.sentence ? "" : words.sentence,
    words.next === said.next || words.sentence === said.sentence ? "" : words.next,
    row.blocked.code === "held" && row.heldReason ? `The reason given: ${row.heldReason}` : "",
  ];
  return {
    text: text.filter((part) => part !== "").join(" ") || null,
    wouldSend: row.wouldSend.map(describeStep),
    retryAt: retryAt ? new Date(retryAt).toISOString() : null,
    fault: fault ? { code: fault.code, message: fault.message, requestId: fault.requestId } : null,
    peeringId: peeringId ?? null,
  };
}

function lightViews(row: ConnectionSources["row"], facts: Parameters<typeof describeLight>[2]): LightView[] {
  const { lights } = row;
  if (!lights) return [];
  return lightNames
    .filter((name) => lights[name].value !== "off" || name === "peering")
    .map((name) => {
      const light = lights[name];
      const { label, sentence, next } = describeLight(name, light, facts);
      const value = light.value === "off" ? "unknown" : light.value;
      return { name, label, value, word: sentence, detail: next ?? null, seenAt: light.at };
    });
}

/** Each approved block in each table that it belongs in, as last read. */
function routesOf({ row, vpc }: ConnectionSources): ConnectionView["facts"]["routes"] {
  const accepted = row.state === "connecting" || row.state === "active" || row.state === "removing";
  if (!vpc?.routeTables || !row.peeringId || !accepted) return [];
  const routed = routedTableIds(vpc.routeTables, vpc.inventory);
  return vpc.routeTables
    .filter((table) => routed.has(table.id))
    .flatMap((table) =>
      row.cidrs.map((destination) => {
        const route = table.routes.find((entry) => canonicalCidr(entry.destination) === destination);
        const ours = route?.target.kind === "peering" && route.target.id === row.peeringId;
        const elsewhere = route?.target.kind === "local" ? "local" : route?.target.id;
        return {
          tableId: table.id,
          tableName: table.name,
          destination,
          state: ours ? route.state : route ? `leads to ${elsewhere}` : "absent",
        };
      }),
    );
}

function staleReason({ row, place }: ConnectionSources, now: Date): string | null {
  if (!isLive(row.state) || row.state === "awaiting-approval") return null;
  return placeStaleness({ place, seenAt: row.observedAt }, now);
}

function whatRemovalBreaks(
  { row, cluster }: ConnectionSources,
  routes: ConnectionView["facts"]["routes"],
): string[] {
  const places = routes.filter((route) => route.state === "active" || route.state === "blackhole");
  if (row.state === "queued") return ["Nothing has been sent to AWS for it, and nothing will be."];
  if (row.state === "sending" || row.state === "awaiting-acceptance") {
    return [`The invitation to account ${row.accountId} is withdrawn; nothing was connected yet.`];
  }
  return [
    `Traffic between ${cluster.name} and ${row.vpcId} stops at once, in both directions.`,
    ...(places.length > 0
      ? [
          `${places.length} ${places.length === 1 ? "route" : "routes"} of the cluster and peering ${row.peeringId} are deleted.`,
        ]
      : []),
    "Your own routes and security-group rules stay in your account and lead nowhere; delete them there.",
    "It cannot be undone: a new connection needs a new request, approval and acceptance.",
  ];
}
