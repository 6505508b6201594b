import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  DescribeVpcPeeringConnectionsCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "./server";
import {
  ACME,
  acmeMain,
  acmeVpc,
  clusterMain,
  clusterPrivate,
  clusterVpc,
  openTestBed,
  PROVIDER,
  type TestBed,
  world,
} from "./test-bed";

let bed: TestBed;

beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed.close());
beforeEach(() => bed.restore());

async function createPending(from = bed) {
  const { VpcPeeringConnection } = await from.client("provider").send(
    new CreateVpcPeeringConnectionCommand({
      VpcId: clusterVpc,
      PeerVpcId: acmeVpc,
      PeerOwnerId: ACME,
      PeerRegion: "eu-central-1",
    }),
  );
  await from.advance(1000);
  return VpcPeeringConnection?.VpcPeeringConnectionId as string;
}

interface DescribedWorld {
  accounts: {
    accountId: string;
    vpcs: { vpcId: string; routeTables: { routeTableId: string; routes: Record<string, string>[] }[] }[];
  }[];
  peerings: { vpcPeeringConnectionId: string; code: string; requester: { tags: Record<string, string> } }[];
}

const read = (from = bed) => from.control<DescribedWorld>("GET", "world");
const routesOf = async (table: string) =>
  (await read()).accounts
    .flatMap((account) => account.vpcs.flatMap((vpc) => vpc.routeTables))
    .find((each) => each.routeTableId === table)?.routes;

describe("the world", () => {
  it("can be described again at every start: what exists stays as it is", async () => {
    await bed.act({ act: "set-tag", resourceId: clusterVpc, key: "Name", value: "renamed" });
    const before = await read();
    const { added } = await bed.control<{ added: Record<string, number> }>("PUT", "world", world);
    expect(Object.values(added).every((count) => count === 0)).toBe(true);
    expect(await read()).toEqual(before);
  });

  it("gives a VPC without a main route table one", async () => {
    const vpc = (await read()).accounts[0]?.vpcs[1];
    expect(vpc?.routeTables).toMatchObject([{ main: true }]);
  });

  it.each([
    [
      "a malformed id",
      {
        accounts: [
          {
            accountId: ACME,
            name: "A",
            vpcs: [{ vpcId: "vpc-acme", region: "eu-west-1", cidrBlocks: ["10.0.0.0/16"] }],
          },
        ],
      },
    ],
    ["a misspelt field", { acounts: [] }],
    [
      "another account's VPC",
      {
        accounts: [
          {
            accountId: ACME,
            name: "A",
            vpcs: [{ vpcId: clusterVpc, region: "eu-west-1", cidrBlocks: ["10.0.0.0/16"] }],
          },
        ],
      },
    ],
    [
      "a connection between unknown VPCs",
      {
        peerings: [
          {
            vpcPeeringConnectionId: "pcx-00000000000000001",
            requesterVpcId: clusterVpc,
            accepterVpcId: "vpc-0000000000000dead",
            state: "active",
          },
        ],
      },
    ],
  ])("refuses %s with the reason", async (_, description) => {
    await expect(bed.control("PUT", "world", description)).rejects.toMatchObject({
      status: 400,
      code: "InvalidRequest",
    });
  });

  it("is gone after a reset", async () => {
    await bed.control("PUT", "settings", { tokenBuckets: true });
    await bed.control("POST", "reset");
    expect(await read()).toMatchObject({ accounts: [], peerings: [], settings: { tokenBuckets: false } });
    expect(await bed.journal()).toEqual([]);
  });
});

describe("acts of the other side and of an administrator", () => {
  it("accept, reject, delete and expire, or answer as AWS would refuse", async () => {
    const id = await createPending();
    await expect(bed.act({ act: "delete", vpcPeeringConnectionId: id })).rejects.toMatchObject({
      status: 400,
      code: "OperationNotPermitted",
    });
    expect((await bed.act({ act: "accept", vpcPeeringConnectionId: id })).peering.code).toBe("provisioning");
    await expect(bed.act({ act: "reject", vpcPeeringConnectionId: id })).rejects.toMatchObject({
      code: "InvalidStateTransition",
    });
    await bed.advance(2000);
    expect((await bed.act({ act: "delete", vpcPeeringConnectionId: id })).peering.code).toBe("deleting");
    const second = await createPending();
    expect((await bed.act({ act: "expire", vpcPeeringConnectionId: second })).peering.code).toBe("expired");
    const third = await createPending();
    expect((await bed.act({ act: "reject", vpcPeeringConnectionId: third })).peering.code).toBe("rejected");
    await expect(
      bed.act({ act: "accept", vpcPeeringConnectionId: "pcx-0000000000000dead" }),
    ).rejects.toMatchObject({
      code: "InvalidVpcPeeringConnectionID.NotFound",
    });
  });

  it("change routes behind the provider's back", async () => {
    const nat = "nat-0123456789abcdef0";
    const destination = "10.88.0.0/16";
    await bed.act({ act: "create-route", routeTableId: clusterMain, destination, natGatewayId: nat });
    await bed.act({
      act: "replace-route",
      routeTableId: clusterMain,
      destination,
      gatewayId: "igw-0123456789abcdef0",
    });
    expect(await routesOf(clusterMain)).toContainEqual({
      destination,
      gatewayId: "igw-0123456789abcdef0",
      state: "active",
      origin: "CreateRoute",
    });
    await bed.act({ act: "delete-route", routeTableId: clusterMain, destination });
    await expect(
      bed.act({ act: "delete-route", routeTableId: clusterMain, destination }),
    ).rejects.toMatchObject({ code: "InvalidRoute.NotFound" });
  });

  it("add routes for the peer's blocks once, and not to gateway tables", async () => {
    const id = await createPending();
    await bed.act({ act: "add-peer-routes", vpcPeeringConnectionId: id });
    await bed.act({ act: "add-peer-routes", vpcPeeringConnectionId: id });
    expect((await routesOf(acmeMain))?.filter((route) => route.vpcPeeringConnectionId === id)).toHaveLength(
      2,
    );
    await bed.act({ act: "accept", vpcPeeringConnectionId: id });
    await bed.advance(2000);
    await bed.act({ act: "add-peer-routes", vpcPeeringConnectionId: id, side: "requester" });
    const { RouteTables } = await bed.client("provider").send(
      new DescribeRouteTablesCommand({
        Filters: [{ Name: "route.vpc-peering-connection-id", Values: [id] }],
      }),
    );
    expect(RouteTables?.map((table) => table.RouteTableId)).toEqual([clusterMain, clusterPrivate]);
  });

  it("make connections, tags, blocks and DNS settings of their own", async () => {
    const { peering } = await bed.act({
      act: "create-peering",
      vpcId: clusterVpc,
      peerVpcId: acmeVpc,
      tags: { "drawbridge/installation": "another" },
    });
    const id = peering.vpcPeeringConnectionId;
    await bed.advance(1000);
    await bed.act({ act: "accept", vpcPeeringConnectionId: id });
    await bed.advance(2000);
    await bed.act({
      act: "set-peering-option",
      vpcPeeringConnectionId: id,
      allowDnsResolutionFromRemoteVpc: true,
    });
    await bed.act({ act: "delete-tag", resourceId: id, key: "drawbridge/installation" });
    await bed.act({ act: "set-tag", resourceId: id, key: "Name", value: "theirs", side: "accepter" });
    await bed.act({ act: "add-cidr", vpcId: acmeVpc, cidrBlock: "10.22.0.0/16" });
    const { VpcPeeringConnections } = await bed
      .client("provider")
      .send(new DescribeVpcPeeringConnectionsCommand());
    expect(VpcPeeringConnections?.[0]).toMatchObject({
      Tags: [],
      AccepterVpcInfo: { PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true } },
    });
    expect(VpcPeeringConnections?.[0]?.AccepterVpcInfo?.CidrBlockSet).toHaveLength(3);
  });
});

describe("the journal", () => {
  it("has every call with who, where, what and how it ended, and can be cleared", async () => {
    const id = await createPending();
    await expect(
      bed.client("globex").send(new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] })),
    ).rejects.toThrow();
    const [made, refused] = await bed.journal();
    expect(made).toMatchObject({
      service: "ec2",
      action: "CreateVpcPeeringConnection",
      accountId: PROVIDER,
      region: "eu-west-1",
      principal: `arn:aws:iam::${PROVIDER}:user/admin`,
      params: { VpcId: clusterVpc, PeerRegion: "eu-central-1" },
      status: 200,
    });
    expect(refused).toMatchObject({ status: 400, code: "InvalidVpcPeeringConnectionID.NotFound" });
    expect(await bed.journal(made?.n)).toHaveLength(1);
    await bed.control("DELETE", "journal");
    expect(await bed.journal()).toEqual([]);
  });

  it("carries the request id that the SDK reports", async () => {
    const { $metadata } = await bed.client("provider").send(new DescribeVpcPeeringConnectionsCommand());
    expect((await bed.journal()).at(-1)?.requestId).toBe($metadata.requestId);
  });
});

it("says what there is when asked for something that is not", async () => {
  await expect(bed.control("GET", "nothing")).rejects.toMatchObject({ status: 404, code: "NotFound" });
  await expect(bed.control("POST", "clock", { advanceMs: -1 })).rejects.toMatchObject({ status: 400 });
  await expect(bed.control("PUT", "settings", { delay: {} })).rejects.toMatchObject({ status: 400 });
});

describe("the state file", () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-state-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("brings the world, its clock and its sessions back after a stop", async () => {
    const stateFile = join(folder, "deep", "world.json");
    const first = await openTestBed({ stateFile });
    await first.control("PUT", "world", world);
    const id = await createPending(first);
    await first.advance(7_200_000);
    const before = await read(first);
    await first.close();

    const second = await openTestBed({ stateFile });
    expect(await read(second)).toEqual(before);
    await second.act({ act: "accept", vpcPeeringConnectionId: id });
    await second.close();
  });

  it("stops the start when it cannot be read", async () => {
    const stateFile = join(folder, "broken.json");
    writeFileSync(stateFile, "{");
    await expect(startSandbox({ port: 0, stateFile })).rejects.toThrow(stateFile);
  });
});
