import { queryOptions } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { AccountLine } from "@/lib/domain/places/views";
import { paths } from "@/lib/paths";

export function accountsQuery() {
  return queryOptions({
    queryKey: ["accounts"],
    queryFn: ({ signal }) => readJson<AccountLine[]>(paths.api.accounts(), signal),
    refetchInterval: 30_000,
  });
}
