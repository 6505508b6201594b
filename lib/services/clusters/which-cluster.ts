import { z } from "zod";
import { listClusterRows } from "@/lib/db/clusters";
import { findVcdCluster } from "@/lib/db/vcd-clusters";
import { notFound } from "../errors";
import { verb } from "../verb";

/** Where a cluster of the organization runs: clusters of both kinds have addresses of one form. */
export const whichCluster = verb({
  name: "clusters.which",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx }): Promise<{ provider: "aws" | "vcd" }> => {
    const scope = { organizationId: actor.organizationId };
    const rows = await listClusterRows(tx, { ...scope, ids: [input.id] });
    if (rows.length > 0) return { provider: "aws" };
    if (await findVcdCluster(tx, { ...scope, id: input.id })) return { provider: "vcd" };
    throw notFound("cluster");
  },
});
