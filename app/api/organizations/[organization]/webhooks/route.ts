import { defineRoute } from "@/lib/services/define-route";
import { listWebhooks } from "@/lib/services/webhooks/list-webhooks";

export const GET = defineRoute(({ context }) => listWebhooks(context, {}));
