import {
  CreateTagsCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteTagsCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNetworkAclsCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcPeeringConnectionsCommand,
  type DescribeVpcPeeringConnectionsCommandInput,
  DescribeVpcsCommand,
  type EC2Client,
  paginateDescribeVpcPeeringConnections,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  ACME,
  acmeVpc,
  clusterEdge,
  clusterMain,
  clusterPrivate,
  clusterSubnet,
  clusterVpc,
  clusterVpc2,
  openTestBed,
  PROVIDER,
  prefixList,
  type TestBed,
} from "../test-bed";
import { wildcard } from "./filters";

let bed: TestBed;
let provider: EC2Client;

const pcx = (n: number) => `pcx-${n.toString(16).padStart(17, "0")}`;

beforeAll(async () => {
  bed = await openTestBed();
  provider = bed.client("provider");
});
afterAll(() => bed.close());

const list = async (input: DescribeVpcPeeringConnectionsCommandInput, client = provider) => {
  const { VpcPeeringConnections } = await client.send(new DescribeVpcPeeringConnectionsCommand(input));
  return VpcPeeringConnections?.map((each) => each.VpcPeeringConnectionId);
};

describe("filters of DescribeVpcPeeringConnections", () => {
  beforeEach(async () => {
    await bed.restore();
    await bed.control("PUT", "world", {
      peerings: [
        {
          vpcPeeringConnectionId: pcx(1),
          requesterVpcId: clusterVpc,
          accepterVpcId: acmeVpc,
          state: "active",
          requesterTags: { Name: "one", "drawbridge/request-id": "r-1" },
          accepterTags: { Owner: "acme" },
        },
        {
          vpcPeeringConnectionId: pcx(2),
          requesterVpcId: clusterVpc2,
          accepterVpcId: acmeVpc,
          state: "pending-acceptance",
          requesterTags: { Name: "two*" },
        },
      ],
    });
  });

  it.each([
    ["status-code", ["active"], [1]],
    ["status-code", ["active", "pending-acceptance"], [1, 2]],
    ["status-code", ["pending*"], [2]],
    ["status-code", ["deleted"], []],
    ["status-message", ["Pending Acceptance by *"], [2]],
    ["accepter-vpc-info.vpc-id", [acmeVpc], [1, 2]],
    ["accepter-vpc-info.owner-id", [ACME], [1, 2]],
    ["accepter-vpc-info.cidr-block", ["10.21.0.0/16"], [1]],
    ["requester-vpc-info.vpc-id", [clusterVpc2], [2]],
    ["requester-vpc-info.owner-id", ["1111111111??"], [1, 2]],
    ["requester-vpc-info.cidr-block", ["10.1.0.0/16"], [2]],
    ["expiration-time", ["20*"], [2]],
    ["tag:Name", ["one"], [1]],
    ["tag:Name", ["t?o*"], [2]],
    ["tag:Name", ["two\\*"], [2]],
    ["tag:drawbridge/request-id", ["r-*"], [1]],
    ["tag-key", ["drawbridge/*"], [1]],
    ["tag-key", ["Owner"], []],
    ["vpc-peering-connection-id", [pcx(2), pcx(9)], [2]],
  ])("%s = %o gives %o", async (Name, Values, expected) => {
    expect(await list({ Filters: [{ Name, Values }] })).toEqual(expected.map(pcx));
  });

  it("must all match, and see the tags of their own side", async () => {
    const tagged = { Name: "tag:Name", Values: ["*"] };
    expect(await list({ Filters: [tagged, { Name: "status-code", Values: ["active"] }] })).toEqual([pcx(1)]);
    const acme = bed.client("acme", "eu-central-1");
    expect(await list({ Filters: [tagged] }, acme)).toEqual([]);
    expect(await list({ Filters: [{ Name: "tag:Owner", Values: ["acme"] }] }, acme)).toEqual([pcx(1)]);
  });

  it("are refused when unknown or too many", async () => {
    await expect(list({ Filters: [{ Name: "region", Values: ["x"] }] })).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "The filter 'region' is invalid",
    });
    const ids = Array.from({ length: 201 }, (_, n) => pcx(n));
    await expect(
      list({ Filters: [{ Name: "vpc-peering-connection-id", Values: ids }] }),
    ).rejects.toMatchObject({ name: "FilterLimitExceeded" });
    const half = ids.slice(0, 100);
    expect(
      await list({
        Filters: [
          { Name: "vpc-peering-connection-id", Values: half },
          { Name: "vpc-peering-connection-id", Values: half },
        ],
      }),
    ).toEqual([pcx(1), pcx(2)]);
  });

  it("fail the whole call for one unknown id, and for a malformed one", async () => {
    expect(await list({ VpcPeeringConnectionIds: [pcx(2), pcx(1)] })).toEqual([pcx(1), pcx(2)]);
    await expect(list({ VpcPeeringConnectionIds: [pcx(1), pcx(9)] })).rejects.toMatchObject({
      name: "InvalidVpcPeeringConnectionID.NotFound",
    });
    await expect(list({ VpcPeeringConnectionIds: ["pcx-9"] })).rejects.toMatchObject({
      name: "InvalidVpcPeeringConnectionId.Malformed",
    });
  });
});

it("wildcards take everything else literally", () => {
  expect(wildcard("a.c*")("abc")).toBe(false);
  expect(wildcard("a.c*")("a.c\nd")).toBe(true);
  expect(wildcard("(a|b)?")("(a|b)x")).toBe(true);
  expect(wildcard("\\?")("x")).toBe(false);
});

describe("paging", () => {
  beforeAll(async () => {
    await bed.restore();
    await bed.control("PUT", "world", {
      peerings: Array.from({ length: 12 }, (_, n) => ({
        vpcPeeringConnectionId: pcx(n + 1),
        requesterVpcId: clusterVpc,
        accepterVpcId: acmeVpc,
        state: "active",
      })),
    });
  });

  it("walks through all, once each", async () => {
    const seen: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateDescribeVpcPeeringConnections({ client: provider, pageSize: 5 }, {})) {
      seen.push(...(page.VpcPeeringConnections ?? []).map((each) => each.VpcPeeringConnectionId));
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(Array.from({ length: 12 }, (_, n) => pcx(n + 1)));
  });

  it("ends without a token when the last page is full", async () => {
    const { NextToken } = await provider.send(new DescribeVpcPeeringConnectionsCommand({ MaxResults: 12 }));
    expect(NextToken).toBeUndefined();
  });

  it.each([
    [4, "InvalidParameterValue"],
    [1001, "InvalidParameterValue"],
  ])("refuses MaxResults %i for connections", async (MaxResults, name) => {
    await expect(list({ MaxResults })).rejects.toMatchObject({ name });
  });

  it("has 100 as most for route tables and 1000 for VPCs and subnets", async () => {
    const tooMany = { name: "InvalidParameterValue" };
    await expect(provider.send(new DescribeRouteTablesCommand({ MaxResults: 101 }))).rejects.toMatchObject(
      tooMany,
    );
    await provider.send(new DescribeRouteTablesCommand({ MaxResults: 100 }));
    await expect(provider.send(new DescribeVpcsCommand({ MaxResults: 1001 }))).rejects.toMatchObject(tooMany);
    await expect(provider.send(new DescribeSubnetsCommand({ MaxResults: 1001 }))).rejects.toMatchObject(
      tooMany,
    );
    await provider.send(new DescribeSubnetsCommand({ MaxResults: 1000 }));
  });

  it("refuses a token that it did not issue for this very call", async () => {
    await expect(list({ NextToken: "rubbish" })).rejects.toMatchObject({ name: "InvalidNextToken" });
    const { NextToken } = await provider.send(new DescribeVpcPeeringConnectionsCommand({ MaxResults: 5 }));
    expect(await list({ NextToken, MaxResults: 100 })).toHaveLength(7);
    await expect(
      list({ NextToken, Filters: [{ Name: "status-code", Values: ["active"] }] }),
    ).rejects.toMatchObject({ name: "InvalidNextToken" });
    await expect(provider.send(new DescribeVpcsCommand({ NextToken }))).rejects.toMatchObject({
      name: "InvalidNextToken",
    });
  });

  it("refuses ids together with MaxResults", async () => {
    const name = "InvalidParameterCombination";
    await expect(list({ VpcPeeringConnectionIds: [pcx(1)], MaxResults: 5 })).rejects.toMatchObject({ name });
    await expect(
      provider.send(new DescribeVpcsCommand({ VpcIds: [clusterVpc], MaxResults: 5 })),
    ).rejects.toMatchObject({ name });
  });
});

describe("the other describes", () => {
  beforeAll(() => bed.restore());

  it.each([
    ["vpc-id", [clusterVpc], [clusterMain, clusterPrivate, clusterEdge]],
    ["association.main", ["true"], [clusterMain]],
    ["association.subnet-id", [clusterSubnet], [clusterPrivate]],
    ["association.gateway-id", ["igw-*"], [clusterEdge]],
    ["route.nat-gateway-id", ["nat-*"], [clusterPrivate]],
    ["route.destination-cidr-block", ["0.0.0.0/0"], [clusterPrivate]],
    ["route.gateway-id", ["local"], [clusterMain, clusterPrivate, clusterEdge]],
    ["route.state", ["blackhole"], []],
    ["route-table-id", [clusterEdge], [clusterEdge]],
    ["tag:drawbridge:managed", ["true"], [clusterPrivate]],
    ["owner-id", [PROVIDER], [clusterMain, clusterPrivate, clusterEdge]],
  ])("route tables by %s = %o", async (Name, Values, expected) => {
    const { RouteTables } = await provider.send(
      new DescribeRouteTablesCommand({
        Filters: [
          { Name, Values },
          { Name: "vpc-id", Values: [clusterVpc] },
        ],
      }),
    );
    expect(RouteTables?.map((table) => table.RouteTableId)).toEqual(expected);
  });

  it("give a filter's table with all its routes", async () => {
    const { RouteTables } = await provider.send(
      new DescribeRouteTablesCommand({
        Filters: [{ Name: "route.destination-cidr-block", Values: ["0.0.0.0/0"] }],
      }),
    );
    expect(
      RouteTables?.[0]?.Routes?.map((route) => route.DestinationIpv6CidrBlock ?? route.DestinationCidrBlock),
    ).toEqual(["10.0.0.0/16", "2001:db8:1::/56", "0.0.0.0/0"]);
  });

  it("show VPCs, subnets, groups, ACLs, Regions and prefix lists of one account and Region", async () => {
    const { Vpcs } = await provider.send(
      new DescribeVpcsCommand({ Filters: [{ Name: "tag-key", Values: ["kubernetes.io/cluster/*"] }] }),
    );
    expect(Vpcs?.map((vpc) => vpc.VpcId)).toEqual([clusterVpc]);
    expect(Vpcs?.[0]?.CidrBlockAssociationSet?.[0]).toMatchObject({
      CidrBlock: "10.0.0.0/16",
      CidrBlockState: { State: "associated" },
    });
    const { Subnets } = await provider.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [clusterVpc] }] }),
    );
    expect(Subnets?.[0]).toMatchObject({ SubnetId: clusterSubnet, AvailableIpAddressCount: 251 });
    const { SecurityGroups } = await provider.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [clusterVpc] }] }),
    );
    expect(SecurityGroups?.map((group) => group.GroupName)).toEqual(["default"]);
    const { NetworkAcls } = await provider.send(
      new DescribeNetworkAclsCommand({ Filters: [{ Name: "vpc-id", Values: [clusterVpc] }] }),
    );
    expect(NetworkAcls?.[0]?.Associations?.[0]?.SubnetId).toBe(clusterSubnet);
    const { Regions } = await provider.send(new DescribeRegionsCommand({ RegionNames: ["eu-west-1"] }));
    expect(Regions?.map((region) => region.RegionName)).toEqual(["eu-west-1"]);
    const { PrefixLists } = await provider.send(new DescribeManagedPrefixListsCommand());
    expect(PrefixLists?.map((each) => each.PrefixListId)).toEqual([prefixList]);
    const elsewhere = await bed.client("provider", "us-east-1").send(new DescribeVpcsCommand());
    expect(elsewhere.Vpcs).toEqual([]);
  });
});

describe("tags", () => {
  beforeEach(() => bed.restore());

  it("of a connection belong to the side that set them", async () => {
    const { VpcPeeringConnection } = await provider.send(
      new CreateVpcPeeringConnectionCommand({
        VpcId: clusterVpc,
        PeerVpcId: acmeVpc,
        PeerOwnerId: ACME,
        PeerRegion: "eu-central-1",
      }),
    );
    const id = VpcPeeringConnection?.VpcPeeringConnectionId as string;
    const acme = bed.client("acme", "eu-central-1");
    const tag = (client: EC2Client, Value: string) =>
      client.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "Name", Value }] }));
    await expect(tag(acme, "early")).rejects.toMatchObject({
      name: "InvalidVpcPeeringConnectionID.NotFound",
    });
    await bed.advance(1000);
    await tag(provider, "ours");
    await tag(acme, "theirs");
    const read = async (client: EC2Client) =>
      (await client.send(new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }] }))).Tags;
    expect(await read(provider)).toEqual([
      { ResourceId: id, ResourceType: "vpc-peering-connection", Key: "Name", Value: "ours" },
    ]);
    expect((await read(acme))?.[0]?.Value).toBe("theirs");
    await provider.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "Name", Value: "other" }] }));
    expect(await read(provider)).toHaveLength(1);
    await provider.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "Name" }] }));
    expect(await read(provider)).toEqual([]);
    expect(await read(acme)).toHaveLength(1);
  });

  it("are limited in number, and reserved where they begin with aws:", async () => {
    const put = (count: number, prefix = "k") =>
      provider.send(
        new CreateTagsCommand({
          Resources: [clusterVpc2],
          Tags: Array.from({ length: count }, (_, n) => ({ Key: `${prefix}${n}`, Value: "" })),
        }),
      );
    await put(50);
    await expect(put(1, "more")).rejects.toMatchObject({ name: "TagLimitExceeded" });
    await expect(put(1, "aws:")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(
      provider.send(
        new CreateTagsCommand({ Resources: ["vpc-0000000000000dead"], Tags: [{ Key: "a", Value: "b" }] }),
      ),
    ).rejects.toMatchObject({ name: "InvalidVpcID.NotFound" });
  });
});
