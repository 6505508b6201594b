import {
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  ACME,
  acmeVpc,
  acmeVpcNear,
  clusterMain,
  clusterPrivate,
  clusterVpc,
  GLOBEX,
  openTestBed,
  PROVIDER,
  type TestBed,
} from "./test-bed";

let bed: TestBed;

beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed.close());
beforeEach(() => bed.restore());

const ROLE = `arn:aws:iam::${ACME}:role/peering`;
const configured = (credentials: {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}) => ({
  endpoint: bed.url,
  region: "eu-west-1",
  credentials,
  maxAttempts: 1,
});

const assume = (more = {}) =>
  bed
    .sts("provider")
    .send(
      new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "worker", ExternalId: "only-acme", ...more }),
    );

async function assumed() {
  const { Credentials } = await assume();
  return {
    accessKeyId: Credentials?.AccessKeyId as string,
    secretAccessKey: Credentials?.SecretAccessKey as string,
    sessionToken: Credentials?.SessionToken as string,
  };
}

describe("signatures", () => {
  const wrong = { accessKeyId: "AKIAPROVIDER", secretAccessKey: "guess" };
  const unknown = { accessKeyId: "AKIANOBODY", secretAccessKey: "guess" };

  it("must be those of a known key", async () => {
    for (const keys of [wrong, unknown]) {
      await expect(new EC2Client(configured(keys)).send(new DescribeVpcsCommand())).rejects.toMatchObject({
        name: "AuthFailure",
        $metadata: { httpStatusCode: 401 },
      });
    }
    await expect(
      new STSClient(configured(unknown)).send(new GetCallerIdentityCommand()),
    ).rejects.toMatchObject({
      name: "InvalidClientTokenId",
      $metadata: { httpStatusCode: 403 },
    });
    await expect(new STSClient(configured(wrong)).send(new GetCallerIdentityCommand())).rejects.toMatchObject(
      {
        name: "SignatureDoesNotMatch",
      },
    );
  });

  it("can be left unchecked", async () => {
    await bed.control("PUT", "settings", { verifySignatures: false });
    await new EC2Client(configured(wrong)).send(new DescribeVpcsCommand());
  });

  it("are needed at all", async () => {
    const response = await fetch(bed.url, { method: "POST", body: "Action=DescribeVpcs&Version=2016-11-15" });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("<Code>MissingAuthenticationToken</Code>");
  });
});

describe("STS", () => {
  it("tells who one is", async () => {
    const answer = await bed.sts("limited").send(new GetCallerIdentityCommand());
    expect(answer).toMatchObject({ Account: PROVIDER, Arn: `arn:aws:iam::${PROVIDER}:user/limited` });
  });

  it("lends a role to those it trusts; its sessions act as the role's account", async () => {
    const credentials = await assumed();
    const who = await new STSClient(configured(credentials)).send(new GetCallerIdentityCommand());
    expect(who).toMatchObject({ Account: ACME, Arn: `arn:aws:sts::${ACME}:assumed-role/peering/worker` });
    const { Vpcs } = await new EC2Client(configured(credentials)).send(new DescribeVpcsCommand());
    expect(Vpcs?.map((vpc) => vpc.VpcId)).toContain(acmeVpcNear);
  });

  it.each([
    ["another external id", { ExternalId: "guess" }],
    ["no external id", { ExternalId: undefined }],
    ["an unknown role", { RoleArn: `arn:aws:iam::${ACME}:role/other` }],
    ["a role of an unknown account", { RoleArn: "arn:aws:iam::999999999999:role/peering" }],
  ])("refuses %s with the same AccessDenied", async (_, more) => {
    await expect(assume(more)).rejects.toMatchObject({
      name: "AccessDenied",
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("refuses strangers, and bad input", async () => {
    const input = { RoleArn: ROLE, RoleSessionName: "worker", ExternalId: "only-acme" };
    await expect(bed.sts("globex").send(new AssumeRoleCommand(input))).rejects.toMatchObject({
      name: "AccessDenied",
    });
    for (const more of [{ DurationSeconds: 899 }, { DurationSeconds: 43201 }, { RoleSessionName: "a b" }]) {
      await expect(assume(more)).rejects.toMatchObject({ name: "ValidationError" });
    }
  });

  it("caps chained sessions at an hour", async () => {
    await bed.control("PUT", "world", {
      accounts: [
        { accountId: GLOBEX, name: "Globex", roles: [{ roleName: "next", trustedAccountIds: [ACME] }] },
      ],
    });
    const chain = (DurationSeconds: number) =>
      assumed().then((credentials) =>
        new STSClient(configured(credentials)).send(
          new AssumeRoleCommand({
            RoleArn: `arn:aws:iam::${GLOBEX}:role/next`,
            RoleSessionName: "chained",
            DurationSeconds,
          }),
        ),
      );
    await expect(chain(3601)).rejects.toMatchObject({ name: "ValidationError" });
    await chain(3600);
  });

  it("sessions need their token, and end", async () => {
    const credentials = await assumed();
    const { sessionToken: _, ...bare } = credentials;
    await expect(new EC2Client(configured(bare)).send(new DescribeVpcsCommand())).rejects.toMatchObject({
      name: "AuthFailure",
    });
    await bed.advance(10 * 24 * 3_600_000);
    await new EC2Client(configured(credentials)).send(new DescribeVpcsCommand());
    await bed.act({ act: "expire-sessions", accountId: ACME });
    await expect(
      new EC2Client(configured(credentials)).send(new DescribeVpcsCommand()),
    ).rejects.toMatchObject({
      name: "RequestExpired",
    });
    await expect(
      new STSClient(configured(credentials)).send(new GetCallerIdentityCommand()),
    ).rejects.toMatchObject({
      name: "ExpiredToken",
    });
  });
});

describe("policies", () => {
  const refused = { name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } };
  const create = (PeerOwnerId: string, DryRun: boolean) =>
    bed
      .client("limited")
      .send(
        new CreateVpcPeeringConnectionCommand({ VpcId: clusterVpc, PeerVpcId: acmeVpc, PeerOwnerId, DryRun }),
      );

  it("deny by the accepter's VPC, also in a DryRun", async () => {
    await expect(create(GLOBEX, false)).rejects.toMatchObject(refused);
    await expect(create(GLOBEX, true)).rejects.toMatchObject(refused);
    await expect(create(ACME, true)).rejects.toMatchObject({ name: "DryRunOperation" });
  });

  it("deny by resource and by Region", async () => {
    const limited = bed.client("limited");
    const remove = (RouteTableId: string) =>
      limited.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: "10.77.0.0/16" }));
    await expect(remove(clusterMain)).rejects.toMatchObject(refused);
    await expect(remove(clusterPrivate)).rejects.toMatchObject({ name: "InvalidRoute.NotFound" });
    await limited.send(new DescribeVpcsCommand());
    await expect(bed.client("limited", "eu-central-1").send(new DescribeVpcsCommand())).rejects.toMatchObject(
      refused,
    );
  });

  it("allow nothing beyond an allow list, which may look at tags", async () => {
    const tagged = bed.client("tagged");
    const add = (RouteTableId: string) =>
      tagged.send(
        new CreateRouteCommand({
          RouteTableId,
          DestinationCidrBlock: "10.77.0.0/16",
          NatGatewayId: "nat-0123456789abcdef0",
          DryRun: true,
        }),
      );
    await expect(add(clusterPrivate)).rejects.toMatchObject({ name: "DryRunOperation" });
    await expect(add(clusterMain)).rejects.toMatchObject(refused);
    await expect(
      tagged.send(new CreateVpcPeeringConnectionCommand({ VpcId: clusterVpc, PeerVpcId: acmeVpc })),
    ).rejects.toMatchObject(refused);
  });
});
