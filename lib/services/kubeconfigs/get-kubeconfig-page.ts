import { z } from "zod";
import type { ClusterRow } from "@/lib/db/clusters";
import { readClusterReach } from "@/lib/db/kubeconfigs";
import type { Transaction } from "@/lib/db/pool";
import type { VcdClusterRow } from "@/lib/db/vcd-clusters";
import type { HandshakeSeen } from "@/lib/domain/exposures/observed";
import {
  type ApiServerEndpoint,
  kubeClients,
  kubeconfigFileName,
  linesToTry,
} from "@/lib/domain/kubeconfig/clients";
import { currentEndpoint } from "@/lib/domain/kubeconfig/current-endpoint";
import { judgeKubeconfig } from "@/lib/domain/kubeconfig/readiness";
import type { KubeconfigPageView } from "@/lib/domain/kubeconfig/views";
import { describeConsequence } from "@/lib/domain/vcd/version-limits";
import { verb } from "../verb";
import { type KubeconfigSubject, loadKubeconfigSubject } from "./load-subject";

/** What the page of a cluster's kubeconfig shows; nothing of it is secret. */
export const getKubeconfigPage = verb({
  name: "kubeconfigs.page",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<KubeconfigPageView> => {
    const subject = await loadKubeconfigSubject(tx, actor, input.id, now);
    return subject.kind === "vcd" ? ofVcd(tx, subject, now) : ofAws(subject);
  },
});

async function ofVcd(
  tx: Transaction,
  { found: { cluster }, download }: Extract<KubeconfigSubject, { kind: "vcd" }>,
  now: Date,
): Promise<KubeconfigPageView> {
  const { exposed, rules } = await readClusterReach(tx, cluster);
  const nodeAddress = cluster.vm?.address ?? cluster.seen?.controlPlane?.address ?? null;
  const endpoint = ownEndpoint(cluster) ?? currentEndpoint({ cluster, nodeAddress, exposed, rules });
  const serverEnds = serverCertificateEnd(exposed?.handshake ?? null);
  const fileName = kubeconfigFileName(cluster.name);
  const { name, dialect, kind } = cluster;
  return {
    cluster: { id: cluster.id, name, kind: "vcd" },
    source: "cse",
    download,
    consequence: describeConsequence("read-kubeconfig", { name, dialect, kind, exposed: endpoint !== null }),
    fileName,
    endpoint,
    notices: judgeKubeconfig(
      {
        clusterName: name,
        endpoint,
        lights: exposed?.lights ?? null,
        clientCertificateEnds: cluster.clientCertificateEnds,
        serverCertificateEnds: serverEnds,
      },
      now,
    ),
    linesToTry: linesToTry(fileName),
    clients: kubeClients(endpoint ?? { server: insideAddress(nodeAddress), tlsServerName: null }),
    clientCertificateEnds: cluster.clientCertificateEnds?.toISOString() ?? null,
    serverCertificateEnds: serverEnds?.toISOString() ?? null,
    readAt: cluster.kubeconfigReadAt?.toISOString() ?? null,
    eksLine: null,
    revision: cluster.revision,
  };
}

/** Clusters of CSE 4 are reached through a virtual service of their own. */
function ownEndpoint({ dialect, seen }: VcdClusterRow): ApiServerEndpoint | null {
  const own = dialect === "capvcd" ? seen?.apiEndpoint : null;
  return own ? { server: `https://${own.host}:${own.port}`, tlsServerName: null } : null;
}

function insideAddress(nodeAddress: string | null): string {
  return `https://${nodeAddress ?? "<address of the control plane>"}:6443`;
}

function serverCertificateEnd(handshake: HandshakeSeen | null): Date | null {
  return handshake?.ok ? handshake.certificate.validTo : null;
}

function ofAws({ cluster, eks, download }: Extract<KubeconfigSubject, { kind: "aws" }>): KubeconfigPageView {
  const fileName = kubeconfigFileName(cluster.name);
  const source = sourceOf(cluster, eks?.ok ?? false);
  return {
    cluster: { id: cluster.id, name: cluster.name, kind: "aws" },
    source,
    download,
    consequence:
      source === "eks-line"
        ? "The line writes a file for your own AWS identity: it can do there what AWS lets you do."
        : `Whoever has the file can do with ${cluster.name} what the account in it may.`,
    fileName,
    endpoint: null,
    notices: [],
    linesToTry: linesToTry(source === "eks-line" ? null : fileName),
    clients: [],
    clientCertificateEnds: null,
    serverCertificateEnds: null,
    readAt: cluster.kubeconfigAt?.toISOString() ?? null,
    eksLine: eks?.ok ? eks.line : null,
    revision: 1,
  };
}

/** A file that was registered comes first: somebody took the trouble. */
function sourceOf(cluster: ClusterRow, hasLine: boolean): KubeconfigPageView["source"] {
  if (cluster.kubeconfigAt !== null) return "registered";
  return hasLine ? "eks-line" : "none";
}
