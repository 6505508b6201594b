import { defineRoute } from "@/lib/services/define-route";
import { getBell } from "@/lib/services/notifications/get-bell";

export const GET = defineRoute(({ context }) => getBell(context, {}));
