import { describe, expect, it } from "vitest";
import { checkRequest, describeSize, type Finding, mayRequest } from "./check-request";
import { commercialRegions } from "./regions";
import { emptyRequest, type RequestFormValues } from "./request-schema";
import type { ClusterFacts, RequestWorld } from "./request-world";

const cluster: ClusterFacts = {
  id: "cluster-1",
  name: "shop",
  class: "production",
  accountId: "111111111111",
  region: "eu-central-1",
  vpcId: "vpc-0c0c0c0c0c0c0c0c0",
  cidrBlocks: ["10.0.0.0/16"],
  podCidrs: ["192.168.0.0/16"],
  serviceCidrs: ["10.100.0.0/16"],
  blocksSeenAt: "2026-03-01T12:00:00Z",
  connections: [
    {
      id: "other",
      name: "Billing",
      accountId: "333333333333",
      vpcId: "vpc-0e0e0e0e0e0e0e0e0",
      cidrs: ["10.50.0.0/16"],
      state: "active",
    },
  ],
  foreignPeerings: [
    {
      id: "pcx-0f",
      accountId: "444444444444",
      vpcId: "vpc-0f0f0f0f0f0f0f0f0",
      cidrs: ["10.60.0.0/16"],
      status: "active",
    },
  ],
  routeTables: [
    {
      id: "rtb-1",
      name: "private",
      routed: true,
      used: 4,
      limit: 50,
      destinations: [
        { destination: "10.0.0.0/16", target: "local" },
        { destination: "0.0.0.0/0", target: "nat-1" },
        { destination: "10.70.0.0/16", target: "tgw-1" },
        { destination: "10.50.0.0/16", target: "pcx-1" },
        { destination: "pl-123", target: "vpce-1" },
      ],
    },
    {
      id: "rtb-2",
      name: null,
      routed: false,
      used: 50,
      limit: 50,
      destinations: [{ destination: "10.80.0.0/16", target: "igw-1" }],
    },
  ],
  used: 2,
  limit: 50,
  held: null,
};

const world: RequestWorld = {
  clusters: [cluster],
  ownAccountIds: ["111111111111", "555555555555"],
  regions: [...commercialRegions],
};

const good: RequestFormValues = {
  ...emptyRequest,
  clusterId: "cluster-1",
  accountId: "222222222222",
  vpcId: "vpc-0d0d0d0d0d0d0d0d0",
  cidrs: "10.20.0.0/16",
  region: "eu-central-1",
  name: "orders",
};

const withCluster = (change: Partial<ClusterFacts>): RequestWorld => ({
  ...world,
  clusters: [{ ...cluster, ...change }],
});
const codes = (findings: Finding[]): string[] => findings.map((finding) => finding.code);

describe("checkRequest", () => {
  it("finds nothing in a good request, and nothing in an empty one", () => {
    expect(checkRequest(good, world)).toEqual([]);
    expect(checkRequest(emptyRequest, world)).toEqual([]);
  });

  it.each([
    ["unknown cluster", { clusterId: "x" }, "clusterId", "cluster-unknown"],
    ["an account of ours", { accountId: "555555555555" }, "accountId", "own-account"],
    ["the cluster's account", { accountId: "111111111111" }, "accountId", "own-account"],
    ["the cluster's VPC", { vpcId: cluster.vpcId }, "vpcId", "own-vpc"],
    ["a VPC with a connection", { vpcId: "vpc-0e0e0e0e0e0e0e0e0" }, "vpcId", "pair-connected"],
    ["a VPC with a foreign peering", { vpcId: "vpc-0f0f0f0f0f0f0f0f0" }, "vpcId", "pair-peered-elsewhere"],
    ["China", { region: "cn-north-1" }, "region", "other-partition"],
    ["GovCloud", { region: "us-gov-west-1" }, "region", "other-partition"],
    ["no Region", { region: "eu-nowhere-9" }, "region", "region-unknown"],
    ["0/8", { cidrs: "0.1.0.0/16" }, "cidrs", "unusable-block"],
    ["127/8", { cidrs: "127.0.0.0/16" }, "cidrs", "unusable-block"],
    ["169.254/16", { cidrs: "169.254.0.0/16" }, "cidrs", "unusable-block"],
    ["224/3", { cidrs: "240.0.0.0/16" }, "cidrs", "unusable-block"],
    ["blocks that overlap", { cidrs: "10.20.0.0/16 10.20.1.0/24" }, "cidrs", "blocks-overlap"],
    ["the VPC's block", { cidrs: "10.0.4.0/24" }, "cidrs", "overlap-vpc"],
    ["the pods", { cidrs: "192.168.7.0/24" }, "cidrs", "overlap-pod"],
    ["the services", { cidrs: "10.100.0.0/16" }, "cidrs", "overlap-service"],
    ["another connection", { cidrs: "10.50.1.0/24" }, "cidrs", "overlap-connection"],
    ["a foreign peering", { cidrs: "10.60.1.0/24" }, "cidrs", "overlap-foreign-peering"],
    ["a route", { cidrs: "10.70.1.0/24" }, "cidrs", "overlap-route"],
    ["a taken name", { name: "BILLING" }, "name", "name-taken"],
  ] as const)("refuses %s", (_name, change, field, code) => {
    const findings = checkRequest({ ...good, ...change }, world);
    expect(findings).toEqual([expect.objectContaining({ field, code, level: "refuse" })]);
    expect(findings[0]?.next).toBeTruthy();
    expect(mayRequest(findings)).toBe(false);
  });

  it("shows which blocks clash", () => {
    const [finding] = checkRequest({ ...good, cidrs: "10.70.1.0/24" }, world);
    expect(finding?.clash).toEqual({
      with: "Route in private",
      theirs: "10.70.0.0/16",
      ours: "10.70.1.0/24",
    });
  });

  it("refuses development clusters with the reason", () => {
    const [finding] = checkRequest(good, withCluster({ class: "development" }));
    expect(finding).toMatchObject({ level: "refuse", code: "development-cluster" });
    expect(finding?.message).toContain("share one VPC");
  });

  it("counts places and routes", () => {
    expect(codes(checkRequest(good, withCluster({ used: 50 })))).toEqual(["no-place-left"]);
    const near = checkRequest(good, withCluster({ used: 48 }));
    expect(near).toEqual([expect.objectContaining({ level: "info", code: "few-places-left" })]);
    expect(near[0]?.message).toContain("48 of 50");
    const [table] = cluster.routeTables;
    const full = withCluster({
      routeTables: [{ ...(table as ClusterFacts["routeTables"][number]), used: 49 }],
    });
    expect(codes(checkRequest({ ...good, cidrs: "10.20.0.0/16 10.21.0.0/16" }, full))).toEqual([
      "route-limit",
    ]);
    expect(codes(checkRequest(good, full))).toEqual(["route-limit-near"]);
  });

  it.each([
    ["172.17.4.0/24", ["docker-bridge"]],
    ["203.0.113.0/24", ["public-space"]],
    ["100.64.0.0/16", []],
    ["172.16.0.0/16", []],
  ])("warns of %s where care is needed", (cidrs, expected) => {
    const findings = checkRequest({ ...good, cidrs }, world);
    expect(codes(findings)).toEqual(expected);
    expect(mayRequest(findings)).toBe(true);
  });

  it("warns of a hold and of blocks not read yet, and says when a queue awaits", () => {
    const held = {
      ...withCluster({ held: "maintenance", blocksSeenAt: null }),
      outstanding: { "111111111111/eu-central-1": { used: 25, limit: 25 } },
    };
    const findings = checkRequest(good, held);
    expect(codes(findings)).toEqual(["cluster-held", "blocks-not-read", "invitations-queue"]);
    expect(mayRequest(findings)).toBe(true);
  });

  it("says what crossing Regions means", () => {
    const findings = checkRequest({ ...good, region: "us-east-1" }, world);
    expect(findings).toEqual([expect.objectContaining({ level: "info", code: "inter-region" })]);
    expect(findings[0]?.message).toContain("8500");
  });

  it("offers corrections", () => {
    const findings = checkRequest({ ...good, accountId: "2222-2222-2222", cidrs: "10.20.1.7/16" }, world);
    expect(findings.map(({ code, suggestion }) => [code, suggestion])).toEqual([
      ["account-id-punctuation", "222222222222"],
      ["not-canonical", "10.20.0.0/16"],
    ]);
  });

  it("compares what a block with host bits means", () => {
    expect(codes(checkRequest({ ...good, cidrs: "10.50.1.7/16" }, world))).toContain("overlap-connection");
  });

  it("never throws, whatever is typed", () => {
    for (const cidrs of ["10.0.0.0/99", "a/b", ":/64", "////", "10.0.0.0/-1", "💥/16", "1.2.3.4"]) {
      expect(
        codes(checkRequest({ ...good, cidrs, vpcId: cidrs, region: cidrs, accountId: cidrs }, world)),
      ).not.toContain("overlap-vpc");
    }
  });
});

it("says how large a block is", () => {
  expect(describeSize("10.0.0.0/16")).toBe("65,536 addresses");
  expect(describeSize("10.0.0.0/32")).toBe("1 address");
  expect(describeSize("nonsense")).toBe("");
});
