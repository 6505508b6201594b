import { defineRoute } from "@/lib/services/define-route";
import { getOrganization } from "@/lib/services/organizations/get-organization";

export const GET = defineRoute(({ context, params, query }) =>
  getOrganization(context, {
    organization: params.slug ?? "",
    search: query.get("search") ?? undefined,
    sort: query.get("sort") ?? undefined,
  }),
);
