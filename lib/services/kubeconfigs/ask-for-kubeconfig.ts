import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertAsk } from "@/lib/db/asks";
import { publicSealingKey, refuseTooManyAsks } from "../asks/limit-asks";
import { demand, verb } from "../verb";
import { loadKubeconfigSubject } from "./load-subject";

/** Puts down that a person waits for a kubeconfig. The answer will be sealed to `publicKey`, and to nothing else. */
export const askForKubeconfig = verb({
  name: "kubeconfigs.fetch",
  kind: "change",
  permission: "kubeconfig.read",
  input: z.object({ id: z.uuid(), publicKey: publicSealingKey }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const subject = await loadKubeconfigSubject(tx, actor, input.id, now);
    demand(subject.download);
    await refuseTooManyAsks(tx, actor.personId, now);
    const askId = uuidv7();
    const { organizationId, personId } = actor;
    const { name } = subject.kind === "vcd" ? subject.found.cluster : subject.cluster;
    await insertAsk(tx, {
      id: askId,
      organizationId,
      personId,
      vcdSessionId: subject.kind === "vcd" ? (subject.person?.vcdSessionId ?? null) : null,
      kind: "kubeconfig",
      clusterKind: subject.kind,
      clusterId: input.id,
      publicKey: input.publicKey,
      createdAt: now,
    });
    audit({ subject: { kind: "cluster", id: input.id }, facts: { cluster: name } });
    return { askId };
  },
});
