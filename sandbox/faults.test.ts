import {
  CreateVpcPeeringConnectionCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FaultDescription } from "./faults";
import { ACME, acmeVpc, clusterVpc, clusterVpc2, openTestBed, PROVIDER, type TestBed } from "./test-bed";

let bed: TestBed;

beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed.close());
beforeEach(() => bed.restore());

const fault = (description: Partial<FaultDescription>) =>
  bed.control("POST", "faults", { action: "*", times: 1, ...description });
const vpcs = (maxAttempts = 1) =>
  bed.client("provider", "eu-west-1", maxAttempts).send(new DescribeVpcsCommand());
const create = (VpcId = clusterVpc) =>
  bed.client("provider").send(
    new CreateVpcPeeringConnectionCommand({
      VpcId,
      PeerVpcId: acmeVpc,
      PeerOwnerId: ACME,
      PeerRegion: "eu-central-1",
    }),
  );
const codes = async () => {
  const { VpcPeeringConnections } = await bed
    .client("provider")
    .send(new DescribeVpcPeeringConnectionsCommand());
  return VpcPeeringConnections?.map((each) => each.Status?.Code);
};

describe("injected faults", () => {
  it("answer the given error the given number of times, to the calls that match", async () => {
    await fault({
      kind: "error",
      action: "DescribeVpcs",
      region: "eu-west-1",
      accountId: PROVIDER,
      times: 2,
      code: "InternalError",
    });
    await bed.client("provider", "us-east-1").send(new DescribeVpcsCommand());
    await bed.client("acme").send(new DescribeVpcsCommand());
    expect(await codes()).toEqual([]);
    await expect(vpcs()).rejects.toMatchObject({ name: "InternalError", $metadata: { httpStatusCode: 500 } });
    await expect(vpcs()).rejects.toMatchObject({ name: "InternalError" });
    await vpcs();
    expect(await bed.control("GET", "faults")).toEqual([]);
  });

  it("can be taken back", async () => {
    await fault({ kind: "error", times: 5, code: "Nonsense", httpStatus: 418, message: "short and stout" });
    await expect(vpcs()).rejects.toMatchObject({ name: "Nonsense", message: "short and stout" });
    await bed.control("DELETE", "faults");
    await vpcs();
  });

  it("lost-reply does the deed and closes the connection", async () => {
    await fault({ kind: "lost-reply", action: "CreateVpcPeeringConnection" });
    await expect(create()).rejects.toThrow();
    expect(await codes()).toEqual(["initiating-request"]);
    const [entry] = await bed.journal();
    expect(entry).toMatchObject({ action: "CreateVpcPeeringConnection", status: 200, fault: "lost-reply" });
  });

  it("drop-before closes the connection and does nothing", async () => {
    await fault({ kind: "drop-before", action: "CreateVpcPeeringConnection" });
    await expect(create()).rejects.toThrow();
    expect(await codes()).toEqual([]);
    expect((await bed.journal())[0]).toMatchObject({ status: 0, fault: "drop-before" });
  });

  it("stale-read answers from before the last change of that account and Region", async () => {
    await create();
    await bed.advance(1000);
    await bed.act({ act: "accept", vpcPeeringConnectionId: await newest() });
    await bed.advance(2000);
    await fault({ kind: "stale-read", action: "DescribeVpcPeeringConnections" });
    expect(await codes()).toEqual(["pending-acceptance"]);
    expect(await codes()).toEqual(["active"]);
    await create(clusterVpc2);
    await fault({ kind: "stale-read", action: "DescribeVpcPeeringConnections" });
    expect(await codes()).toEqual(["active"]);
    expect(await codes()).toEqual(["active", "initiating-request"]);
  });

  it("delay holds the answer back, and may come with an error", async () => {
    await fault({ kind: "delay", delayMs: 60 });
    await fault({ kind: "error", code: "Unavailable" });
    await expect(vpcs()).rejects.toMatchObject({ name: "Unavailable", $metadata: { httpStatusCode: 503 } });
    const [entry] = await bed.journal();
    expect(entry?.latencyMs).toBeGreaterThanOrEqual(55);
  });

  it("clock-skew refuses by a server clock that is ahead; the SDK corrects itself and comes through", async () => {
    await fault({ kind: "clock-skew" });
    await expect(vpcs()).rejects.toMatchObject({ name: "RequestExpired" });
    await fault({ kind: "clock-skew", times: 2 });
    await vpcs(3);
    expect((await bed.journal()).map((entry) => entry.code ?? "ok")).toEqual([
      "RequestExpired",
      "RequestExpired",
      "ok",
    ]);
  });
});

async function newest() {
  const { VpcPeeringConnections } = await bed
    .client("provider")
    .send(new DescribeVpcPeeringConnectionsCommand());
  return VpcPeeringConnections?.at(-1)?.VpcPeeringConnectionId as string;
}

describe("token buckets", () => {
  const drain = async (send: () => Promise<unknown>) => {
    for (let passed = 0; ; passed++) {
      try {
        await send();
      } catch (error) {
        expect(error).toMatchObject({ name: "RequestLimitExceeded", $metadata: { httpStatusCode: 503 } });
        return passed;
      }
    }
  };

  it("are off by default and on by a setting, one per action, account and Region", async () => {
    await bed.control("PUT", "settings", { tokenBuckets: true });
    expect(await drain(vpcs)).toBe(100);
    await bed.client("provider", "us-east-1").send(new DescribeVpcsCommand());
    await bed.client("acme").send(new DescribeVpcsCommand());
    expect(await drain(create)).toBe(50);
    await bed.advance(1000);
    expect(await drain(vpcs)).toBe(20);
    expect(await drain(create)).toBe(5);
    const groups = (MaxResults?: number) =>
      bed.client("provider").send(new DescribeSecurityGroupsCommand({ MaxResults }));
    expect(await drain(() => groups())).toBe(50);
  });
});
