import { createHash } from "node:crypto";
import type { Act } from "@/sandbox/acts";
import type { FaultDescription } from "@/sandbox/faults";
import type { JournalEntry } from "@/sandbox/journal";
import { startSandbox } from "@/sandbox/server";
import type { SettingsChange } from "@/sandbox/settings";
import type { World, WorldVpc } from "@/sandbox/world";

/** An id as AWS spells it, the same each time for the same name. */
export function awsId(prefix: "vpc" | "subnet" | "rtb" | "pcx", name: string): string {
  return `${prefix}-${createHash("sha256").update(`${prefix} ${name}`).digest("hex").slice(0, 17)}`;
}

/** Account of the provider, whose key the worker under test runs with. */
export const providerAccountId = "111111111111";
export const tenantAccountId = "222222222222";
export const strangerAccountId = "333333333333";
export const providerKey = {
  accessKeyId: "AKIATESTPROVIDER0001",
  secretAccessKey: "provider-secret-for-tests",
};

type SeenPeering = {
  vpcPeeringConnectionId: string;
  code: string;
  message: string;
  requester: {
    accountId: string;
    vpcId: string;
    tags: Record<string, string>;
    allowDnsResolutionFromRemoteVpc: boolean;
  };
  accepter: {
    accountId: string;
    vpcId: string;
    tags: Record<string, string>;
    allowDnsResolutionFromRemoteVpc: boolean;
  };
};
type SeenRoute = {
  destination: string;
  state: string;
  origin: string;
  vpcPeeringConnectionId?: string;
  natGatewayId?: string;
  gatewayId?: string;
};
type SeenVpc = {
  vpcId: string;
  enableDnsHostnames: boolean;
  routeTables: { routeTableId: string; routes: SeenRoute[] }[];
};

/** A sandbox of the test's own, its clock standing still until it is moved. */
export type TestWorld = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(settings: SettingsChange = {}) {
  const sandbox = await startSandbox({ port: 0, clock: "manual" });
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await response.json()) as T & { error?: { code: string; message: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${json.error?.code} ${json.error?.message}`);
    return json;
  };
  // Ahead of the machine's clock, by which the database wakes places.
  let now = new Date((await call<{ now: string }>("POST", "clock", { advanceMs: 3_600_000 })).now);
  await call("PUT", "settings", settings);
  const journal = (since = 0) => call<JournalEntry[]>("GET", `journal?since=${since}`);
  return {
    url: sandbox.url,
    close: () => sandbox.close(),
    now: () => now,
    async advance(ms: number) {
      now = new Date((await call<{ now: string }>("POST", "clock", { advanceMs: ms })).now);
    },
    add: (world: World) => call("PUT", "world", world),
    set: (change: SettingsChange) => call("PUT", "settings", change),
    act: (act: Act) => call<Record<string, unknown>>("POST", "act", act),
    fault: (fault: Omit<FaultDescription, "times"> & { times?: number }) => call("POST", "faults", fault),
    clearFaults: () => call("DELETE", "faults"),
    journal,
    /** Number of the last call so far: what follows it is `journal(mark)`. */
    mark: async () => (await journal()).at(-1)?.n ?? 0,
    /** How many calls of an action there were, refused ones too. */
    count: async (action: string, since = 0) =>
      (await journal(since)).filter((entry) => entry.action === action).length,
    async peerings() {
      return (await call<{ peerings: SeenPeering[] }>("GET", "world")).peerings;
    },
    async vpc(vpcId: string): Promise<SeenVpc> {
      const { accounts } = await call<{ accounts: { vpcs: SeenVpc[] }[] }>("GET", "world");
      const vpc = accounts.flatMap(({ vpcs }) => vpcs).find((candidate) => candidate.vpcId === vpcId);
      if (!vpc) throw new Error(`There is no ${vpcId} in the world.`);
      return vpc;
    },
  };
}

/**
 * A cluster's VPC: two subnets with a table each, the main table with no subnet, and a gateway's table that is
 * nobody's to change.
 */
export function clusterVpc(
  name: string,
  cidrBlock: string,
  region: WorldVpc["region"] = "eu-central-1",
): WorldVpc {
  const [a, b] = cidrBlock.split(".");
  const subnetIds = [awsId("subnet", `${name} a`), awsId("subnet", `${name} b`)] as const;
  return {
    vpcId: awsId("vpc", name),
    region,
    cidrBlocks: [cidrBlock],
    enableDnsHostnames: true,
    tags: { Name: name },
    subnets: subnetIds.map((subnetId, index) => ({
      subnetId,
      cidrBlock: `${a}.${b}.${index}.0/24`,
      availabilityZone: `${region}${"ab"[index]}`,
    })),
    routeTables: [
      { routeTableId: awsId("rtb", `${name} main`), main: true },
      { routeTableId: awsId("rtb", `${name} a`), subnetIds: [subnetIds[0]] },
      { routeTableId: awsId("rtb", `${name} b`), subnetIds: [subnetIds[1]] },
      { routeTableId: awsId("rtb", `${name} gateway`), gatewayIds: ["igw-0a0a0a0a0a0a0a0a0"] },
    ],
  };
}

/** A tenant's VPC with nothing but its blocks. */
export function plainVpc(
  name: string,
  cidrBlocks: string[],
  region: WorldVpc["region"] = "eu-central-1",
): WorldVpc {
  return { vpcId: awsId("vpc", name), region, cidrBlocks, enableDnsHostnames: true, tags: { Name: name } };
}

/** The provider's and the tenant's accounts with these VPCs. */
export function twoAccounts(provider: WorldVpc[], tenant: WorldVpc[]): World {
  return {
    accounts: [
      { accountId: providerAccountId, name: "Provider", credentials: [providerKey], vpcs: provider },
      { accountId: tenantAccountId, name: "Tenant", vpcs: tenant },
    ],
  };
}
