import { listAllClusters } from "@/lib/services/clusters/list-all-clusters";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context }) => listAllClusters(context, {}));
