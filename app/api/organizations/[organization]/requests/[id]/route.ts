import { defineRoute } from "@/lib/services/define-route";
import { getRequest } from "@/lib/services/requests/get-request";

export const GET = defineRoute(({ context, params }) => getRequest(context, { requestId: params.id ?? "" }));
