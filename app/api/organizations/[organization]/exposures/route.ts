import { defineRoute } from "@/lib/services/define-route";
import { listExposures } from "@/lib/services/exposures/list-exposures";

export const GET = defineRoute(({ context, query }) => listExposures(context, Object.fromEntries(query)));
