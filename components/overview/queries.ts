import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { OverviewView } from "@/lib/domain/connections/cluster-views";
import { paths } from "@/lib/paths";

export function overviewQuery(organization: string) {
  return queryOptions({
    queryKey: ["overview", organization],
    queryFn: ({ signal }) => readJson<OverviewView>(paths.api.overview(organization), signal),
    refetchInterval: 30_000,
  });
}
