import { type ClusterRow, listClusterRows } from "@/lib/db/clusters";
import type { Transaction } from "@/lib/db/pool";
import { findVcdCluster, type VcdClusterFound } from "@/lib/db/vcd-clusters";
import type { VcdPerson } from "@/lib/db/vcd-sessions";
import type { Capability } from "@/lib/domain/capability";
import { fetchKubeconfig, fetchRegisteredKubeconfig } from "@/lib/domain/kubeconfig/can";
import { eksUpdateKubeconfig } from "@/lib/domain/kubeconfig/clients";
import type { Actor } from "../context";
import { notFound } from "../errors";
import { loadVcdPerson } from "../vcd-person";

/** A cluster whose kubeconfig is wanted, and whether this person may have it. */
export type KubeconfigSubject = { download: Capability } & (
  | { kind: "vcd"; found: VcdClusterFound; person: VcdPerson | null }
  | { kind: "aws"; cluster: ClusterRow; eks: ReturnType<typeof eksUpdateKubeconfig> | null }
);

/** A cluster of VCD or of AWS of the organization acted in; another one's answers as a missing one. */
export async function loadKubeconfigSubject(
  tx: Transaction,
  actor: Actor,
  id: string,
  now: Date,
): Promise<KubeconfigSubject> {
  const { organizationId, role } = actor;
  const found = await findVcdCluster(tx, { organizationId, id });
  if (found) {
    const person = await loadVcdPerson(tx, actor, now);
    const { cluster } = found;
    const download = fetchKubeconfig({
      role,
      person,
      cluster: { ...cluster, gone: cluster.goneAt !== null },
    });
    return { kind: "vcd", found, person, download };
  }
  const [cluster] = await listClusterRows(tx, { organizationId, ids: [id] });
  if (!cluster) throw notFound("cluster");
  const eks =
    cluster.eksName === null
      ? null
      : eksUpdateKubeconfig({ clusterName: cluster.eksName, region: cluster.region });
  const registered = cluster.kubeconfigAt !== null;
  return { kind: "aws", cluster, eks, download: fetchRegisteredKubeconfig({ role, registered, eks }) };
}
