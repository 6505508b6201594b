import { defineRoute } from "@/lib/services/define-route";
import { listOwnSessions } from "@/lib/services/sessions/list-own-sessions";

export const GET = defineRoute(({ context }) => listOwnSessions(context, {}));
