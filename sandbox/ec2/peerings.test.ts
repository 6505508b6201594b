import {
  AcceptVpcPeeringConnectionCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteVpcCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  type EC2Client,
  RejectVpcPeeringConnectionCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  ACME,
  acmeVpc,
  acmeVpcNear,
  clashingVpc,
  clusterVpc,
  clusterVpc2,
  GLOBEX,
  HOUR_MS,
  openTestBed,
  PROVIDER,
  type TestBed,
} from "../test-bed";

let bed: TestBed;
let provider: EC2Client;
let acme: EC2Client;
let acmeNear: EC2Client;

beforeAll(async () => {
  bed = await openTestBed();
  provider = bed.client("provider");
  acme = bed.client("acme", "eu-central-1");
  acmeNear = bed.client("acme", "eu-west-1");
});
afterAll(() => bed.close());
beforeEach(() => bed.restore());

const FAR = { VpcId: clusterVpc, PeerVpcId: acmeVpc, PeerOwnerId: ACME, PeerRegion: "eu-central-1" };
const NEAR = { VpcId: clusterVpc, PeerVpcId: acmeVpcNear, PeerOwnerId: ACME };
const FAILED = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";

async function create(input = FAR as { VpcId: string; PeerVpcId: string }, client = provider) {
  const answer = await client.send(new CreateVpcPeeringConnectionCommand(input));
  return answer.VpcPeeringConnection?.VpcPeeringConnectionId as string;
}

async function createPending(input = FAR as { VpcId: string; PeerVpcId: string }) {
  const id = await create(input);
  await bed.advance(1000);
  return id;
}

async function createActive(input = FAR as { VpcId: string; PeerVpcId: string }) {
  const id = await createPending(input);
  await bed.act({ act: "accept", vpcPeeringConnectionId: id });
  await bed.advance(2000);
  return id;
}

async function look(client: EC2Client, id: string) {
  const answer = await client.send(
    new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }),
  );
  const [found] = answer.VpcPeeringConnections ?? [];
  if (!found) throw new Error(`no answer for ${id}`);
  return found;
}

const accept = (client: EC2Client, id: string) =>
  client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
const reject = (client: EC2Client, id: string) =>
  client.send(new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
const remove = (client: EC2Client, id: string) =>
  client.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
const gone = (client: EC2Client, id: string) =>
  expect(look(client, id)).rejects.toMatchObject({ name: "InvalidVpcPeeringConnectionID.NotFound" });

describe("the way to active", () => {
  it("goes through every state at its time, and each side sees its own picture", async () => {
    const { VpcPeeringConnection: made } = await provider.send(
      new CreateVpcPeeringConnectionCommand({
        ...FAR,
        TagSpecifications: [
          { ResourceType: "vpc-peering-connection", Tags: [{ Key: "Name", Value: "a <&> b" }] },
        ],
      }),
    );
    const id = made?.VpcPeeringConnectionId as string;
    expect(id).toMatch(/^pcx-[0-9a-f]{17}$/);
    expect(made?.Status).toEqual({ Code: "initiating-request", Message: `Initiating Request to ${ACME}` });
    expect(made?.Tags).toEqual([{ Key: "Name", Value: "a <&> b" }]);
    expect(made?.AccepterVpcInfo).toEqual({ OwnerId: ACME, VpcId: acmeVpc, Region: "eu-central-1" });
    expect(made?.ExpirationTime).toBeInstanceOf(Date);
    await gone(acme, id);
    await gone(bed.client("provider", "eu-central-1"), id);

    await bed.advance(1000);
    const pending = await look(acme, id);
    expect(pending.Status).toEqual({ Code: "pending-acceptance", Message: `Pending Acceptance by ${ACME}` });
    expect(pending.Tags).toEqual([]);
    expect(pending.RequesterVpcInfo?.CidrBlockSet).toEqual([{ CidrBlock: "10.0.0.0/16" }]);
    expect(pending.RequesterVpcInfo?.Ipv6CidrBlockSet).toEqual([{ Ipv6CidrBlock: "2001:db8:1::/56" }]);
    expect(pending.AccepterVpcInfo).toEqual({ OwnerId: ACME, VpcId: acmeVpc, Region: "eu-central-1" });
    expect(pending.ExpirationTime).toEqual(made?.ExpirationTime);

    const { VpcPeeringConnection: accepted } = await accept(acme, id);
    expect(accepted?.Status).toEqual({ Code: "provisioning", Message: "Provisioning" });
    expect(accepted?.ExpirationTime).toBeUndefined();
    expect(accepted?.AccepterVpcInfo?.CidrBlockSet).toBeUndefined();

    await bed.advance(2000);
    const active = await look(provider, id);
    expect(active.Status).toEqual({ Code: "active", Message: "Active" });
    expect(active.AccepterVpcInfo?.CidrBlock).toBe("10.20.0.0/16");
    expect(active.AccepterVpcInfo?.CidrBlockSet).toHaveLength(2);
    expect(active.AccepterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(false);
  });

  it("shows the accepter's view, and what the other side did, only after the view lag", async () => {
    await bed.control("PUT", "settings", { viewLagMs: 5000 });
    const id = await createPending();
    await gone(acme, id);
    await expect(accept(acme, id)).rejects.toMatchObject({ name: "InvalidVpcPeeringConnectionID.NotFound" });
    await bed.advance(5000);
    await accept(acme, id);
    expect((await look(acme, id)).Status?.Code).toBe("provisioning");
    expect((await look(provider, id)).Status?.Code).toBe("pending-acceptance");
    await bed.advance(7000);
    expect((await look(provider, id)).Status?.Code).toBe("active");
  });
});

describe("Create", () => {
  it.each([
    ["the VPC is not there", { ...FAR, PeerVpcId: "vpc-0000000000000dead" }],
    ["another account owns it", { ...FAR, PeerOwnerId: GLOBEX }],
    ["it is in another Region", { ...FAR, PeerRegion: "eu-west-1" }],
    ["a block overlaps", { ...NEAR, PeerVpcId: clashingVpc }],
    ["it is the same VPC", { VpcId: clusterVpc, PeerVpcId: clusterVpc }],
  ])("ends failed for the requester alone, for two hours, when %s", async (_, input) => {
    const id = await createPending(input);
    expect((await look(provider, id)).Status).toEqual({ Code: "failed", Message: FAILED });
    if (input.PeerVpcId !== clusterVpc) {
      const { VpcPeeringConnections } = await acmeNear.send(new DescribeVpcPeeringConnectionsCommand());
      expect(VpcPeeringConnections).toEqual([]);
    }
    await expect(remove(provider, id)).rejects.toMatchObject({
      name: "InvalidStateTransition",
      message: `Invalid state transition for ${id}, attempted to transition from failed to deleting`,
    });
    await bed.advance(2 * HOUR_MS);
    await gone(provider, id);
  });

  it("gives the live connection of the same ordered pair back, and a new one after its end", async () => {
    const first = await create();
    expect(await create()).toBe(first);
    await bed.advance(1000);
    expect(await create()).toBe(first);
    await remove(provider, first);
    expect(await create()).not.toBe(first);
  });

  it("makes a new one for the reversed pair, which can then not be accepted", async () => {
    const first = await createActive();
    const reversed = await create(
      { VpcId: acmeVpc, PeerVpcId: clusterVpc, PeerOwnerId: PROVIDER, PeerRegion: "eu-west-1" } as typeof FAR,
      acme,
    );
    expect(reversed).not.toBe(first);
    await bed.advance(1000);
    await expect(accept(provider, reversed)).rejects.toMatchObject({
      name: "VpcPeeringConnectionAlreadyExists",
    });
  });

  it.each([
    ["InvalidVpcID.NotFound", { ...FAR, VpcId: "vpc-0000000000000dead" }],
    ["InvalidVpcID.NotFound", { ...FAR, VpcId: acmeVpc }],
    ["InvalidVpcID.Malformed", { ...FAR, VpcId: "vpc-xyz" }],
    ["InvalidVpcID.Malformed", { ...FAR, PeerVpcId: "vpc-0123" }],
    ["InvalidParameterValue", { ...FAR, PeerOwnerId: "12345" }],
    ["InvalidParameterValue", { ...FAR, PeerRegion: "mars-north-1" }],
    ["MissingParameter", { VpcId: clusterVpc, PeerVpcId: "" }],
    [
      "InvalidParameterValue",
      { ...FAR, TagSpecifications: [{ ResourceType: "vpc" as const, Tags: [{ Key: "a", Value: "b" }] }] },
    ],
  ])("refuses with %s: %o", async (name, input) => {
    await expect(create(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  it("refuses the request beyond the quota of unanswered ones, per account and Region", async () => {
    await bed.control("PUT", "settings", { quotas: { outstandingPeeringsPerRegion: 2 } });
    await create(FAR);
    await createPending(NEAR);
    const third = { VpcId: clusterVpc2, PeerVpcId: acmeVpcNear, PeerOwnerId: ACME };
    await expect(create(third)).rejects.toMatchObject({
      name: "OutstandingVpcPeeringConnectionLimitExceeded",
    });
    await remove(provider, await create(NEAR));
    expect(await create(third)).toMatch(/^pcx-/);
  });

  it("answers DryRun with 412 and creates nothing", async () => {
    await expect(
      provider.send(new CreateVpcPeeringConnectionCommand({ ...FAR, DryRun: true })),
    ).rejects.toMatchObject({ name: "DryRunOperation", $metadata: { httpStatusCode: 412 } });
    const { VpcPeeringConnections } = await provider.send(new DescribeVpcPeeringConnectionsCommand());
    expect(VpcPeeringConnections).toEqual([]);
  });
});

describe("Accept and Reject", () => {
  it("belong to the accepter, in the accepter's Region, while the request waits", async () => {
    const id = await createPending();
    await expect(accept(provider, id)).rejects.toMatchObject({ name: "OperationNotPermitted" });
    await expect(reject(provider, id)).rejects.toMatchObject({ name: "OperationNotPermitted" });
    await expect(accept(acmeNear, id)).rejects.toMatchObject({
      name: "InvalidVpcPeeringConnectionID.NotFound",
    });
    await expect(accept(bed.client("globex"), id)).rejects.toMatchObject({
      name: "InvalidVpcPeeringConnectionID.NotFound",
    });
    await accept(acme, id);
    await expect(accept(acme, id)).rejects.toMatchObject({ name: "InvalidStateTransition" });
    await expect(reject(acme, id)).rejects.toMatchObject({ name: "InvalidStateTransition" });
  });

  it("name the right Region to the same account in the wrong one", async () => {
    const id = await create(
      { VpcId: acmeVpcNear, PeerVpcId: acmeVpc, PeerRegion: "eu-central-1" } as never,
      acmeNear,
    );
    await bed.advance(1000);
    await expect(accept(acmeNear, id)).rejects.toMatchObject({
      name: "OperationNotPermitted",
      message: `Incorrect region (eu-west-1) specified for this request. VPC peering connection ${id} must be accepted in region eu-central-1`,
    });
    await accept(acme, id);
  });

  it("let an account accept its own request in its own Region", async () => {
    const id = await createPending({ VpcId: clusterVpc, PeerVpcId: clusterVpc2 });
    expect((await accept(provider, id)).VpcPeeringConnection?.Status?.Code).toBe("provisioning");
  });

  it.each([clusterVpc, acmeVpcNear])("count the active ones of both VPCs (%s full)", async (full) => {
    await bed.control("PUT", "world", {
      peerings: [
        {
          vpcPeeringConnectionId: "pcx-00000000000000001",
          requesterVpcId: clusterVpc2,
          accepterVpcId: full,
          state: "active",
        },
      ],
    });
    await bed.control("PUT", "settings", { quotas: { activePeeringsPerVpc: 1 } });
    const id = await createPending(NEAR);
    await expect(accept(acmeNear, id)).rejects.toMatchObject({
      name: "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
    });
    await remove(provider, "pcx-00000000000000001");
    await accept(acmeNear, id);
  });

  it("leave a rejected request visible 2 days to the requester, 2 hours to the accepter", async () => {
    const id = await createPending();
    await reject(acme, id);
    expect((await look(provider, id)).Status?.Code).toBe("rejected");
    await expect(remove(provider, id)).rejects.toMatchObject({ name: "InvalidStateTransition" });
    await bed.advance(2 * HOUR_MS);
    await gone(acme, id);
    await bed.advance(46 * HOUR_MS - 1);
    expect((await look(provider, id)).Status?.Code).toBe("rejected");
    await bed.advance(1);
    await gone(provider, id);
  });
});

describe("expiry", () => {
  it("comes 168 hours after Create, and both see it for 2 days", async () => {
    const id = await createPending();
    await bed.advance(168 * HOUR_MS - 1001);
    expect((await look(provider, id)).Status?.Code).toBe("pending-acceptance");
    await bed.advance(1);
    expect((await look(provider, id)).Status?.Code).toBe("expired");
    expect((await look(acme, id)).ExpirationTime).toBeUndefined();
    await expect(accept(acme, id)).rejects.toMatchObject({ name: "InvalidStateTransition" });
    await bed.advance(48 * HOUR_MS);
    await gone(provider, id);
    await gone(acme, id);
  });

  it("happens at its own moment even if nobody looked for days", async () => {
    const id = await create();
    await bed.advance(168 * HOUR_MS + 47 * HOUR_MS);
    expect((await look(acme, id)).Status?.Code).toBe("expired");
    await bed.advance(HOUR_MS);
    await gone(acme, id);
  });
});

describe("Delete", () => {
  it("is the requester's alone before acceptance", async () => {
    const id = await createPending();
    await expect(remove(acme, id)).rejects.toMatchObject({ name: "OperationNotPermitted" });
    await remove(provider, id);
    expect((await look(provider, id)).Status).toEqual({ Code: "deleted", Message: `Deleted by ${PROVIDER}` });
  });

  it("passes through deleting between Regions; the deleter forgets first", async () => {
    const id = await createActive();
    await remove(acme, id);
    expect((await look(provider, id)).Status?.Code).toBe("deleting");
    await expect(remove(provider, id)).rejects.toMatchObject({ name: "InvalidStateTransition" });
    await bed.advance(3000);
    expect((await look(provider, id)).Status).toEqual({ Code: "deleted", Message: `Deleted by ${ACME}` });
    await bed.advance(2 * HOUR_MS);
    await gone(acme, id);
    await bed.advance(46 * HOUR_MS - 1);
    expect((await look(provider, id)).Status?.Code).toBe("deleted");
    await bed.advance(1);
    await gone(provider, id);
  });

  it("is done at once within a Region", async () => {
    const id = await createActive(NEAR);
    await remove(provider, id);
    expect((await look(acmeNear, id)).Status?.Code).toBe("deleted");
  });

  it("keeps 2 hours for both sides of one account", async () => {
    const id = await createActive({ VpcId: clusterVpc, PeerVpcId: clusterVpc2 });
    await remove(provider, id);
    await bed.advance(2 * HOUR_MS - 1);
    expect((await look(provider, id)).Status?.Code).toBe("deleted");
    await bed.advance(1);
    await gone(provider, id);
  });

  it("follows from deleting a VPC, which a received request forbids", async () => {
    const pending = await createPending(NEAR);
    await expect(acmeNear.send(new DeleteVpcCommand({ VpcId: acmeVpcNear }))).rejects.toMatchObject({
      name: "DependencyViolation",
    });
    await accept(acmeNear, pending);
    await bed.advance(2000);
    await acmeNear.send(new DeleteVpcCommand({ VpcId: acmeVpcNear }));
    expect((await look(provider, pending)).Status).toEqual({
      Code: "deleted",
      Message: `Deleted by ${ACME}`,
    });
    const sent = await createPending({ ...FAR, VpcId: clusterVpc2 });
    await bed.act({ act: "delete-vpc", vpcId: clusterVpc2 });
    expect((await look(acme, sent)).Status?.Code).toBe("deleted");
  });
});
