import { expect, test } from "vitest";
import type { ClusterFacts, RequestWorld } from "../connections/request-world";
import type { ConnectionTerms } from "./requests";
import { reviewConnection } from "./review";

const terms: ConnectionTerms = {
  kind: "connection",
  connectionId: "asked",
  name: "orders",
  clusterId: "c",
  clusterName: "payments",
  clusterAccountId: "111122223333",
  clusterVpcId: "vpc-0a00000000000000a",
  clusterRegion: "eu-central-1",
  accountId: "444455556666",
  vpcId: "vpc-0b00000000000000b",
  region: "eu-central-1",
  cidrs: ["10.20.0.0/16", "10.21.0.0/16"],
  dnsResolution: false,
};

const table = (id: string, routed: boolean, destinations: string[] = []) => ({
  id,
  name: id,
  routed,
  used: 2 + destinations.length,
  limit: 50,
  destinations: destinations.map((destination) => ({ destination, target: "pcx-0feed" })),
});

function worldWith(change: Partial<ClusterFacts> = {}): RequestWorld {
  const cluster: ClusterFacts = {
    id: "c",
    name: "payments",
    class: "production",
    accountId: terms.clusterAccountId,
    region: terms.clusterRegion,
    vpcId: terms.clusterVpcId,
    cidrBlocks: ["10.0.0.0/16"],
    podCidrs: ["100.64.0.0/16"],
    serviceCidrs: ["172.20.0.0/16"],
    blocksSeenAt: "2026-11-21T12:00:00.000Z",
    connections: [
      {
        id: "asked",
        name: "orders",
        accountId: terms.accountId,
        vpcId: terms.vpcId,
        cidrs: terms.cidrs,
        state: "awaiting-approval",
      },
    ],
    foreignPeerings: [],
    routeTables: [table("rtb-1", true), table("rtb-2", true), table("rtb-3", false)],
    used: 50,
    limit: 50,
    held: null,
    ...change,
  };
  return {
    clusters: [cluster],
    ownAccountIds: [terms.clusterAccountId],
    regions: [{ code: "eu-central-1", name: "Frankfurt", partition: "aws" }],
  };
}

test("a request does not clash with itself, nor take a place from itself", () => {
  const { findings } = reviewConnection(terms, "", worldWith());
  expect(findings.filter(({ level }) => level === "refuse")).toEqual([]);
});

test("another's place is another's: the fifty-first is refused", () => {
  const full = worldWith({ connections: [], used: 50 });
  expect(reviewConnection(terms, "", full).findings.map(({ code }) => code)).toContain("no-place-left");
});

test("approval writes each block into each routed table, and nothing into others", () => {
  const { consequences } = reviewConnection(terms, "", worldWith());
  expect(consequences.routes.map(({ tableId, destinations }) => [tableId, destinations])).toEqual([
    ["rtb-1", terms.cidrs],
    ["rtb-2", terms.cidrs],
  ]);
  expect(consequences.calls.map(({ action, count, when }) => [action, count, when])).toEqual([
    ["ec2:CreateVpcPeeringConnection", 1, "at-once"],
    ["ec2:CreateRoute", 4, "after-acceptance"],
  ]);
});

test("a block that a table has already is not counted twice", () => {
  const routeTables = [table("rtb-1", true, ["10.20.0.0/16"])];
  const { consequences } = reviewConnection(terms, "", worldWith({ routeTables }));
  expect(consequences.routes).toMatchObject([{ destinations: ["10.21.0.0/16"] }]);
});

test("DNS resolution is a call of its own", () => {
  const { consequences } = reviewConnection({ ...terms, dnsResolution: true }, "", worldWith());
  expect(consequences.calls.at(-1)?.action).toBe("ec2:ModifyVpcPeeringConnectionOptions");
});

test("a cluster that is gone is refused, and nothing is promised", () => {
  const { findings, consequences } = reviewConnection(terms, "", { ...worldWith(), clusters: [] });
  expect(findings.map(({ code }) => code)).toContain("cluster-unknown");
  expect(consequences).toMatchObject({ routes: [], tablesRead: false });
});

test("a change of a connection counts what is added and what goes, and not its own routes against it", () => {
  const changed = {
    ...terms,
    cidrs: ["10.21.0.0/16", "10.22.0.0/16"],
    dnsResolution: true,
    changes: { cidrs: terms.cidrs, dnsResolution: false },
  };
  const routeTables = [table("rtb-1", true, ["10.20.0.0/16", "10.21.0.0/16"])];
  const { findings, consequences } = reviewConnection(changed, "", worldWith({ routeTables }));
  expect(findings.filter(({ level }) => level === "refuse")).toEqual([]);
  expect(consequences.routes).toMatchObject([{ destinations: ["10.22.0.0/16"], removed: ["10.20.0.0/16"] }]);
  expect(consequences.calls.map(({ action, count }) => [action, count])).toEqual([
    ["ec2:CreateRoute", 1],
    ["ec2:DeleteRoute", 1],
    ["ec2:ModifyVpcPeeringConnectionOptions", 1],
  ]);
});
