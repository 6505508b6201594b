import { defineRoute } from "@/lib/services/define-route";
import { listMembers } from "@/lib/services/people/list-members";

export const GET = defineRoute(({ context, query }) =>
  listMembers(context, {
    search: query.get("search") ?? undefined,
    sort: query.get("sort") ?? undefined,
  }),
);
