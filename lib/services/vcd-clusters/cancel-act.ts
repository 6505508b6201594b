import { z } from "zod";
import { cancelWaitingAct, findClusterAct, giveUpAskedCluster } from "@/lib/db/cluster-acts";
import { announceChange } from "@/lib/db/signals";
import { cancelAct as mayCancel } from "@/lib/domain/vcd/acts-can";
import { notFound } from "../errors";
import { demand, verb } from "../verb";

/** Takes back what was not sent to CSE yet. */
export const cancelAct = verb({
  name: "vcd-clusters.cancel-act",
  kind: "change",
  permission: "cluster.change",
  input: z.object({ actId: z.uuid() }),
  subject: ({ actId }) => ({ kind: "act", id: actId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId, role } = actor;
    const act = await findClusterAct(tx, { organizationId, id: input.actId, lock: true });
    if (!act) throw notFound("act");
    demand(mayCancel(role, act));
    await cancelWaitingAct(tx, act.id, now);
    if (act.kind === "create") await giveUpAskedCluster(tx, act.clusterId, now);
    audit({
      subject: { kind: "cluster", id: act.clusterId },
      before: { asked: act.kind },
      after: { asked: null },
      facts: { actId: act.id },
    });
    await announceChange(tx, { organizationId, kind: "clusters", id: act.clusterId });
    return { id: act.clusterId };
  },
});
