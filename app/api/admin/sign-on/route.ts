import { defineRoute } from "@/lib/services/define-route";
import { getSignOn } from "@/lib/services/sign-on/get-sign-on";

export const GET = defineRoute(({ context, query }) =>
  getSignOn(context, { search: query.get("search") ?? "" }),
);
