import { readRequestFilters } from "@/lib/domain/requests/filters";
import { defineRoute } from "@/lib/services/define-route";
import { listRequests } from "@/lib/services/requests/list-requests";

export const GET = defineRoute(({ context, query, params }) =>
  listRequests(context, {
    ...readRequestFilters(Object.fromEntries(query)),
    organization: params.organization,
  }),
);
