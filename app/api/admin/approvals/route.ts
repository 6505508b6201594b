import { defineRoute } from "@/lib/services/define-route";
import { listRequests } from "@/lib/services/requests/list-requests";

export const GET = defineRoute(({ context, query }) =>
  listRequests(context, {
    filter: query.get("state") === "decided" ? "decided" : "waiting",
    after: query.get("after") ?? undefined,
  }),
);
