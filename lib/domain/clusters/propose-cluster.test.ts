import { describe, expect, it } from "vitest";
import type { VpcInventory } from "../connections/observed";
import { proposeCluster } from "./propose-cluster";

const vpc = (tags: Record<string, string>): VpcInventory => ({
  vpcId: "vpc-1",
  accountId: "111111111111",
  region: "eu-central-1",
  name: null,
  cidrBlocks: ["10.0.0.0/16"],
  ipv6CidrBlocks: [],
  dnsSupport: true,
  dnsHostnames: true,
  subnets: [],
  tags,
});

describe("proposeCluster", () => {
  it.each([
    [{ "kubernetes.io/cluster/shop": "owned" }, "shop", "kubernetes", null],
    [{ "sigs.k8s.io/cluster-api-provider-aws/cluster/shop": "owned" }, "shop", "cluster-api", null],
    [
      { KubernetesCluster: "shop.example.com", "kubernetes.io/cluster/shop.example.com": "owned" },
      "shop.example.com",
      "kops",
      null,
    ],
    [{ "alpha.eksctl.io/cluster-name": "shop" }, "shop", "eksctl", null],
    [
      { "drawbridge:cluster-id": "shop", "drawbridge:class": "production" },
      "shop",
      "drawbridge",
      "production",
    ],
    [
      { "kubernetes.io/cluster/b": "shared", "kubernetes.io/cluster/a": "shared" },
      "a",
      "kubernetes",
      "development",
    ],
  ] as const)("%j is %s, made by %s", (tags, name, madeBy, kind) => {
    expect(proposeCluster(vpc(tags as Record<string, string>))).toMatchObject({
      name,
      madeBy,
      class: kind,
      vpcId: "vpc-1",
      region: "eu-central-1",
    });
  });

  it("goes by what operators declared before what tools left behind", () => {
    const found = proposeCluster(
      vpc({
        "drawbridge:cluster-id": "mine",
        "kubernetes.io/cluster/x": "owned",
        "drawbridge:class": "other",
      }),
    );
    expect(found).toMatchObject({ name: "mine", madeBy: "drawbridge", class: null, clusters: ["x"] });
  });

  it("names every cluster that shares the VPC", () => {
    const found = proposeCluster(
      vpc({ "kubernetes.io/cluster/b": "shared", "kubernetes.io/cluster/a": "owned" }),
    );
    expect(found?.clusters).toEqual(["a", "b"]);
    expect(found?.reason).toContain("2 clusters");
  });

  it("proposes nothing without a sign of a cluster", () => {
    expect(
      proposeCluster(vpc({ Name: "shop", "kubernetes.io/cluster/": "owned", KubernetesCluster: " " })),
    ).toBeNull();
    expect(proposeCluster(vpc({}))).toBeNull();
  });
});
