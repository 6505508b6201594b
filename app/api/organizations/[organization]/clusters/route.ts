import { listClusters } from "@/lib/services/clusters/list-clusters";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context }) => listClusters(context, {}));
