import { findEdgeHolders } from "@/lib/db/edge-locks";
import { loadExposureAttempts, type SweptExposureAttempt } from "@/lib/db/exposure-attempts";
import {
  findUsableSessions,
  loadActTasks,
  loadEndedTasks,
  loadNetworks,
  loadNodesSources,
  type SweptExposure,
} from "@/lib/db/exposure-sweeps";
import type { places } from "@/lib/db/schema/places";
import type { vcdOrganizations, vcdSites } from "@/lib/db/schema/sites";
import { fromStored } from "@/lib/db/stored";
import { knownNodesOf } from "@/lib/domain/exposures/known-nodes";
import type { HandshakeSeen } from "@/lib/domain/exposures/observed";
import type { ExposureIntent, Observed } from "@/lib/domain/exposures/plan-types";
import type { TaskSeen } from "@/lib/domain/vcd/observed";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { isMissing } from "@/lib/providers/vcd/faults";
import { getTask } from "@/lib/providers/vcd/tasks";
import type { WorkerContext } from "./context";
import { entityIn, type VcdLook, wasEntitySearched } from "./vcd-look";

/** One sweep of an organization of VCD, as far as exposures need it. */
export type ExposureSweep = {
  place: Pick<typeof places.$inferSelect, "id" | "heldAt">;
  organization: Pick<typeof vcdOrganizations.$inferSelect, "id" | "orgId" | "name">;
  site: Pick<typeof vcdSites.$inferSelect, "id" | "mode">;
  look: VcdLook;
  /** With the site's credential, in the organization. */
  session: VcdSession;
  startedAt: Date;
};

/** An exposure with everything that its plan is made from. */
export type ExposureUnit = {
  row: SweptExposure;
  edgeId: string | null;
  attempts: SweptExposureAttempt[];
  /** The session at VCD of the person it was asked for by; null while they are signed out. */
  vcdSessionId: string | null;
  intent: ExposureIntent;
  observed: Observed;
};

/** Reads what the look does not tell, and puts each exposure's intent beside what was observed of it. */
export async function gatherExposures(
  context: WorkerContext,
  sweep: ExposureSweep,
  rows: SweptExposure[],
): Promise<ExposureUnit[]> {
  const { db, clock } = context;
  const { place, site, organization, look } = sweep;
  const clusterIds = rows.map(({ cluster }) => cluster.id);
  const attempts = await loadExposureAttempts(
    db,
    rows.map(({ exposure }) => exposure.id),
  );
  const people = [...new Set(rows.map(({ exposure }) => inWhoseName(exposure)))];
  const sessions = await findUsableSessions(db, organization.id, people, clock());
  const actTasks = await loadActTasks(db, clusterIds);
  const tasks = await readTasks(sweep, [...attempts.values()].flat());
  const nodes = knownNodesOf(await loadNodesSources(db, place.id));
  const edgeOf = await edgesOf(context, place.id, rows);
  const edgeIds = [...new Set(rows.flatMap((row) => edgeOf(row) ?? []))];
  const holders = await findEdgeHolders(db, site.id, edgeIds);
  const namedTasks = (row: SweptExposure): string[] => {
    const own = attempts.get(row.exposure.id) ?? [];
    const last = entityFor(look, row, own).entity?.taskId ?? row.cluster.seen?.taskId ?? null;
    const acted = actTasks.get(row.cluster.id) ?? [];
    return [...own.map(({ taskId }) => taskId), ...acted, last].flatMap((id) => id ?? []);
  };
  const unread = rows.flatMap(namedTasks).filter((id) => !tasks.has(id));
  const ended = await loadEndedTasks(db, place.id, unread);

  return rows.map((row) => {
    const { exposure } = row;
    const own = attempts.get(exposure.id) ?? [];
    const edgeId = edgeOf(row);
    const vcdSessionId = sessions.get(inWhoseName(exposure)) ?? null;
    const holder = edgeId === null ? undefined : holders.get(edgeId);
    const intent = readExposureIntent(context, sweep, row, own, {
      edgeId,
      hasToken: vcdSessionId !== null,
      edgeLock:
        !holder || holder.exposureId === exposure.id
          ? { mine: true }
          : { mine: false, by: nameOfHolder(holder, exposure.organizationId) },
    });
    const seen = entityFor(look, row, own);
    const named = [...new Set(namedTasks(row))].flatMap((id) => tasks.get(id) ?? ended.get(id) ?? []);
    const observed = observe(look, row, edgeId, seen, named, nodes);
    return { row, edgeId, attempts: own, vcdSessionId, intent, observed };
  });
}

/** The holder's name, which another organization is not told. */
export function nameOfHolder(
  holder: { organizationId: string; clusterName: string },
  organizationId: string,
): string {
  return holder.organizationId === organizationId ? holder.clusterName : "another cluster";
}

/** The edge: as recorded, as the cluster's look found it, or that of the network a new cluster is to be in. */
async function edgesOf(
  { db }: WorkerContext,
  placeId: string,
  rows: SweptExposure[],
): Promise<(row: SweptExposure) => string | null> {
  const isUnknown = ({ exposure, cluster }: SweptExposure) => !exposure.edgeId && !cluster.edgeId;
  const networks = rows.some(isUnknown) ? await loadNetworks(db, placeId) : [];
  return ({ exposure, cluster }) => {
    const name = cluster.asked?.network ?? cluster.seen?.networkName;
    const named = networks.filter((network) => network.name === name && network.edgeGateway !== null);
    const [only] = named.length === 1 ? named : [];
    return exposure.edgeId ?? cluster.edgeId ?? only?.edgeGateway?.id ?? null;
  };
}

function readExposureIntent(
  { installationId }: WorkerContext,
  { place, site }: ExposureSweep,
  { exposure, cluster }: SweptExposure,
  attempts: SweptExposureAttempt[],
  more: { edgeId: string | null; hasToken: boolean; edgeLock: ExposureIntent["edgeLock"] },
): ExposureIntent {
  const held = exposure.heldAt
    ? "exposure"
    : cluster.heldAt
      ? ("cluster" as const)
      : place.heldAt
        ? ("place" as const)
        : null;
  return {
    id: exposure.id,
    installationId,
    organizationId: exposure.organizationId,
    clusterId: cluster.id,
    way: exposure.way,
    cluster: { name: cluster.name, entityId: cluster.entityId, dialect: cluster.dialect },
    edgeId: more.edgeId,
    address: exposure.address,
    internalAddress: exposure.internalAddress,
    controlPlaneVmId: exposure.controlPlaneVmId,
    state: exposure.state,
    stateSince: exposure.stateSince,
    wanted: exposure.wanted,
    ending: exposure.ending,
    removal: exposure.removal,
    clickedAt: exposure.clickedAt,
    firewall: exposure.firewall,
    token: more.hasToken ? "usable" : "missing",
    held: held && { by: held },
    mode: site.mode,
    edgeLock: more.edgeLock,
    attempts,
    memory: exposure.memory,
  };
}

type EntityFor = Pick<Observed, "entity" | "entitySearched">;

/** A cluster of the same name counts as the one that was asked for only once CSE was asked. */
function entityFor(look: VcdLook, { cluster }: SweptExposure, attempts: SweptExposureAttempt[]): EntityFor {
  const asked = attempts.find(({ stepKey }) => stepKey === "ask-cse-create");
  const entityId = cluster.entityId ?? asked?.entityId ?? null;
  const named = { entityId, name: cluster.name };
  const byName = { entityId: null, name: cluster.name };
  const entitySearched = wasEntitySearched(look, named) || wasEntitySearched(look, byName);
  return { entity: entityId || asked ? entityIn(look, named) : null, entitySearched };
}

function observe(
  look: VcdLook,
  { exposure, cluster }: SweptExposure,
  edgeId: string | null,
  { entity, entitySearched }: EntityFor,
  tasks: TaskSeen[],
  nodes: Observed["knownNodes"],
): Observed {
  const edge = edgeId === null ? undefined : look.edges.get(edgeId);
  const entityId = entity?.id ?? cluster.entityId;
  return {
    at: look.at,
    edge: edge?.seen ?? null,
    nat: edge?.nat ?? null,
    used: edge?.used ?? null,
    firewall: edge?.firewall ?? null,
    groups: edge?.groups ?? null,
    profiles: edge?.profiles ?? null,
    edgeFault: edge?.edgeFault ?? null,
    firewallFault: edge?.firewallFault ?? null,
    edgeTasks: edge?.tasks ?? null,
    tasks,
    entity,
    entitySearched,
    vm: entityId === null ? null : (look.vms.get(entityId) ?? null),
    knownNodes: nodes,
    handshake:
      exposure.handshake && exposure.handshakeAt
        ? { at: exposure.handshakeAt, seen: fromStored<HandshakeSeen>(exposure.handshake) }
        : null,
    answer: exposure.answer && exposure.answerAt ? { at: exposure.answerAt, seen: exposure.answer } : null,
    clientCertificateEnds: cluster.clientCertificateEnds,
  };
}

/** Tasks of the look, and those that our calls were answered with and the look did not read. */
async function readTasks(
  { look, session }: ExposureSweep,
  attempts: SweptExposureAttempt[],
): Promise<Map<string, TaskSeen>> {
  const tasks = new Map(look.tasks);
  const followed = attempts.flatMap(({ outcome, taskId }) => (outcome === "accepted" && taskId) || []);
  for (const taskId of followed.filter((id) => !tasks.has(id))) {
    const task = await getTask(session, taskId).catch((error: unknown) => {
      if (error instanceof ProviderError && isMissing(error.fault)) return null;
      throw error;
    });
    if (task) tasks.set(taskId, { ...task, result: null });
  }
  return tasks;
}

/** What CSE does goes with the token of the person who asked for it: to expose, or to take it back. */
function inWhoseName({ removedBy, requestedBy }: SweptExposure["exposure"]): string {
  return removedBy ?? requestedBy;
}
