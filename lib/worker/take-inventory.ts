import type { KnownVpc, SweptPlace } from "@/lib/db/sweeps";
import type { VpcInventory } from "@/lib/domain/connections/observed";
import type { AwsSession } from "@/lib/providers/aws/client";
import { listVpcs, readDnsAttributes, type VpcFacts } from "@/lib/providers/aws/inventory";
import { inParallel } from "./in-parallel";

/** DNS attributes take two calls a VPC, so a large account is read in parts, seconds apart. */
const attributesPerSweep = 25;
const attributesAtOnce = 5;
const staleMs = 55 * 60_000;

export type Inventory = {
  read: { inventory: VpcInventory; at: Date }[];
  /** Every VPC that exists. */
  present: string[];
  /** False where DNS attributes of some VPCs are left for the next sweep. */
  complete: boolean;
};

/**
 * Reads the slow facts of a place: all VPCs and subnets, and DNS attributes where they were not read within the hour
 * or since the VPC's cluster was registered; clusters' VPCs first, then the oldest.
 */
export async function takeInventory(
  session: AwsSession,
  known: Map<string, KnownVpc>,
  clusterVpcs: SweptPlace["clusterVpcs"],
  at: Date,
): Promise<Inventory> {
  const vpcs = await listVpcs(session);
  const registeredAt = new Map(clusterVpcs.map((vpc) => [vpc.vpcId, vpc.registeredAt.getTime()]));
  const readAt = ({ vpcId }: VpcFacts) => known.get(vpcId)?.inventoryAt.getTime() ?? 0;
  const rank = ({ vpcId }: VpcFacts) => (registeredAt.has(vpcId) ? 0 : 1);
  const due = vpcs
    .filter((vpc) => {
      const read = readAt(vpc);
      return at.getTime() - read >= staleMs || read < (registeredAt.get(vpc.vpcId) ?? 0);
    })
    .sort((a, b) => rank(a) - rank(b) || readAt(a) - readAt(b));
  const now = due.slice(0, attributesPerSweep);
  const read: Inventory["read"] = [];
  await inParallel(now, attributesAtOnce, async (vpc) => {
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

/** VPCs whose DNS attributes keep a connection from what it wants are read again with each full sweep, a few at most. */
const rereadPerSweep = 5;

/** Reads the DNS attributes of some known VPCs once more; answers those that turned out different. */
export async function rereadDnsAttributes(
  session: AwsSession,
  known: Map<string, KnownVpc>,
  vpcIds: string[],
): Promise<VpcInventory[]> {
  const changed: VpcInventory[] = [];
  await inParallel(vpcIds.slice(0, rereadPerSweep), attributesAtOnce, async (vpcId) => {
    const before = known.get(vpcId)?.inventory;
    if (!before) return;
    const { dnsSupport, dnsHostnames } = await readDnsAttributes(session, vpcId);
    if (dnsSupport === before.dnsSupport && dnsHostnames === before.dnsHostnames) return;
    changed.push({ ...before, dnsSupport, dnsHostnames });
  });
  return changed;
}
