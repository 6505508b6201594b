import { v4 as uuidv4 } from "uuid";
import { afterEach, expect, it } from "vitest";
import { connections } from "@/lib/db/schema";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import type { WorldPeering, WorldVpc } from "@/sandbox/world";
import { createInstallation, type Installation } from "../support/installation";
import { installationId, startWorker } from "../support/worker";
import {
  awsId,
  clusterVpc,
  plainVpc,
  providerAccountId,
  startWorld,
  type TestWorld,
  tenantAccountId,
  twoAccounts,
} from "../support/world";

const regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"] as const;
const vpcsPerRegion = 125;
const connectionsPerVpc = 4;

let world: TestWorld;
let installation: Installation;
let worker: ReturnType<typeof startWorker>;
afterEach(async () => {
  await worker.close();
  await installation.close();
  await world.close();
});

it("a full sweep of 2,000 active connections in 4 Regions costs at most 28 calls, inventory apart", async () => {
  world = await startWorld();
  installation = await createInstallation(world.now());
  const added = await installation.addAccount(providerAccountId, { regions: [...regions] });
  const organization = await installation.addOrganization();
  const provider: WorldVpc[] = [];
  const tenant: WorldVpc[] = [];
  const peerings: WorldPeering[] = [];
  const rows: (typeof connections.$inferInsert)[] = [];
  for (const [r, region] of regions.entries()) {
    const place = added.places.find((candidate) => candidate.region === region);
    if (!place) throw new Error("unreachable");
    for (let v = 0; v < vpcsPerRegion; v += 1) {
      const vpc = clusterVpc(`cluster ${region} ${v}`, `10.${v}.0.0/16`, region);
      provider.push(vpc);
      const cluster = await installation.addCluster(organization.id, place, providerAccountId, vpc.vpcId);
      for (let c = 0; c < connectionsPerVpc; c += 1) {
        const name = `${region} ${v} ${c}`;
        const peer = plainVpc(`tenant ${name}`, [`172.${16 + c}.${v}.0/24`], region);
        tenant.push(peer);
        const id = uuidv4();
        const peeringId = awsId("pcx", name);
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
          table.routes = [
            ...(table.routes ?? []),
            { destination: peer.cidrBlocks[0] as string, vpcPeeringConnectionId: peeringId },
          ];
        }
        rows.push({
          id,
          organizationId: organization.id,
          clusterId: cluster.id,
          placeId: place.id,
          name: `connection ${r} ${v} ${c}`,
          accountId: tenantAccountId,
          vpcId: peer.vpcId,
          region,
          cidrs: peer.cidrBlocks as string[],
          dnsResolution: true,
          state: "active",
          stateSince: world.now(),
          peeringId,
          requestedBy: installation.person.id,
        });
      }
    }
  }
  await world.add({ ...twoAccounts(provider, tenant), peerings });
  for (let start = 0; start < rows.length; start += 500) {
    await installation.db.insert(connections).values(rows.slice(start, start + 500));
  }
  worker = startWorker(installation.url, world.url, world.now);
  const sweepAll = async () => {
    const mark = await world.mark();
    for (const place of added.places) await worker.sweep(place.id);
    return world.journal(mark);
  };

  const inventory = /^Describe(Vpcs|VpcAttribute|Subnets)$/;
  const first = (await sweepAll()).filter(({ action }) => !inventory.test(action));
  expect(first.length).toBeLessThanOrEqual(28);
  // The inventory of so many VPCs is read in parts; glances in between cost nothing, as nothing moves.
  for (let n = 0; n < 6; n += 1) {
    await world.advance(10_000);
    const calls = await sweepAll();
    if (n < 5) expect(calls.every(({ action }) => inventory.test(action))).toBe(true);
  }
  await world.advance(60_000);
  const second = await sweepAll();
  expect(second.length).toBeLessThanOrEqual(28);
  expect(second.length).toBeGreaterThan(0);
  expect(new Set(second.map(({ action }) => action))).toEqual(
    new Set(["DescribeVpcPeeringConnections", "DescribeRouteTables"]),
  );
  const places = await installation.db.query.places.findMany();
  expect(places.reduce((sum, { sweepCalls }) => sum + (sweepCalls ?? 0), 0)).toBe(second.length);

  const states = await installation.db
    .selectDistinct({ state: connections.state, observedAt: connections.observedAt })
    .from(connections);
  expect(states).toEqual([{ state: "active", observedAt: world.now() }]);
  await world.advance(30_000);
  expect(await sweepAll()).toEqual([]);
}, 180_000);
