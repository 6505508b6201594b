import { v4 as uuidv4 } from "uuid";
import { clusters } from "@/lib/db/schema/clusters";
import { connections } from "@/lib/db/schema/connections";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import type { WorldPeering, WorldVpc } from "@/sandbox/world";
import { createInstallation } from "./installation";
import { installationId, startWorker } from "./worker";
import {
  awsId,
  clusterVpc,
  plainVpc,
  providerAccountId,
  startWorld,
  tenantAccountId,
  twoAccounts,
} from "./world";

export type FleetSize = {
  regions: readonly WorldVpc["region"][];
  /** At most 200: each has a /16 of its own. */
  clustersPerRegion: number;
  /** At most 14. */
  connectionsPerCluster: number;
};

export type Fleet = Awaited<ReturnType<typeof openFleet>>;

/** Many connections that are active and as they should be, in the database and in the sandbox, with a worker. */
export async function openFleet({ regions, clustersPerRegion, connectionsPerCluster }: FleetSize) {
  const world = await startWorld();
  const installation = await createInstallation(world.now());
  const { places } = await installation.addAccount(providerAccountId, { regions: [...regions] });
  const organization = await installation.addOrganization();
  const provider: WorldVpc[] = [];
  const tenant: WorldVpc[] = [];
  const peerings: WorldPeering[] = [];
  const clusterRows: (typeof clusters.$inferInsert)[] = [];
  const rows: (typeof connections.$inferInsert)[] = [];
  for (const place of places) {
    const region = place.region as WorldVpc["region"];
    for (let v = 0; v < clustersPerRegion; v += 1) {
      const vpc = clusterVpc(`cluster ${region} ${v}`, `10.${v}.0.0/16`, region);
      provider.push(vpc);
      const clusterId = uuidv4();
      clusterRows.push({
        id: clusterId,
        organizationId: organization.id,
        name: `cluster ${region} ${v}`,
        class: "production",
        placeId: place.id,
        accountId: providerAccountId,
        region,
        vpcId: vpc.vpcId,
        podCidrs: ["192.168.0.0/16"],
        serviceCidrs: ["10.96.0.0/12"],
      });
      for (let c = 0; c < connectionsPerCluster; c += 1) {
        const name = `${region} ${v} ${c}`;
        const peer = plainVpc(`tenant ${name}`, [`172.${16 + c}.${v}.0/24`], region);
        const [block = ""] = peer.cidrBlocks;
        const id = uuidv4();
        const peeringId = awsId("pcx", name);
        tenant.push(peer);
        peerings.push({
          vpcPeeringConnectionId: peeringId,
          requesterVpcId: vpc.vpcId,
          accepterVpcId: peer.vpcId,
          state: "active",
          requesterAllowDnsResolution: true,
          requesterTags: { [tagKeys.installation]: installationId, [tagKeys.connection]: id },
        });
        for (const table of vpc.routeTables ?? []) {
          if (!table.subnetIds) continue;
          table.routes = [...(table.routes ?? []), { destination: block, vpcPeeringConnectionId: peeringId }];
        }
        rows.push({
          id,
          organizationId: organization.id,
          clusterId,
          placeId: place.id,
          name: `connection ${name}`,
          accountId: tenantAccountId,
          vpcId: peer.vpcId,
          region,
          cidrs: [block],
          dnsResolution: true,
          state: "active",
          stateSince: world.now(),
          peeringId,
          requestedBy: installation.person.id,
        });
      }
    }
  }
  await world.set({ quotas: { routesPerTable: 500 } });
  await world.add({ ...twoAccounts(provider, tenant), peerings });
  for (const part of inParts(clusterRows)) await installation.db.insert(clusters).values(part);
  for (const part of inParts(rows)) await installation.db.insert(connections).values(part);
  const worker = startWorker(installation.url, world.url, world.now);
  return {
    world,
    installation,
    places,
    worker,
    /** One sweep of every place; gives the calls that it cost. */
    async sweepAll() {
      const mark = await world.mark();
      for (const place of places) await worker.sweep(place.id);
      return world.journal(mark);
    },
    async close() {
      await worker.close();
      await installation.close();
      await world.close();
    },
  };
}

/** Calls of the inventory, which is counted apart. */
export const inventoryCall = /^Describe(Vpcs|VpcAttribute|Subnets)$/;

function inParts<T>(rows: T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / 500) }, (_, n) => rows.slice(n * 500, (n + 1) * 500));
}
