import { defineRoute } from "@/lib/services/define-route";
import { getSite } from "@/lib/services/sites/get-site";

export const GET = defineRoute(({ context, params }) => getSite(context, { id: params.id ?? "" }));
