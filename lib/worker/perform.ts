import { type AttemptResult, finishAttempt, startAttempt } from "@/lib/db/attempts";
import type { PlaceClaim } from "@/lib/db/places";
import type { SweptAttempt, SweptConnection } from "@/lib/db/sweeps";
import { mayLive, type ProviderFault, type RouteTableSeen } from "@/lib/domain/connections/observed";
import { type ConnectionIntent, type Step, stepKey, tagKeys } from "@/lib/domain/connections/plan-types";
import { type AwsSession, mutationTimeoutMs } from "@/lib/providers/aws/client";
import { toProviderError } from "@/lib/providers/aws/faults";
import {
  createPeering,
  deletePeering,
  findPeeringsOfPairs,
  type PeeringRequest,
  setDnsResolution,
  tagPeering,
} from "@/lib/providers/aws/peering";
import { createRoute, deleteRoute, findRouteTables } from "@/lib/providers/aws/routes";
import { leaseMs, type WorkerContext } from "./context";
import { isAlreadySo } from "./tolerate";

/** No reply can arrive later than this after an attempt began: the call itself is over before. */
const deadlineMs = mutationTimeoutMs + 3_000;

const dnsHostnamesOff = "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled";

/** A planned connection whose steps may be sent now. */
export type Work = {
  row: SweptConnection;
  intent: ConnectionIntent;
  /** As recorded with the plan; a higher one means that a person changed the row since. */
  revision: number;
  steps: Step[];
  attempts: SweptAttempt[];
};

export type Performed = {
  sent: number;
  /** Calls that got no answer. */
  unanswered: number;
  /** Steps were left for the next sweep: the bucket is empty, or the world is not as planned. */
  rest: boolean;
  refusals: ProviderFault[];
  /** VPCs whose DNS attributes are not as they were last read. */
  doubtfulVpcIds: string[];
};

export function nothingPerformed(): Performed {
  return { sent: 0, unanswered: 0, rest: false, refusals: [], doubtfulVpcIds: [] };
}

/** Sends the steps of one connection in their order, each once, each with an attempt committed before it. */
export async function performSteps(
  context: WorkerContext,
  claim: PlaceClaim,
  session: AwsSession,
  work: Work,
): Promise<Performed> {
  const performed = nothingPerformed();
  const subject = {
    id: work.row.connection.id,
    organizationId: work.row.connection.organizationId,
    revision: work.revision,
  };
  const tables = await readTablesToClear(session, work.steps);
  for (const step of work.steps) {
    const isLate = context.stopping.aborted;
    if (isLate || !(await isStillTrue(session, work, step, tables)) || !session.mayWrite(actionOf(step))) {
      performed.rest = true;
      if (step.kind === "delete-route" && !isLate) continue;
      break;
    }
    const now = context.clock();
    const deadline = new Date(now.getTime() + deadlineMs);
    const attemptId = await startAttempt(context.db, claim, subject, step, { now, deadline, leaseMs });
    if (attemptId === null) {
      performed.rest = true;
      break;
    }
    performed.sent += 1;
    const result = await send(session, work, step);
    const finishedAt = context.clock();
    const sentAt = step.kind === "create-peering" && result.outcome === "done" ? finishedAt : undefined;
    await finishAttempt(context.db, claim, subject, attemptId, result, finishedAt, sentAt);
    if (result.outcome === "refused") {
      performed.refusals.push(result.fault);
      if (result.fault.code === dnsHostnamesOff) performed.doubtfulVpcIds.push(work.row.cluster.vpcId);
    }
    if (result.outcome === "unknown") {
      performed.unanswered += 1;
      break;
    }
  }
  return performed;
}

function actionOf(step: Step): string {
  switch (step.kind) {
    case "create-peering":
      return "CreateVpcPeeringConnection";
    case "tag-peering":
      return "CreateTags";
    case "create-route":
      return "CreateRoute";
    case "delete-route":
      return "DeleteRoute";
    case "set-dns":
      return "ModifyVpcPeeringConnectionOptions";
    case "delete-peering":
      return "DeleteVpcPeeringConnection";
  }
}

/** DeleteRoute takes a destination and no target, so what a route leads to is looked at once more right before. */
async function readTablesToClear(session: AwsSession, steps: Step[]): Promise<RouteTableSeen[]> {
  const ids = steps.flatMap((step) => (step.kind === "delete-route" ? [step.routeTableId] : []));
  return findRouteTables(session, ids);
}

/** Looks again where acting on an old look would do harm: a second peering, or somebody else's route deleted. */
async function isStillTrue(
  session: AwsSession,
  { row }: Work,
  step: Step,
  tables: RouteTableSeen[],
): Promise<boolean> {
  if (step.kind === "create-peering") {
    const pair = { vpcId: row.cluster.vpcId, peerVpcId: row.connection.vpcId };
    const found = await findPeeringsOfPairs(session, [pair]);
    return !found.some(({ status }) => mayLive(status));
  }
  if (step.kind === "delete-route") return leadsThere(tables, step);
  return true;
}

function leadsThere(
  tables: RouteTableSeen[],
  step: { routeTableId: string; destination: string; peeringId: string },
): boolean {
  const table = tables.find(({ id }) => id === step.routeTableId);
  const route = table?.routes.find(({ destination }) => destination === step.destination);
  return route?.target.kind === "peering" && route.target.id === step.peeringId;
}

async function send(session: AwsSession, work: Work, step: Step): Promise<AttemptResult> {
  try {
    return { outcome: "done", ...(await sendStep(session, work, step)) };
  } catch (error) {
    const failure = toProviderError(error, actionOf(step));
    const { fault } = failure;
    if (failure.outcomeUnknown) return { outcome: "unknown", fault };
    if (isAlreadySo(step, fault) || (await isRouteThere(session, step, fault.code))) {
      return { outcome: "done", requestId: fault.requestId };
    }
    const last = work.attempts.find((attempt) => attempt.stepKey === stepKey(step));
    const before = last?.outcome === "refused" ? last.failures : 0;
    return { outcome: "refused", fault, failures: before + 1 };
  }
}

async function sendStep(
  session: AwsSession,
  work: Work,
  step: Step,
): Promise<{ requestId: string | null; peeringId?: string }> {
  switch (step.kind) {
    case "create-peering": {
      // The id alone does not make it ours: AWS answers for a connected pair with the peering that exists. The next
      // look compares its tags.
      const { requestId, peering } = await createPeering(session, requestOf(work));
      return { requestId, peeringId: peering.id };
    }
    case "tag-peering":
      return tagPeering(session, step.peeringId, tagsOf(work));
    case "create-route":
      return createRoute(session, step);
    case "delete-route":
      return deleteRoute(session, step);
    case "set-dns":
      return setDnsResolution(session, step.peeringId, "requester", step.allow);
    case "delete-peering":
      return deletePeering(session, step.peeringId);
  }
}

function requestOf(work: Work): PeeringRequest {
  const { requester, accepter } = work.intent;
  return {
    vpcId: requester.vpcId,
    peerAccountId: accepter.accountId,
    peerVpcId: accepter.vpcId,
    peerRegion: accepter.region,
    tags: tagsOf(work),
  };
}

function tagsOf({ intent, row }: Work): Record<string, string> {
  return {
    Name: `${row.cluster.name} / ${intent.name}`,
    [tagKeys.installation]: intent.installationId,
    [tagKeys.connection]: intent.id,
    [tagKeys.cluster]: intent.clusterId,
    [tagKeys.organization]: intent.organizationId,
    [tagKeys.managed]: "true",
  };
}

/** Whether a route that AWS would not add a second time is the very one that was wanted. */
async function isRouteThere(session: AwsSession, step: Step, code: string): Promise<boolean> {
  if (step.kind !== "create-route" || code !== "RouteAlreadyExists") return false;
  const tables = await findRouteTables(session, [step.routeTableId]).catch((): RouteTableSeen[] => []);
  return leadsThere(tables, step);
}
