import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { ConnectionPage, RequestFormView } from "@/lib/domain/connections/views";
import { type ListQuery, paths } from "@/lib/paths";

const idleMs = 30_000;

/** A page of the list, read again while any of its rows moves. */
export function connectionsQuery(organization: string, filters: ListQuery) {
  return queryOptions({
    queryKey: ["connections", organization, filters],
    queryFn: ({ signal }) => readJson<ConnectionPage>(paths.api.connections(organization, filters), signal),
    refetchInterval: ({ state }) =>
      state.data?.rows.some((row) => row.status.tone === "working") ? 5_000 : idleMs,
  });
}

/** The same for the form of an edit, without what the request itself bears. */
export function editWorldQuery(organization: string, requestId: string) {
  return queryOptions({
    queryKey: ["request-world", organization, requestId],
    queryFn: ({ signal }) =>
      readJson<RequestFormView>(paths.api.editRequest(organization, requestId), signal),
    refetchInterval: idleMs,
  });
}

export function requestWorldQuery(organization: string) {
  return queryOptions({
    queryKey: ["request-world", organization],
    queryFn: ({ signal }) => readJson<RequestFormView>(paths.api.requestWorld(organization), signal),
    refetchInterval: idleMs,
  });
}
