import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { OrganizationDetail, OrganizationLine } from "@/lib/domain/organizations/views";
import { paths } from "@/lib/paths";

const idleMs = 30_000;

export function organizationsQuery() {
  return queryOptions({
    queryKey: ["organizations"],
    queryFn: ({ signal }) => readJson<OrganizationLine[]>(paths.api.organizations(), signal),
    refetchInterval: idleMs,
  });
}

export function organizationQuery(slug: string) {
  return queryOptions({
    queryKey: ["organization", slug],
    queryFn: ({ signal }) => readJson<OrganizationDetail>(paths.api.organization(slug), signal),
    refetchInterval: idleMs,
  });
}
