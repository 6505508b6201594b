import { getCluster } from "@/lib/services/clusters/get-cluster";
import { whichCluster } from "@/lib/services/clusters/which-cluster";
import { defineRoute } from "@/lib/services/define-route";
import { watchExposure } from "@/lib/services/exposures/watch-exposure";
import { getVcdCluster } from "@/lib/services/vcd-clusters/get-vcd-cluster";

/** Reading a cluster of VCD says that somebody is looking at its exposure, so that its edge is looked at more often. */
export const GET = defineRoute(async ({ context, params }) => {
  const id = params.id ?? "";
  const { provider } = await whichCluster(context, { id });
  if (provider === "aws") return getCluster(context, { id });
  const view = await getVcdCluster(context, { id });
  if (view.exposure) await watchExposure(context, { id: view.exposure.id });
  return view;
});
