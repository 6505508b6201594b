import { getRequestWorld } from "@/lib/services/connections/get-request-world";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context }) => getRequestWorld(context, {}));
