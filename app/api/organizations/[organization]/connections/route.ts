import { listConnections } from "@/lib/services/connections/list-connections";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context, query }) => listConnections(context, Object.fromEntries(query)));
