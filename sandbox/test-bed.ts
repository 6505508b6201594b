import { EC2Client } from "@aws-sdk/client-ec2";
import { STSClient } from "@aws-sdk/client-sts";
import type { Act } from "./acts";
import type { JournalEntry } from "./journal";
import { type SandboxOptions, startSandbox } from "./server";
import type { World } from "./world";

export const PROVIDER = "111111111111";
export const ACME = "222222222222";
export const GLOBEX = "333333333333";
export const HOUR_MS = 3_600_000;

const hex = (tail: string) => tail.padStart(17, "0");
export const clusterVpc = `vpc-${hex("a1")}`;
export const clusterVpc2 = `vpc-${hex("a2")}`;
export const acmeVpc = `vpc-${hex("b1")}`;
export const acmeVpcNear = `vpc-${hex("b2")}`;
export const clashingVpc = `vpc-${hex("b3")}`;
export const clusterMain = `rtb-${hex("a1")}`;
export const clusterPrivate = `rtb-${hex("a2")}`;
export const clusterEdge = `rtb-${hex("a3")}`;
export const acmeMain = `rtb-${hex("b1")}`;
export const clusterSubnet = `subnet-${hex("a1")}`;
export const prefixList = `pl-${hex("a1")}`;

/** A provider with two cluster VPCs; a tenant with a far, a near and a clashing one; a stranger. */
export const world: World = {
  accounts: [
    {
      accountId: PROVIDER,
      name: "Provider",
      credentials: [
        { accessKeyId: "AKIAPROVIDER", secretAccessKey: "provider-secret" },
        {
          accessKeyId: "AKIALIMITED",
          secretAccessKey: "limited-secret",
          principal: `arn:aws:iam::${PROVIDER}:user/limited`,
          deny: [
            { action: "ec2:CreateVpcPeeringConnection", accepterVpc: `arn:aws:ec2:*:${GLOBEX}:vpc/*` },
            { action: "DeleteRoute", resourceGlob: `*/${clusterMain}` },
            { action: "ec2:Describe*", region: "eu-central-1" },
          ],
        },
        {
          accessKeyId: "AKIATAGGED",
          secretAccessKey: "tagged-secret",
          allow: [
            { action: "ec2:Describe*" },
            { action: "ec2:CreateRoute", resourceTag: { "drawbridge:managed": "true" } },
          ],
        },
      ],
      prefixLists: [{ prefixListId: prefixList, region: "eu-west-1", name: "tenants", maxEntries: 10 }],
      vpcs: [
        {
          vpcId: clusterVpc,
          region: "eu-west-1",
          cidrBlocks: ["10.0.0.0/16"],
          ipv6CidrBlocks: ["2001:db8:1::/56"],
          enableDnsHostnames: true,
          tags: { Name: "prod-1", "kubernetes.io/cluster/prod-1": "owned" },
          subnets: [{ subnetId: clusterSubnet, cidrBlock: "10.0.1.0/24", availabilityZone: "eu-west-1a" }],
          routeTables: [
            { routeTableId: clusterMain, main: true },
            {
              routeTableId: clusterPrivate,
              subnetIds: [clusterSubnet],
              tags: { "drawbridge:managed": "true" },
              routes: [{ destination: "0.0.0.0/0", natGatewayId: `nat-${hex("a1")}` }],
            },
            { routeTableId: clusterEdge, gatewayIds: [`igw-${hex("a1")}`] },
          ],
        },
        { vpcId: clusterVpc2, region: "eu-west-1", cidrBlocks: ["10.1.0.0/16"] },
      ],
    },
    {
      accountId: ACME,
      name: "Acme",
      credentials: [{ accessKeyId: "AKIAACME", secretAccessKey: "acme-secret" }],
      roles: [{ roleName: "peering", trustedAccountIds: [PROVIDER], externalId: "only-acme" }],
      vpcs: [
        {
          vpcId: acmeVpc,
          region: "eu-central-1",
          cidrBlocks: ["10.20.0.0/16", "10.21.0.0/16"],
          enableDnsHostnames: true,
          routeTables: [{ routeTableId: acmeMain, main: true }],
        },
        { vpcId: acmeVpcNear, region: "eu-west-1", cidrBlocks: ["10.30.0.0/16"] },
        { vpcId: clashingVpc, region: "eu-west-1", cidrBlocks: ["192.168.0.0/16", "10.0.128.0/20"] },
      ],
    },
    {
      accountId: GLOBEX,
      name: "Globex",
      credentials: [{ accessKeyId: "AKIAGLOBEX", secretAccessKey: "globex-secret" }],
    },
  ],
};

const KEYS = {
  provider: { accessKeyId: "AKIAPROVIDER", secretAccessKey: "provider-secret" },
  limited: { accessKeyId: "AKIALIMITED", secretAccessKey: "limited-secret" },
  tagged: { accessKeyId: "AKIATAGGED", secretAccessKey: "tagged-secret" },
  acme: { accessKeyId: "AKIAACME", secretAccessKey: "acme-secret" },
  globex: { accessKeyId: "AKIAGLOBEX", secretAccessKey: "globex-secret" },
};

/** A running sandbox with its clock in hand, and real SDK clients that reach it over HTTP. */
export async function openTestBed(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ port: 0, clock: "manual", ...options });

  async function control<T = unknown>(method: string, name: string, body?: unknown): Promise<T> {
    const response = await fetch(`${sandbox.url}/_sandbox/${name}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const json = await response.json();
    if (!response.ok)
      throw Object.assign(new Error(json.error.message), { status: response.status, ...json.error });
    return json as T;
  }

  function client(who: keyof typeof KEYS, region = "eu-west-1", maxAttempts = 1) {
    return new EC2Client({ endpoint: sandbox.url, region, credentials: KEYS[who], maxAttempts });
  }

  return {
    ...sandbox,
    control,
    client,
    sts: (who: keyof typeof KEYS) =>
      new STSClient({ endpoint: sandbox.url, region: "eu-west-1", credentials: KEYS[who], maxAttempts: 1 }),
    act: (act: Act) =>
      control<{ peering: { vpcPeeringConnectionId: string; code: string } }>("POST", "act", act),
    advance: (advanceMs: number) => control("POST", "clock", { advanceMs }),
    journal: (since = 0) => control<JournalEntry[]>("GET", `journal?since=${since}`),
    /** Everything gone, then the test world again: each test starts from the same. */
    async restore() {
      await control("POST", "reset");
      await control("PUT", "world", world);
    },
  };
}

export type TestBed = Awaited<ReturnType<typeof openTestBed>>;
