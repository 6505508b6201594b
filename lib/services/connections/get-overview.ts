import { z } from "zod";
import { readRecentHistory } from "@/lib/db/connection-history";
import {
  type ConnectionWithCluster,
  countConnections,
  listConnectionRows,
  readConnectionsById,
} from "@/lib/db/connections";
import { readExposureHistory } from "@/lib/db/exposure-history";
import { countExposures, type ExposureFound, listExposureRows } from "@/lib/db/exposures";
import { readQuotas } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { firstRefusal } from "@/lib/domain/capability";
import type { OverviewView } from "@/lib/domain/clusters/overview-view";
import * as can from "@/lib/domain/connections/can";
import { summarizeConnection } from "@/lib/domain/connections/summary";
import { tellHistory } from "@/lib/domain/connections/timeline";
import { tellExposureHistory } from "@/lib/domain/exposures/timeline";
import { addConnection } from "@/lib/domain/organizations/can";
import { readClusterList } from "../clusters/read-cluster-list";
import { lineOf } from "../exposures/line-of";
import { verb } from "../verb";

const attentionShown = 8;
const recentShown = 10;

/** What an organization's people see first: its clusters, what waits for somebody, and what happened lately. */
export const getOverview = verb({
  name: "connections.overview",
  kind: "read",
  permission: "connection.read",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<OverviewView> => {
    const { organizationId } = actor;
    const list = await readClusterList(tx, actor, now);
    const { current, attention, active } = await countConnections(tx, organizationId);
    const waiting = await listConnectionRows(tx, {
      organizationId,
      search: "",
      filter: "attention",
      clusterId: null,
      sort: "created",
      after: null,
      limit: attentionShown,
    });
    const exposures = await listExposureRows(tx, {
      organizationId,
      search: "",
      filter: "attention",
      clusterId: null,
      after: null,
      limit: attentionShown,
    });
    const quotas = await readQuotas(tx, organizationId);
    const recent = [
      ...(await recentOfConnections(tx, organizationId)),
      ...(await recentOfExposures(tx, organizationId)),
    ].sort((a, b) => b.at.localeCompare(a.at));
    return {
      ...list,
      counts: { current, attention, active },
      attention: waiting
        .slice(0, attentionShown)
        .map(({ connection, cluster, withdrawAfterHours }) =>
          summarizeConnection(connection, cluster, withdrawAfterHours),
        ),
      exposures: {
        counts: await countExposures(tx, organizationId),
        attention: exposures.slice(0, attentionShown).map(lineOf),
      },
      recent: recent.slice(0, recentShown),
      mayRequest: firstRefusal(
        can.askForConnections({ role: actor.role }),
        addConnection(quotas.connections),
      ),
      quotas,
    };
  },
});

async function recentOfConnections(tx: Transaction, organizationId: string): Promise<OverviewView["recent"]> {
  const { acts, events } = await readRecentHistory(tx, { organizationId, limit: recentShown });
  const byId = await readConnectionsById(tx, {
    organizationId,
    ids: [...new Set([...acts, ...events].map((entry) => entry.subjectId))],
  });
  return [
    ...acts.flatMap((act) => tellOne(byId.get(act.subjectId), { acts: [act], events: [] })),
    ...events.flatMap((event) => tellOne(byId.get(event.subjectId), { acts: [], events: [event] })),
  ];
}

function tellOne(
  found: ConnectionWithCluster | undefined,
  history: Pick<Parameters<typeof tellHistory>[0], "acts" | "events">,
): OverviewView["recent"] {
  if (!found) return [];
  const { connection, cluster } = found;
  return tellHistory({
    ...history,
    attempts: [],
    clusterName: cluster.name,
    accountId: connection.accountId,
    vpcId: connection.vpcId,
    region: connection.region,
    providerAccountId: cluster.accountId,
  }).map((entry) => ({
    ...entry,
    id: `${connection.id}-${entry.id}`,
    about: { kind: "connection" as const, id: connection.id, name: connection.name },
  }));
}

/** Of the latest exposures: what happened lately to older ones, people find on their pages. */
async function recentOfExposures(tx: Transaction, organizationId: string): Promise<OverviewView["recent"]> {
  const latest = await listExposureRows(tx, {
    organizationId,
    search: "",
    filter: "all",
    clusterId: null,
    after: null,
    limit: recentShown,
  });
  const told: OverviewView["recent"] = [];
  for (const found of latest) told.push(...(await tellExposure(tx, found)));
  return told;
}

async function tellExposure(
  tx: Transaction,
  { exposure, cluster }: ExposureFound,
): Promise<OverviewView["recent"]> {
  const { acts, events } = await readExposureHistory(tx, {
    organizationId: exposure.organizationId,
    exposureIds: [exposure.id],
  });
  return tellExposureHistory({ clusterName: cluster.name, acts, events, attempts: [] }).map((entry) => ({
    ...entry,
    id: `${exposure.id}-${entry.id}`,
    about: { kind: "exposure" as const, id: exposure.id, name: cluster.name },
  }));
}
