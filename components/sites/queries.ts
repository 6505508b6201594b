import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { SiteLine } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";

export function sitesQuery() {
  return queryOptions({
    queryKey: ["sites"],
    queryFn: ({ signal }) => readJson<SiteLine[]>(paths.api.sites(), signal),
    refetchInterval: 30_000,
  });
}
