import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { OrganizationLine } from "@/lib/domain/organizations/views";
import { paths } from "@/lib/paths";

const idleMs = 30_000;

export function organizationsQuery() {
  return queryOptions({
    queryKey: ["organizations"],
    queryFn: ({ signal }) => readJson<OrganizationLine[]>(paths.api.organizations(), signal),
    refetchInterval: idleMs,
  });
}
