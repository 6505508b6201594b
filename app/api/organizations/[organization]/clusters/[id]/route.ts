import { getCluster } from "@/lib/services/clusters/get-cluster";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context, params }) => getCluster(context, { id: params.id ?? "" }));
