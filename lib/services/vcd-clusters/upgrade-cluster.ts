import { z } from "zod";
import { upgradeCluster as mayUpgrade } from "@/lib/domain/vcd/acts-can";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { insertAct, loadActedCluster } from "./load-acted-cluster";

const chooseOne = "Choose one of the templates that CSE names.";

/** Has CSE upgrade a cluster to a template. Whether it is one of CSE's plan is read again before it is sent. */
export const upgradeCluster = verb({
  name: "vcd-clusters.upgrade",
  kind: "change",
  permission: "cluster.change",
  input: z
    .object({
      id: z.uuid(),
      templateName: z.string().trim().max(256, chooseOne),
      templateRevision: z.union([z.string(), z.number()]).transform(String),
    })
    .superRefine(({ templateName, templateRevision }, context) => {
      if (templateName !== "" && /^\d{1,6}$/.test(templateRevision)) return;
      context.addIssue({ code: "custom", path: ["template"], message: chooseOne });
    }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const acted = await loadActedCluster(tx, actor, input.id, now, { lock: true });
    demand(mayUpgrade(acted.world, acted.cluster));
    const template = { name: input.templateName, revision: Number(input.templateRevision) };
    const before = acted.found.cluster.seen?.template ?? null;
    if (before?.name === template.name && before.revision === template.revision) {
      const message = "The cluster is made from this template already. Choose another one.";
      throw new ServiceError("invalid-input", message, { fields: { template: [message] } });
    }
    const { actId } = await insertAct({ actor, tx, now }, acted, {
      kind: "upgrade",
      templateName: template.name,
      templateRevision: template.revision,
    });
    audit({
      subject: { kind: "cluster", id: input.id },
      before: { template: before },
      after: { template },
      facts: { actId, name: acted.cluster.name },
    });
    return { id: input.id };
  },
});
