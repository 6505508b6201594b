import { getOverview } from "@/lib/services/connections/get-overview";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context }) => getOverview(context, {}));
