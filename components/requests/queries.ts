import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { RequestPage } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";

export type ApprovalFilters = { state?: string; after?: string };

const idleMs = 30_000;

export function approvalsQuery(filters: ApprovalFilters) {
  return queryOptions({
    queryKey: ["approvals", filters],
    queryFn: ({ signal }) => readJson<RequestPage>(paths.api.approvals(filters), signal),
    refetchInterval: idleMs,
  });
}
