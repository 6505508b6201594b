import { getRegisteredCluster } from "@/lib/services/clusters/get-registered-cluster";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context, params }) =>
  getRegisteredCluster(context, { id: params.id ?? "" }),
);
