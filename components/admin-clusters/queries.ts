import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { RegisteredClusterDetail, RegisteredClusterLine } from "@/lib/domain/clusters/register-views";
import { paths } from "@/lib/paths";

const idleMs = 30_000;

export function allClustersQuery() {
  return queryOptions({
    queryKey: ["clusters", "*"],
    queryFn: ({ signal }) => readJson<RegisteredClusterLine[]>(paths.api.adminClusters(), signal),
    refetchInterval: idleMs,
  });
}

export function registeredClusterQuery(id: string) {
  return queryOptions({
    queryKey: ["cluster", "*", id],
    queryFn: ({ signal }) => readJson<RegisteredClusterDetail>(paths.api.adminCluster(id), signal),
    refetchInterval: idleMs,
  });
}
