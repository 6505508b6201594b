import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { VpcInventory } from "@/lib/domain/connections/observed";
import { type ClusterRow, readableClusters } from "./clusters";
import type { Transaction } from "./pool";
import { clusters, vpcs } from "./schema/clusters";
import { connections } from "./schema/connections";
import { organizations } from "./schema/organizations";
import { awsAccounts, places } from "./schema/places";

export type VpcFound = {
  placeId: string;
  vpcId: string;
  inventory: VpcInventory;
  inventoryAt: Date;
  accountName: string;
};

/** Every VPC that inventory found within reach, or one place's, with the account it is in. */
export function listVpcsFound(tx: Transaction, placeId: string | "*"): Promise<VpcFound[]> {
  return tx
    .select({
      placeId: vpcs.placeId,
      vpcId: vpcs.vpcId,
      inventory: vpcs.inventory,
      inventoryAt: vpcs.inventoryAt,
      accountName: awsAccounts.name,
    })
    .from(vpcs)
    .innerJoin(places, eq(places.id, vpcs.placeId))
    .innerJoin(awsAccounts, eq(awsAccounts.id, places.awsAccountId))
    .where(placeId === "*" ? undefined : eq(vpcs.placeId, placeId))
    .orderBy(asc(awsAccounts.name), asc(places.region), asc(vpcs.vpcId));
}

/** Inventory of one VPC; null where no sweep has found it. */
export async function findVpc(
  tx: Transaction,
  key: { placeId: string; vpcId: string },
): Promise<VpcInventory | null> {
  const [row] = await tx
    .select({ inventory: vpcs.inventory })
    .from(vpcs)
    .where(and(eq(vpcs.placeId, key.placeId), eq(vpcs.vpcId, key.vpcId)));
  return row?.inventory ?? null;
}

/** The registered clusters of one VPC, across organizations. */
export function listClustersInVpc(
  tx: Transaction,
  key: { placeId: string; vpcId: string },
): Promise<{ name: string; class: "production" | "development"; organization: string }[]> {
  return tx
    .select({ name: clusters.name, class: clusters.class, organization: organizations.name })
    .from(clusters)
    .innerJoin(organizations, eq(organizations.id, clusters.organizationId))
    .where(and(eq(clusters.placeId, key.placeId), eq(clusters.vpcId, key.vpcId)));
}

/** Serializes registrations in one VPC until commit: rules over all of its clusters hold. */
export async function lockVpc(tx: Transaction, key: { placeId: string; vpcId: string }): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`vpc ${key.placeId} ${key.vpcId}`}, 0))`,
  );
}

export async function insertCluster(tx: Transaction, values: typeof clusters.$inferInsert): Promise<void> {
  await tx.insert(clusters).values(values);
}

export type RegisteredCluster = {
  cluster: ClusterRow;
  organization: { slug: string; name: string };
  accountName: string;
  inventory: VpcInventory | null;
  inventoryAt: Date | null;
  routeTables: (typeof vpcs.$inferSelect)["routeTables"];
  connections: number;
};

/** Clusters of every organization within reach; one of them where an id is given. */
export function listRegisteredClusters(tx: Transaction, id: string | "*"): Promise<RegisteredCluster[]> {
  return tx
    .select({
      cluster: readableClusters,
      organization: { slug: organizations.slug, name: organizations.name },
      accountName: awsAccounts.name,
      inventory: vpcs.inventory,
      inventoryAt: vpcs.inventoryAt,
      routeTables: vpcs.routeTables,
      connections: sql<number>`(select count(*)::int from ${connections} where ${connections.clusterId} = ${clusters.id} and ${connections.endedAt} is null)`,
    })
    .from(clusters)
    .innerJoin(organizations, eq(organizations.id, clusters.organizationId))
    .innerJoin(places, eq(places.id, clusters.placeId))
    .innerJoin(awsAccounts, eq(awsAccounts.id, places.awsAccountId))
    .leftJoin(vpcs, and(eq(vpcs.placeId, clusters.placeId), eq(vpcs.vpcId, clusters.vpcId)))
    .where(id === "*" ? undefined : eq(clusters.id, id))
    .orderBy(asc(organizations.name), desc(clusters.class), asc(sql`lower(${clusters.name})`));
}

export async function setClusterHold(
  tx: Transaction,
  id: string,
  hold: { heldAt: Date; heldReason: string } | { heldAt: null; heldReason: null },
): Promise<void> {
  await tx.update(clusters).set(hold).where(eq(clusters.id, id));
}
