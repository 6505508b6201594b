import { readRequestFilters } from "@/lib/domain/requests/filters";
import { defineRoute } from "@/lib/services/define-route";
import { listRequests } from "@/lib/services/requests/list-requests";

export const GET = defineRoute(({ context, query }) =>
  listRequests(context, readRequestFilters(Object.fromEntries(query))),
);
