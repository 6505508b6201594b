import { defineRoute } from "@/lib/services/define-route";
import { listSites } from "@/lib/services/sites/list-sites";

export const GET = defineRoute(({ context }) => listSites(context, {}));
