import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { RequestDetail, RequestPage } from "@/lib/domain/requests/views";
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

/** While it waits, the checks are worth reading again: the world they judge moves. */
export function approvalQuery(id: string) {
  return queryOptions({
    queryKey: ["approval", id],
    queryFn: ({ signal }) => readJson<RequestDetail>(paths.api.approval(id), signal),
    refetchInterval: ({ state }) => (state.data?.state === "waiting" ? 10_000 : false),
  });
}
