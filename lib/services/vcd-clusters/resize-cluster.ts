import { z } from "zod";
import { resizeCluster as mayResize } from "@/lib/domain/vcd/acts-can";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { insertAct, loadActedCluster } from "./load-acted-cluster";

const count = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(
    z
      .string()
      .trim()
      .regex(/^\d{1,3}$/, "Enter a whole number, 0 or more."),
  )
  .transform(Number);

/** Has CSE change the number of workers, and add NFS nodes. */
export const resizeCluster = verb({
  name: "vcd-clusters.resize",
  kind: "change",
  permission: "cluster.change",
  input: z.object({ id: z.uuid(), workers: count, nfsNodes: count }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const acted = await loadActedCluster(tx, actor, input.id, now, { lock: true });
    const { seen } = acted.found.cluster;
    const before = {
      workers: seen?.wantedWorkers ?? seen?.workers.length ?? 0,
      nfsNodes: seen?.wantedNfsNodes ?? seen?.nfsNodes.length ?? 0,
    };
    const wanted = { workers: input.workers, nfsNodes: input.nfsNodes };
    demand(mayResize(acted.world, acted.cluster));
    const able = mayResize(acted.world, acted.cluster, { now: before, wanted });
    if (!able.ok) {
      const field = wanted.nfsNodes < before.nfsNodes ? "nfsNodes" : "workers";
      throw new ServiceError("invalid-input", able.reason, {
        next: able.next,
        fields: { [field]: [`${able.reason} ${able.next}`] },
      });
    }
    const { actId } = await insertAct({ actor, tx, now }, acted, { kind: "resize", ...wanted });
    audit({
      subject: { kind: "cluster", id: input.id },
      before,
      after: wanted,
      facts: { actId, name: acted.cluster.name },
    });
    return { id: input.id };
  },
});
