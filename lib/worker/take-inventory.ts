import type { KnownVpc } from "@/lib/db/sweeps";
import type { VpcInventory } from "@/lib/domain/connections/observed";
import type { AwsSession } from "@/lib/providers/aws/client";
import { listVpcs, readDnsAttributes } from "@/lib/providers/aws/inventory";
import { inParallel } from "./in-parallel";

/** DNS attributes take two calls a VPC, so a large account is read in parts, seconds apart. */
const attributesPerSweep = 40;
const staleMs = 55 * 60_000;

export type Inventory = {
  read: { inventory: VpcInventory; at: Date }[];
  /** Every VPC that exists. */
  present: string[];
  /** False where DNS attributes of some VPCs are left for the next sweep. */
  complete: boolean;
};

/**
 * Reads the slow facts of a place. VPCs whose DNS attributes were read within the hour keep them, unless they are in
 * `refresh`; clusters' VPCs come first.
 */
export async function takeInventory(
  session: AwsSession,
  known: Map<string, KnownVpc>,
  clusterVpcIds: string[],
  at: Date,
): Promise<Inventory> {
  const vpcs = await listVpcs(session);
  const ofClusters = new Set(clusterVpcIds);
  const isFresh = (vpcId: string) => {
    const age = known.get(vpcId)?.inventoryAt;
    return age !== undefined && !ofClusters.has(vpcId) && at.getTime() - age.getTime() < staleMs;
  };
  const rank = (vpcId: string) => (ofClusters.has(vpcId) ? 0 : known.has(vpcId) ? 2 : 1);
  const due = vpcs.filter(({ vpcId }) => !isFresh(vpcId)).sort((a, b) => rank(a.vpcId) - rank(b.vpcId));
  const limit = Math.max(attributesPerSweep, vpcs.filter(({ vpcId }) => ofClusters.has(vpcId)).length);
  const now = due.slice(0, limit);
  const read: Inventory["read"] = [];
  await inParallel(now, 5, async (vpc) => {
    const attributes = await readDnsAttributes(session, vpc.vpcId);
    read.push({ inventory: { ...vpc, ...attributes }, at });
  });
  const readIds = new Set(now.map(({ vpcId }) => vpcId));
  for (const vpc of vpcs) {
    const before = known.get(vpc.vpcId);
    if (!before || readIds.has(vpc.vpcId)) continue;
    const { dnsSupport, dnsHostnames } = before.inventory;
    read.push({ inventory: { ...vpc, dnsSupport, dnsHostnames }, at: before.inventoryAt });
  }
  return { read, present: vpcs.map(({ vpcId }) => vpcId), complete: due.length === now.length };
}
