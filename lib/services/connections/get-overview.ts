import { z } from "zod";
import { readRecentHistory } from "@/lib/db/connection-history";
import {
  type ConnectionWithCluster,
  countAttention,
  countConnections,
  listConnectionRows,
  loadRequestWorld,
  readConnectionsById,
} from "@/lib/db/connections";
import * as can from "@/lib/domain/connections/can";
import type { OverviewView } from "@/lib/domain/connections/cluster-views";
import { summarizeConnection } from "@/lib/domain/connections/summary";
import { tellHistory } from "@/lib/domain/connections/timeline";
import { summarizeCluster } from "../clusters/list-clusters";
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
    const { organizationId, role } = actor;
    const world = await loadRequestWorld(tx, { organizationId, now });
    const attentionOf = await countAttention(tx, organizationId);
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
    const { acts, events } = await readRecentHistory(tx, { organizationId, limit: recentShown });
    const byId = await readConnectionsById(tx, {
      organizationId,
      ids: [...new Set([...acts, ...events].map((entry) => entry.subjectId))],
    });
    const recent = [
      ...acts.flatMap((act) => tellOne(byId.get(act.subjectId), { acts: [act], events: [] })),
      ...events.flatMap((event) => tellOne(byId.get(event.subjectId), { acts: [], events: [event] })),
    ].sort((a, b) => b.at.localeCompare(a.at));
    return {
      clusters: world.clusters.map((cluster) =>
        summarizeCluster(cluster, attentionOf.get(cluster.id) ?? 0, role),
      ),
      counts: { current, attention, active },
      attention: waiting
        .slice(0, attentionShown)
        .map(({ connection, cluster, withdrawAfterHours }) =>
          summarizeConnection(connection, cluster, withdrawAfterHours),
        ),
      recent: recent.slice(0, recentShown),
      mayRequest: can.askForConnections({ role }),
    };
  },
});

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
    connection: { id: connection.id, name: connection.name },
  }));
}
