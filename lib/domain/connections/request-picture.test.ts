import { expect, test } from "vitest";
import { layoutRequest } from "./request-picture";
import type { ClusterFacts } from "./request-world";

const cluster: ClusterFacts = {
  id: "c1",
  name: "orders",
  class: "production",
  accountId: "210987654321",
  region: "eu-central-1",
  vpcId: "vpc-1",
  cidrBlocks: ["10.0.0.0/16"],
  podCidrs: ["100.64.0.0/16"],
  serviceCidrs: ["172.20.0.0/16"],
  blocksSeenAt: null,
  connections: Array.from({ length: 30 }, (_, n) => ({
    id: String(n),
    name: `c-${n}`,
    accountId: "123456789012",
    vpcId: `vpc-${n}`,
    cidrs: [`10.${100 + n}.0.0/16`],
    state: "active",
  })),
  foreignPeerings: [],
  routeTables: [
    {
      id: "rtb-1",
      name: null,
      routed: true,
      used: 3,
      limit: 50,
      destinations: [
        { destination: "10.0.0.0/16", target: "local" },
        { destination: "0.0.0.0/0", target: "nat-1" },
        { destination: "10.60.0.0/16", target: "tgw-1" },
        { destination: "10.100.0.0/16", target: "pcx-1" },
      ],
    },
  ],
  used: 30,
  limit: 50,
  held: null,
};

test("of many blocks those stay that the request shares addresses with", () => {
  const { layout, leftOut } = layoutRequest("10.107.4.9/24", cluster);
  const labels = layout.blocks.map(({ label }) => label);
  expect(labels).toEqual(["VPC of orders", "c-7", "This request", "Pods", "Services"]);
  expect(leftOut).toBe(30);
  expect(layout.blocks.find(({ label }) => label === "This request")).toMatchObject({
    cidr: "10.107.4.0/24",
    clashesWith: ["c-7"],
  });
});

test("few blocks are all drawn; a default route and routes of connections are not repeated", () => {
  const small = { ...cluster, connections: cluster.connections.slice(0, 1) };
  const { layout, leftOut } = layoutRequest("", small);
  expect(layout.blocks.map(({ label }) => label)).toEqual([
    "VPC of orders",
    "Route to tgw-1",
    "c-0",
    "Pods",
    "Services",
  ]);
  expect(leftOut).toBe(0);
});

test("half-typed text draws nothing of its own", () => {
  const { layout } = layoutRequest("10.20., nonsense", { ...cluster, connections: [] });
  expect(layout.blocks.some(({ role }) => role === "request")).toBe(false);
});
