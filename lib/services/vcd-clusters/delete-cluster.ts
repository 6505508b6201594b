import { deleteCluster as mayDelete } from "@/lib/domain/vcd/acts-can";
import { demand, verb } from "../verb";
import { confirmedInput, demandName } from "./confirm-name";
import { insertAct, loadActedCluster } from "./load-acted-cluster";

/** Has CSE delete a cluster with all its machines and disks, and its own DNAT rule. */
export const deleteCluster = verb({
  name: "vcd-clusters.delete",
  kind: "change",
  permission: "cluster.change",
  input: confirmedInput,
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const acted = await loadActedCluster(tx, actor, input.id, now, { lock: true });
    demand(mayDelete(acted.world, acted.cluster));
    demandName(acted.cluster.name, input.confirm);
    const { actId } = await insertAct({ actor, tx, now }, acted, { kind: "delete" });
    audit({
      subject: { kind: "cluster", id: input.id },
      before: { asked: null },
      after: { asked: "delete" },
      facts: { actId, name: acted.cluster.name },
    });
    return { id: input.id };
  },
});
