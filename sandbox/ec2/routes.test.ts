import {
  AssociateRouteTableCommand,
  AssociateVpcCidrBlockCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  DeleteVpcCommand,
  DescribeRouteTablesCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  ModifyVpcAttributeCommand,
  ReplaceRouteCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  ACME,
  acmeVpc,
  acmeVpcNear,
  clusterMain,
  clusterPrivate,
  clusterSubnet,
  clusterVpc,
  clusterVpc2,
  openTestBed,
  prefixList,
  type TestBed,
} from "../test-bed";

let bed: TestBed;
let provider: EC2Client;
let id: string;

beforeAll(async () => {
  bed = await openTestBed();
  provider = bed.client("provider");
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.restore();
  const answer = await provider.send(
    new CreateVpcPeeringConnectionCommand({
      VpcId: clusterVpc,
      PeerVpcId: acmeVpc,
      PeerOwnerId: ACME,
      PeerRegion: "eu-central-1",
    }),
  );
  id = answer.VpcPeeringConnection?.VpcPeeringConnectionId as string;
  await bed.advance(1000);
});

async function activate() {
  await bed.act({ act: "accept", vpcPeeringConnectionId: id });
  await bed.advance(2000);
}

const add = (input: Partial<CreateRouteCommandInput>) =>
  provider.send(
    new CreateRouteCommand({ RouteTableId: clusterPrivate, VpcPeeringConnectionId: id, ...input }),
  );

async function routesOf(table: string) {
  const { RouteTables } = await provider.send(new DescribeRouteTablesCommand({ RouteTableIds: [table] }));
  return RouteTables?.[0]?.Routes ?? [];
}

async function routeTo(destination: string) {
  return (await routesOf(clusterPrivate)).find((route) => route.DestinationCidrBlock === destination);
}

describe("routes", () => {
  it("may be added before acceptance, turn active by themselves, and survive their connection", async () => {
    expect((await add({ DestinationCidrBlock: "10.20.0.0/16" })).Return).toBe(true);
    expect(await routeTo("10.20.0.0/16")).toEqual({
      DestinationCidrBlock: "10.20.0.0/16",
      VpcPeeringConnectionId: id,
      Origin: "CreateRoute",
      State: "blackhole",
    });
    await activate();
    expect((await routeTo("10.20.0.0/16"))?.State).toBe("active");
    await bed.act({ act: "delete", vpcPeeringConnectionId: id });
    expect((await routeTo("10.20.0.0/16"))?.State).toBe("blackhole");
    await bed.advance(100 * 3_600_000);
    expect((await routeTo("10.20.0.0/16"))?.State).toBe("blackhole");
  });

  it("are written canonically on Create, and must be named as written afterwards", async () => {
    await add({ DestinationCidrBlock: "100.68.0.18/18" });
    expect(await routeTo("100.68.0.0/18")).toBeDefined();
    await expect(
      provider.send(
        new DeleteRouteCommand({ RouteTableId: clusterPrivate, DestinationCidrBlock: "100.68.0.18/18" }),
      ),
    ).rejects.toMatchObject({ name: "InvalidRoute.NotFound" });
    await provider.send(
      new DeleteRouteCommand({ RouteTableId: clusterPrivate, DestinationCidrBlock: "100.68.0.0/18" }),
    );
    expect(await routeTo("100.68.0.0/18")).toBeUndefined();
  });

  it("take IPv6 blocks and prefix lists", async () => {
    await add({ DestinationIpv6CidrBlock: "2001:DB8:9::1/48" });
    await add({ DestinationPrefixListId: prefixList });
    const routes = await routesOf(clusterPrivate);
    expect(routes.map((route) => route.DestinationIpv6CidrBlock)).toContain("2001:db8:9::/48");
    expect(routes.map((route) => route.DestinationPrefixListId)).toContain(prefixList);
  });

  it.each([
    ["RouteAlreadyExists", { DestinationCidrBlock: "0.0.0.0/0" }],
    ["InvalidParameterValue", { DestinationCidrBlock: "10.0.0.0/16" }],
    ["InvalidParameterValue", { DestinationCidrBlock: "10.0.77.0/24" }],
    ["InvalidParameterValue", { DestinationCidrBlock: "169.254.168.0/24" }],
    ["InvalidParameterValue", { DestinationIpv6CidrBlock: "fd00:ec2::254/128" }],
    ["InvalidParameterValue", { DestinationCidrBlock: "10.20.0.0" }],
    ["InvalidParameterValue", { DestinationCidrBlock: "10.20/16" }],
    ["InvalidParameterValue", { DestinationCidrBlock: "10.20.0.0/33" }],
    ["InvalidPrefixListID.NotFound", { DestinationPrefixListId: "pl-0000000000000dead" }],
    [
      "InvalidRouteTableID.NotFound",
      { DestinationCidrBlock: "10.20.0.0/16", RouteTableId: "rtb-0000000000000dead" },
    ],
    ["InvalidRouteTableId.Malformed", { DestinationCidrBlock: "10.20.0.0/16", RouteTableId: "rtb-1" }],
    [
      "InvalidVpcPeeringConnectionID.NotFound",
      { DestinationCidrBlock: "10.20.0.0/16", VpcPeeringConnectionId: "pcx-0000000000000dead" },
    ],
    [
      "InvalidVpcPeeringConnectionId.Malformed",
      { DestinationCidrBlock: "10.20.0.0/16", VpcPeeringConnectionId: "pcx-1" },
    ],
    ["MissingParameter", {}],
    [
      "InvalidParameterCombination",
      { DestinationCidrBlock: "10.20.0.0/16", DestinationIpv6CidrBlock: "2001:db8::/32" },
    ],
    [
      "InvalidParameterCombination",
      { DestinationCidrBlock: "10.20.0.0/16", NatGatewayId: "nat-0123456789abcdef0" },
    ],
  ])("are refused with %s: %o", async (name, input) => {
    await expect(add(input)).rejects.toMatchObject({ name });
  });

  it("go only to a connection that joins the VPC of the table", async () => {
    const { VpcPeeringConnection } = await provider.send(
      new CreateVpcPeeringConnectionCommand({
        VpcId: clusterVpc2,
        PeerVpcId: acmeVpcNear,
        PeerOwnerId: ACME,
      }),
    );
    const other = VpcPeeringConnection?.VpcPeeringConnectionId as string;
    await expect(
      add({ DestinationCidrBlock: "10.30.0.0/16", VpcPeeringConnectionId: other }),
    ).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: `route table ${clusterPrivate} and network gateway ${other} belong to different networks`,
    });
  });

  it("stop at the quota of the table; IPv6 and a prefix list's entries count apart and in full", async () => {
    await bed.control("PUT", "settings", { quotas: { routesPerTable: 3 } });
    await add({ DestinationCidrBlock: "10.20.0.0/16" });
    await expect(add({ DestinationCidrBlock: "10.21.0.0/16" })).rejects.toMatchObject({
      name: "RouteLimitExceeded",
    });
    await add({ DestinationIpv6CidrBlock: "2001:db8:9::/48" });
    await bed.control("PUT", "settings", { quotas: { routesPerTable: 12 } });
    await expect(add({ DestinationPrefixListId: prefixList })).rejects.toMatchObject({
      name: "RouteLimitExceeded",
    });
    await bed.control("PUT", "settings", { quotas: { routesPerTable: 13 } });
    await add({ DestinationPrefixListId: prefixList });
  });

  it("are replaced only where there is one, and never the local one removed", async () => {
    const replace = (destination: string) =>
      provider.send(
        new ReplaceRouteCommand({
          RouteTableId: clusterPrivate,
          DestinationCidrBlock: destination,
          VpcPeeringConnectionId: id,
        }),
      );
    await replace("0.0.0.0/0");
    expect((await routeTo("0.0.0.0/0"))?.VpcPeeringConnectionId).toBe(id);
    await expect(replace("10.99.0.0/16")).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("There is no route defined for '10.99.0.0/16'"),
    });
    await expect(
      provider.send(
        new DeleteRouteCommand({ RouteTableId: clusterPrivate, DestinationCidrBlock: "10.0.0.0/16" }),
      ),
    ).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

describe("AssociateVpcCidrBlock", () => {
  const grow = (client: EC2Client, VpcId: string, CidrBlock: string) =>
    client.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock }));
  const acme = () => bed.client("acme", "eu-central-1");

  it("is refused to the requester while a request waits, and allowed after", async () => {
    await expect(grow(provider, clusterVpc, "10.50.0.0/16")).rejects.toMatchObject({
      name: "OperationNotPermitted",
    });
    await activate();
    const answer = await grow(provider, clusterVpc, "10.50.0.0/16");
    expect(answer.CidrBlockAssociation?.CidrBlock).toBe("10.50.0.0/16");
    expect((await routesOf(clusterMain)).map((route) => route.DestinationCidrBlock)).toContain(
      "10.50.0.0/16",
    );
  });

  it("ends a received request when the new block overlaps the requester", async () => {
    await grow(acme(), acmeVpc, "10.0.0.0/20");
    const { VpcPeeringConnections } = await provider.send(new DescribeVpcPeeringConnectionsCommand());
    expect(VpcPeeringConnections?.[0]?.Status?.Code).toBe("failed");
    const theirs = await acme().send(new DescribeVpcPeeringConnectionsCommand());
    expect(theirs.VpcPeeringConnections).toEqual([]);
  });

  it.each([
    ["CidrConflict", "10.20.128.0/20", "its own block"],
    ["CidrConflict", "10.0.0.0/20", "the block of an active peer"],
    ["CidrConflict", "10.77.0.0/16", "a destination that is routed already"],
    ["InvalidVpc.Range", "10.0.0.0/8", "too wide"],
    ["InvalidVpc.Range", "10.99.0.0/29", "too narrow"],
    ["InvalidParameterValue", "nonsense", "no block at all"],
  ])("is refused with %s for %s: %s", async (name, block) => {
    await activate();
    await bed.act({
      act: "create-route",
      routeTableId: "rtb-000000000000000b1",
      destination: "10.77.4.0/24",
      natGatewayId: "nat-0123456789abcdef0",
    });
    await expect(grow(acme(), acmeVpc, block)).rejects.toMatchObject({ name });
  });

  it("stops at the quota of blocks", async () => {
    await bed.control("PUT", "settings", { quotas: { cidrBlocksPerVpc: 2 } });
    await expect(grow(acme(), acmeVpc, "10.60.0.0/16")).rejects.toMatchObject({ name: "CidrLimitExceeded" });
  });

  it("shows a grown accepter's blocks to the requester of an active connection", async () => {
    await activate();
    await grow(acme(), acmeVpc, "10.60.0.0/16");
    const { VpcPeeringConnections } = await provider.send(new DescribeVpcPeeringConnectionsCommand());
    expect(VpcPeeringConnections?.[0]?.AccepterVpcInfo?.CidrBlockSet).toHaveLength(3);
  });
});

describe("VPCs over the API", () => {
  it("can be made, shaped and deleted", async () => {
    const { Vpc } = await provider.send(new CreateVpcCommand({ CidrBlock: "10.90.0.0/16" }));
    const VpcId = Vpc?.VpcId as string;
    const { RouteTables } = await provider.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
    );
    expect(RouteTables?.[0]?.Associations?.[0]?.Main).toBe(true);
    const { Subnet } = await provider.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.90.1.0/24" }));
    await expect(
      provider.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.90.1.128/25" })),
    ).rejects.toMatchObject({ name: "InvalidSubnet.Conflict" });
    const { RouteTable } = await provider.send(new CreateRouteTableCommand({ VpcId }));
    const RouteTableId = RouteTable?.RouteTableId as string;
    await provider.send(
      new AssociateRouteTableCommand({ RouteTableId, SubnetId: Subnet?.SubnetId as string }),
    );
    await expect(
      provider.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: clusterSubnet })),
    ).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(provider.send(new DeleteVpcCommand({ VpcId }))).rejects.toMatchObject({
      name: "DependencyViolation",
    });
    await bed.act({ act: "delete-vpc", vpcId: VpcId });
    await expect(provider.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }))).rejects.toMatchObject({
      name: "InvalidVpcID.NotFound",
    });
  });

  it("keep DNS hostnames and DNS support in step", async () => {
    const read = async (Attribute: "enableDnsHostnames" | "enableDnsSupport") => {
      const answer = await provider.send(new DescribeVpcAttributeCommand({ VpcId: clusterVpc, Attribute }));
      return (answer.EnableDnsHostnames ?? answer.EnableDnsSupport)?.Value;
    };
    expect(await read("enableDnsHostnames")).toBe(true);
    await provider.send(
      new ModifyVpcAttributeCommand({ VpcId: clusterVpc, EnableDnsSupport: { Value: false } }),
    );
    expect(await read("enableDnsSupport")).toBe(false);
    expect(await read("enableDnsHostnames")).toBe(false);
  });
});
