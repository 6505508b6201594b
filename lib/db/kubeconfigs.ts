import { and, eq, sql } from "drizzle-orm";
import type { HandshakeSeen, NatRuleSeen } from "@/lib/domain/exposures/observed";
import type { Lights, Way } from "@/lib/domain/exposures/plan-types";
import type { Database, Transaction } from "./pool";
import { clusters } from "./schema/clusters";
import { exposures } from "./schema/exposures";
import { vcdClusters, vcdEdges } from "./schema/vcd-clusters";
import { announceChange } from "./signals";
import { fromStored } from "./stored";

type Scope = { organizationId: string; id: string };
type Reader = Pick<Database, "select"> | Pick<Transaction, "select">;
type VcdClusterRow = typeof vcdClusters.$inferSelect;

/** The exposure whose rule was seen in place, and the rules of the cluster's edge, as last read. */
export type ClusterReach = {
  exposed: {
    way: Way;
    address: string;
    handshake: HandshakeSeen | null;
    lights: Partial<Lights> | null;
  } | null;
  /** Null where the edge is not known, or its rules could not be read. */
  rules: NatRuleSeen[] | null;
};

/** How a cluster of VCD is reached, for its kubeconfig. */
export async function readClusterReach(
  db: Reader,
  cluster: Pick<VcdClusterRow, "id" | "placeId" | "edgeId">,
): Promise<ClusterReach> {
  const [live] = await db
    .select({
      way: exposures.way,
      address: exposures.address,
      handshake: exposures.handshake,
      lights: exposures.lights,
      edgeId: exposures.edgeId,
    })
    .from(exposures)
    .where(and(eq(exposures.clusterId, cluster.id), eq(exposures.state, "exposed")));
  const edgeId = cluster.edgeId ?? live?.edgeId ?? null;
  const [edge] = edgeId
    ? await db
        .select({ nat: vcdEdges.nat, fault: vcdEdges.edgeFault })
        .from(vcdEdges)
        .where(and(eq(vcdEdges.placeId, cluster.placeId), eq(vcdEdges.edgeId, edgeId)))
    : [];
  return {
    exposed: live?.address
      ? {
          way: live.way,
          address: live.address,
          handshake: live.handshake && fromStored<HandshakeSeen>(live.handshake),
          lights: live.lights,
        }
      : null,
    rules: edge?.nat && !edge.fault ? edge.nat.rules : null,
  };
}

/** A cluster of VCD whose kubeconfig, plan or shares are asked for; null where there is none. */
export async function findClusterOfAsk(
  db: Database,
  { organizationId, id }: Scope,
): Promise<VcdClusterRow | null> {
  const [row] = await db
    .select()
    .from(vcdClusters)
    .where(and(eq(vcdClusters.organizationId, organizationId), eq(vcdClusters.id, id)));
  return row ?? null;
}

/** Remembers what a kubeconfig said that is no secret. */
export async function recordKubeconfig(
  db: Database,
  { organizationId, id }: Scope,
  facts: { certificateAuthority: string | null; clientCertificateEnds: Date | null; kubeconfigReadAt: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(vcdClusters)
      .set({ ...facts, revision: sql`${vcdClusters.revision} + 1` })
      .where(eq(vcdClusters.id, id));
    await announceChange(tx, { organizationId, kind: "clusters", id });
  });
}

/** The kubeconfig that an admin registered for a cluster in AWS, sealed; null where none is. */
export async function findSealedKubeconfig(
  db: Database,
  { organizationId, id }: Scope,
): Promise<string | null> {
  const [row] = await db
    .select({ sealed: clusters.kubeconfigSealed })
    .from(clusters)
    .where(and(eq(clusters.organizationId, organizationId), eq(clusters.id, id)));
  return row?.sealed ?? null;
}

/** What an admin registered for reaching a cluster in AWS. What is left out stays as it is. */
export async function setRegisteredKubeconfig(
  tx: Transaction,
  id: string,
  set: { eksName?: string | null; kubeconfigSealed?: string | null; kubeconfigAt?: Date | null },
): Promise<void> {
  await tx.update(clusters).set(set).where(eq(clusters.id, id));
}
