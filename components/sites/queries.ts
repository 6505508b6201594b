import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { SiteDetail, SiteLine } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";

export function sitesQuery() {
  return queryOptions({
    queryKey: ["sites"],
    queryFn: ({ signal }) => readJson<SiteLine[]>(paths.api.sites(), signal),
    refetchInterval: 30_000,
  });
}

/** Ages move by themselves; the answer of a check is awaited. */
export function siteQuery(id: string) {
  return queryOptions({
    queryKey: ["site", id],
    queryFn: ({ signal }) => readJson<SiteDetail>(paths.api.site(id), signal),
    refetchInterval: ({ state }) => (state.data?.checking ? 2_000 : 15_000),
  });
}
