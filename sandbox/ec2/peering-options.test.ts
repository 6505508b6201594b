import {
  AcceptVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  type EC2Client,
  ModifyVpcPeeringConnectionOptionsCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acmeVpc, acmeVpcNear, clusterVpc, openTestBed, PROVIDER, type TestBed } from "../test-bed";

let bed: TestBed;
let provider: EC2Client;
let acme: EC2Client;

beforeAll(async () => {
  bed = await openTestBed();
  provider = bed.client("provider");
  acme = bed.client("acme", "eu-central-1");
});
afterAll(() => bed.close());
beforeEach(() => bed.restore());

async function createPending(vpcId: string, peerVpcId: string) {
  const { peering } = await bed.act({ act: "create-peering", vpcId, peerVpcId });
  await bed.advance(1000);
  return peering.vpcPeeringConnectionId;
}

async function createActive(vpcId: string, peerVpcId: string) {
  const id = await createPending(vpcId, peerVpcId);
  await bed.act({ act: "accept", vpcPeeringConnectionId: id });
  await bed.advance(2000);
  return id;
}

async function look(client: EC2Client, id: string) {
  const answer = await client.send(
    new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }),
  );
  return answer.VpcPeeringConnections?.[0];
}

const accept = (client: EC2Client, id: string) =>
  client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));

describe("ModifyOptions", () => {
  const modify = (client: EC2Client, id: string, side: "Requester" | "Accepter", more = {}) =>
    client.send(
      new ModifyVpcPeeringConnectionOptionsCommand({
        VpcPeeringConnectionId: id,
        [`${side}PeeringConnectionOptions`]: { AllowDnsResolutionFromRemoteVpc: true, ...more },
      }),
    );

  it("waits for active, takes each side's own half, and shows both to both", async () => {
    const id = await createPending(clusterVpc, acmeVpc);
    await expect(modify(provider, id, "Requester")).rejects.toMatchObject({
      name: "OperationNotPermitted",
      message: `Peering ${id} is not active. Peering options can be added only to active peerings.`,
    });
    await accept(acme, id);
    await expect(modify(provider, id, "Requester")).rejects.toMatchObject({ name: "OperationNotPermitted" });
    await bed.advance(2000);
    await expect(modify(provider, id, "Accepter")).rejects.toMatchObject({
      message: `User ${PROVIDER} does not have permission to modify the accepter side peering options`,
    });
    const answer = await modify(provider, id, "Requester");
    expect(answer.RequesterPeeringConnectionOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
    expect(answer.AccepterPeeringConnectionOptions).toBeUndefined();
    await modify(acme, id, "Accepter");
    for (const client of [provider, acme]) {
      const seen = await look(client, id);
      expect(seen?.RequesterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
      expect(seen?.AccepterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
    }
  });

  it("refuses the other Region's half to the same account, and EC2-Classic options", async () => {
    const id = await createActive(acmeVpcNear, acmeVpc);
    await expect(modify(acme, id, "Requester")).rejects.toMatchObject({
      message: "Requester's VPC Peering connection options cannot be modified for a different region",
    });
    await expect(
      modify(acme, id, "Accepter", { AllowEgressFromLocalClassicLinkToRemoteVpc: true }),
    ).rejects.toMatchObject({ name: "OperationNotPermitted" });
  });

  it("needs DNS hostnames on both VPCs to switch on", async () => {
    const id = await createActive(clusterVpc, acmeVpcNear);
    await expect(modify(provider, id, "Requester")).rejects.toMatchObject({
      name: "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
    });
    await bed.act({ act: "set-dns-attribute", vpcId: acmeVpcNear, enableDnsHostnames: true });
    await modify(provider, id, "Requester");
  });
});
