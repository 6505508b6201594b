import { forceDeleteCluster as mayForceDelete } from "@/lib/domain/vcd/acts-can";
import { demand, verb } from "../verb";
import { confirmedInput, demandName } from "./confirm-name";
import { insertAct, loadActedCluster } from "./load-acted-cluster";

/** Has CSE delete what it finds of a cluster whose deletion failed. */
export const forceDeleteCluster = verb({
  name: "vcd-clusters.force-delete",
  kind: "change",
  permission: "cluster.change",
  input: confirmedInput,
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const acted = await loadActedCluster(tx, actor, input.id, now, { lock: true });
    demand(mayForceDelete(acted.world, acted.cluster));
    demandName(acted.cluster.name, input.confirm);
    const { actId } = await insertAct({ actor, tx, now }, acted, { kind: "force-delete" });
    audit({
      subject: { kind: "cluster", id: input.id },
      before: { asked: null },
      after: { asked: "force-delete" },
      facts: { actId, name: acted.cluster.name },
    });
    return { id: input.id };
  },
});
