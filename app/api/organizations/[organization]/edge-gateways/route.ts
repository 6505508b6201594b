import { defineRoute } from "@/lib/services/define-route";
import { listEdgeGateways } from "@/lib/services/exposures/list-edge-gateways";

export const GET = defineRoute(({ context }) => listEdgeGateways(context, {}));
