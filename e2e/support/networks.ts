import { acmeAccountId, globexAccountId } from "@/bin/seeds/demo-world";
import type { World, WorldVpc } from "@/sandbox/world";
import { sandbox } from "./sandbox";

export type TenantNetwork = {
  accountId: string;
  vpcId: string;
  region: string;
  cidr: string;
  /** `orders` → `orders-17`: a name that no other network's connection has. */
  name: (of: string) => string;
};

const owners = { acme: acmeAccountId, globex: globexAccountId };
const mark = "vpc-0e2e";

/**
 * A VPC of a tenant that nothing else uses, with a /24 of its own in 10.144.0.0/12: so no test stands in the way of
 * another, in whatever order they run.
 */
export async function makeTenantVpc(
  owner: keyof typeof owners = "acme",
  region: WorldVpc["region"] = "eu-central-1",
): Promise<TenantNetwork> {
  const accounts = (await sandbox.world<World>()).accounts ?? [];
  const vpcs = accounts.flatMap((account) => account.vpcs ?? []);
  const number = vpcs.filter(({ vpcId }) => vpcId.startsWith(mark)).length + 1;
  const network = {
    accountId: owners[owner],
    vpcId: `${mark}${String(number).padStart(13, "0")}`,
    region,
    cidr: `10.${144 + Math.floor(number / 256)}.${number % 256}.0/24`,
  };
  const name = accounts.find(({ accountId }) => accountId === network.accountId)?.name ?? owner;
  await sandbox.add({
    accounts: [
      {
        accountId: network.accountId,
        name,
        vpcs: [{ vpcId: network.vpcId, region, cidrBlocks: [network.cidr], enableDnsHostnames: true }],
      },
    ],
  });
  return { ...network, name: (of) => `${of}-${number}` };
}

type HeldRoute = { routeTableId: string; destination: string };

async function tablesOf(vpcId: string) {
  const accounts = (await sandbox.world<World>()).accounts ?? [];
  return accounts
    .flatMap((account) => account.vpcs ?? [])
    .filter((vpc) => vpc.vpcId === vpcId)
    .flatMap((vpc) => vpc.routeTables ?? []);
}

/** Tables of a VPC that a subnet uses: those that connections write routes into. */
export async function routedTables(vpcId: string): Promise<string[]> {
  return (await tablesOf(vpcId))
    .filter(({ subnetIds }) => subnetIds && subnetIds.length > 0)
    .map(({ routeTableId }) => routeTableId);
}

/** Routes of a VPC that lead into a peering, as AWS holds them. */
export async function routesInto(vpcId: string, peeringId: string): Promise<HeldRoute[]> {
  return (await tablesOf(vpcId)).flatMap(({ routeTableId, routes }) =>
    (routes ?? [])
      .filter((route) => route.vpcPeeringConnectionId === peeringId)
      .map(({ destination }) => ({ routeTableId, destination })),
  );
}

export const destinationsOf = (routes: HeldRoute[]) => routes.map(({ destination }) => destination);
