import { countAttention, loadRequestWorld } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/pool";
import { listVcdClusters, listVcdOrganizations } from "@/lib/db/vcd-clusters";
import { type ClusterListView, mayCreateClusters } from "@/lib/domain/clusters/cluster-list";
import type { VcdClusterLine } from "@/lib/domain/exposures/cluster-views";
import { viewDnat } from "@/lib/domain/exposures/dnat-view";
import { clusterStatus } from "@/lib/domain/vcd/cluster-status";
import type { Actor } from "../context";
import { lineOf } from "../exposures/line-of";
import { type ClusterScene, loadVcdWorld, sceneOf } from "../exposures/load-vcd-world";
import { loadVcdPerson } from "../vcd-person";
import { summarizeCluster } from "./summarize-cluster";

/** The organization's clusters in AWS and in VCD, with how each is reached, and whether more may be created. */
export async function readClusterList(tx: Transaction, actor: Actor, now: Date): Promise<ClusterListView> {
  const { organizationId, role } = actor;
  const world = await loadRequestWorld(tx, { organizationId, now });
  const attention = await countAttention(tx, organizationId);
  const found = await listVcdClusters(tx, organizationId);
  const vcdWorld = found.length > 0 ? await loadVcdWorld(tx, actor, found, now) : null;
  const person = await loadVcdPerson(tx, actor, now);
  const bound = await listVcdOrganizations(tx, organizationId);
  return {
    clusters: [
      ...world.clusters.map((cluster) => ({
        provider: "aws" as const,
        ...summarizeCluster(cluster, attention.get(cluster.id) ?? 0, role),
      })),
      ...(vcdWorld ? found.map((one) => lineOfCluster(sceneOf(vcdWorld, one), now)) : []),
    ],
    vcdOrganizations: bound.map(({ vcdOrganization, site }) => ({
      siteId: site.id,
      siteName: site.name,
      name: vcdOrganization.name,
      signedIn: person?.vcdOrganizationId === vcdOrganization.id && person.usable,
    })),
    create: mayCreateClusters({ role, vcdOrganizations: bound.length, person }),
  };
}

function lineOfCluster(scene: ClusterScene, now: Date): VcdClusterLine {
  const { cluster, site, vcdOrganization } = scene.found;
  const dnat = viewDnat(scene.dnat, now);
  const exposure = scene.live && lineOf(scene.live);
  const status = clusterStatus({
    seen: cluster.seen,
    gone: cluster.goneAt !== null,
    awaitingApproval: exposure?.state === "awaiting-approval",
  });
  return {
    provider: "vcd",
    id: cluster.id,
    name: cluster.name,
    kind: cluster.kind,
    dialect: cluster.dialect,
    siteName: site.name,
    vcdOrganizationName: vcdOrganization.name,
    vdcName: cluster.seen?.vdcName ?? cluster.asked?.vdc ?? null,
    kubernetes: cluster.seen?.kubernetes ?? null,
    workers: cluster.seen?.wantedWorkers ?? null,
    status,
    dnat: {
      code: dnat.code,
      status: exposure?.status ?? dnat.status,
      address: dnat.rule ? dnat.externalAddress : null,
      everyPortOpen: dnat.everyPortOpen,
    },
    exposureId: exposure?.id ?? null,
    held: cluster.heldAt ? (cluster.heldReason ?? "") : null,
    attention:
      status.tone === "bad" ||
      Boolean(exposure?.waitsFor) ||
      dnat.findings.some((finding) => finding.level === "bad"),
    seenAt: cluster.seenAt?.toISOString() ?? null,
    revision: cluster.revision,
  };
}
