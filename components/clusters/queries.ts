import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { ClusterList, ClusterView } from "@/lib/domain/connections/cluster-views";
import { paths } from "@/lib/paths";

const idleMs = 30_000;

export function clustersQuery(organization: string) {
  return queryOptions({
    queryKey: ["clusters", organization],
    queryFn: ({ signal }) => readJson<ClusterList>(paths.api.clusters(organization), signal),
    refetchInterval: idleMs,
  });
}

export function clusterQuery(organization: string, id: string) {
  return queryOptions({
    queryKey: ["cluster", organization, id],
    queryFn: ({ signal }) => readJson<ClusterView>(paths.api.cluster(organization, id), signal),
    refetchInterval: ({ state }) =>
      state.data?.connections.some((row) => row.status.tone === "working") ? 5_000 : idleMs,
  });
}
