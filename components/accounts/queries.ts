import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { AccountDetail, AccountLine } from "@/lib/domain/places/views";
import { paths } from "@/lib/paths";

export function accountsQuery() {
  return queryOptions({
    queryKey: ["accounts"],
    queryFn: ({ signal }) => readJson<AccountLine[]>(paths.api.accounts(), signal),
    refetchInterval: 30_000,
  });
}

/** Ages move by themselves; the answer of a check is awaited. */
export function accountQuery(id: string) {
  return queryOptions({
    queryKey: ["account", id],
    queryFn: ({ signal }) => readJson<AccountDetail>(paths.api.account(id), signal),
    refetchInterval: ({ state }) => (state.data?.checking ? 2_000 : 15_000),
  });
}
