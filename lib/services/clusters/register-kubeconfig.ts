import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { listRegisteredClusters } from "@/lib/db/cluster-register";
import { setRegisteredKubeconfig } from "@/lib/db/kubeconfigs";
import { announceChange } from "@/lib/db/signals";
import { judgeRegistered, refuseEksName } from "@/lib/domain/kubeconfig/register-kubeconfig";
import { notFound, ServiceError } from "../errors";
import { sealForWorker } from "../seal-for-worker";
import { verb } from "../verb";

/**
 * How a cluster in AWS is reached: a kubeconfig, sealed to the worker before it is written down, or its name in Amazon
 * EKS for a line that makes one. An empty kubeconfig leaves the registered one; `forget` takes it away.
 */
export const registerKubeconfig = verb({
  name: "clusters.register-kubeconfig",
  kind: "change",
  permission: "cluster.manage",
  input: z.object({
    id: z.uuid(),
    eksName: z.string().trim().max(200, "Keep the name to 100 characters."),
    kubeconfig: z.string().max(256_000, "This is too long for the kubeconfig of one cluster."),
    forget: z.boolean().optional(),
  }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ input, tx, now, audit }) => {
    const [found] = await listRegisteredClusters(tx, input.id);
    if (!found) throw notFound("cluster");
    const { id, organizationId, region, name, eksName: eksBefore } = found.cluster;
    const eksName = input.eksName === "" ? null : input.eksName;
    const wrong = eksName && refuseEksName(eksName, region);
    if (wrong) throw refuse("eksName", wrong);
    const text = input.kubeconfig.trim();
    const remarks = text === "" ? [] : judge(text, now);
    const file =
      text !== ""
        ? { kubeconfigSealed: await sealForWorker(`${text}\n`, `kubeconfig/${id}`), kubeconfigAt: now }
        : input.forget
          ? { kubeconfigSealed: null, kubeconfigAt: null }
          : {};
    await setRegisteredKubeconfig(tx, id, { eksName, ...file });
    audit({
      organizationId,
      subject: { kind: "cluster", id },
      facts: {
        cluster: name,
        eksName: { from: eksBefore, to: eksName },
        file: text !== "" ? "registered" : input.forget ? "forgotten" : "as before",
      },
    });
    await announceChange(tx, { organizationId, kind: "clusters", id });
    return { name, remarks };
  },
});

function judge(text: string, now: Date): string[] {
  const judged = judgeRegistered(text);
  if (!judged.ok) throw refuse("secretKubeconfig", judged.reason);
  const ends = judged.clientCertificate ? certificateEnd(judged.clientCertificate) : null;
  if (ends && ends <= now) {
    const day = ends.toISOString().slice(0, 10);
    throw refuse(
      "secretKubeconfig",
      `Its client certificate expired on ${day}: the API server would refuse it.`,
    );
  }
  return judged.remarks;
}

function certificateEnd(pem: string): Date | null {
  try {
    return new Date(new X509Certificate(pem).validTo);
  } catch {
    return null;
  }
}

function refuse(field: "eksName" | "secretKubeconfig", message: string): ServiceError {
  return new ServiceError("invalid-input", "Nothing was registered: some of this needs care.", {
    fields: { [field]: [message] },
  });
}
