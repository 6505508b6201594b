import { describe, expect, test } from "vitest";
import { clusterFacts, routedTableIds } from "./cluster-facts";
import type { PeeringSeen, RouteTableSeen, VpcInventory } from "./observed";

const table = (id: string, over: Partial<RouteTableSeen> = {}): RouteTableSeen => ({
  id,
  vpcId: "vpc-1",
  name: null,
  isMain: false,
  subnetIds: [],
  gatewayIds: [],
  routes: [],
  ...over,
});
const inventory = (subnets: string[]): VpcInventory => ({
  vpcId: "vpc-1",
  accountId: "111111111111",
  region: "eu-central-1",
  name: null,
  cidrBlocks: ["10.0.0.0/16"],
  ipv6CidrBlocks: [],
  dnsSupport: true,
  dnsHostnames: true,
  subnets: subnets.map((id) => ({ id, cidrBlock: "10.0.0.0/24", availabilityZone: "a", name: null })),
  tags: {},
});
const peering = (id: string, status: PeeringSeen["status"], cidr = "10.9.0.0/16"): PeeringSeen => ({
  id,
  status,
  statusMessage: "",
  requester: side("222222222222", "vpc-9", cidr),
  accepter: side("111111111111", "vpc-1", "10.0.0.0/16"),
  expirationTime: null,
  tags: {},
});
const side = (accountId: string, vpcId: string, cidr: string) => ({
  accountId,
  vpcId,
  region: "eu-central-1",
  cidrBlocks: [cidr],
  ipv6CidrBlocks: [],
  dnsResolutionFromRemote: null,
});
const sources = {
  cluster: {
    id: "c1",
    name: "orders",
    class: "production" as const,
    accountId: "111111111111",
    region: "eu-central-1",
    vpcId: "vpc-1",
    podCidrs: [],
    serviceCidrs: [],
  },
  inventory: inventory(["subnet-1"]),
  inventoryAt: new Date("2026-11-01T00:00:00Z"),
  routeTables: [],
  connections: [],
  otherPeerings: [],
  held: null,
};

describe("tables that routes belong in", () => {
  test("those with a subnet, and main only where a subnet has none", () => {
    const tables = [
      table("rtb-private", { subnetIds: ["subnet-1"] }),
      table("rtb-main", { isMain: true }),
      table("rtb-unused"),
    ];
    expect([...routedTableIds(tables, inventory(["subnet-1"]))]).toEqual(["rtb-private"]);
    expect([...routedTableIds(tables, inventory(["subnet-1", "subnet-2"]))]).toEqual([
      "rtb-private",
      "rtb-main",
    ]);
  });

  test("never a gateway's, and not main before the subnets are known", () => {
    const tables = [
      table("rtb-gateway", { subnetIds: ["subnet-1"], gatewayIds: ["igw-1"] }),
      table("rtb-main", { isMain: true }),
    ];
    expect(routedTableIds(tables, inventory(["subnet-1"])).size).toBe(0);
    expect(routedTableIds(tables, null).size).toBe(0);
  });
});

test("routes count as AWS counts them: IPv4, local included, propagated not", () => {
  const route = (destination: string, origin = "CreateRoute") => ({
    destination,
    target: { kind: "other" as const, id: "nat-1" },
    state: "active",
    origin,
  });
  const routes = [
    { ...route("10.0.0.0/16", "CreateRouteTable"), target: { kind: "local" as const } },
    route("0.0.0.0/0"),
    route("::/0"),
    route("10.8.0.0/16", "EnableVgwRoutePropagation"),
  ];
  const facts = clusterFacts({
    ...sources,
    routeTables: [table("rtb-1", { subnetIds: ["subnet-1"], routes })],
  });
  expect(facts.routeTables[0]).toMatchObject({ routed: true, used: 2 });
  expect(facts.routeTables[0]?.destinations[0]).toEqual({ destination: "10.0.0.0/16", target: "local" });
});

test("peerings made elsewhere take room while they live, seen from whichever side", () => {
  const facts = clusterFacts({
    ...sources,
    connections: [{ id: "1", name: "a", accountId: "3", vpcId: "vpc-3", cidrs: [], state: "active" }],
    otherPeerings: [
      peering("pcx-1", "active"),
      peering("pcx-2", "pending-acceptance"),
      peering("pcx-3", "deleted"),
    ],
  });
  expect(facts.used).toBe(3);
  expect(
    facts.foreignPeerings.map(({ id, accountId, vpcId, cidrs }) => [id, accountId, vpcId, cidrs]),
  ).toEqual([
    ["pcx-1", "222222222222", "vpc-9", ["10.9.0.0/16"]],
    ["pcx-2", "222222222222", "vpc-9", ["10.9.0.0/16"]],
  ]);
});

test("before the first inventory nothing is claimed to be known", () => {
  const facts = clusterFacts({ ...sources, inventory: null, inventoryAt: null, routeTables: null });
  expect(facts).toMatchObject({ cidrBlocks: [], blocksSeenAt: null, routeTables: [] });
});
