import { defineRoute } from "@/lib/services/define-route";
import { getWebhook } from "@/lib/services/webhooks/get-webhook";

export const GET = defineRoute(({ context, params }) => getWebhook(context, { id: params.id ?? "" }));
