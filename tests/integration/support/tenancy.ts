import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { type Database, openDatabase } from "@/lib/db/pool";
import { clusters, vpcs } from "@/lib/db/schema/clusters";
import { organizations } from "@/lib/db/schema/organizations";
import { memberships, people } from "@/lib/db/schema/people";
import { awsAccounts, places } from "@/lib/db/schema/places";
import { sessions } from "@/lib/db/schema/sign-on";
import type { RouteTableSeen, VpcInventory } from "@/lib/domain/connections/observed";
import type { Role } from "@/lib/domain/people/roles";
import type { VerbContext } from "@/lib/services/context";
import { keepPlans } from "./kept-plans";
import { sealingKeys } from "./sealing-keys";

export const providerAccountId = "210987654321";

export type Tenancy = {
  /** Connects as the web process does: row-level security applies. */
  web: Database;
  /** Connects as the owner: sees and changes everything, for arranging and for looking behind the verbs. */
  owner: Database;
  ids: { acme: string; globex: string; provider: string; place: string };
  clusters: { orders: string; billing: string; sandbox: string; globexShop: string };
  /** A context in which this person acts, in the organization of that slug, or the provider's rooms for null. */
  as(person: PersonKey, organization: string | null, now?: Date): VerbContext;
  person(key: PersonKey): string;
  close(): Promise<void>;
};

const persons = {
  operator: { organization: "acme", role: "operator", name: "Olga Operator" },
  viewer: { organization: "acme", role: "viewer", name: "Victor Viewer" },
  globex: { organization: "globex", role: "operator", name: "Gina Globex" },
  admin: { organization: "provider", role: "provider-admin", name: "Ada Admin" },
  auditor: { organization: "provider", role: "provider-auditor", name: "Aron Auditor" },
} as const satisfies Record<
  string,
  { organization: "acme" | "globex" | "provider"; role: Role; name: string }
>;
export type PersonKey = keyof typeof persons;

export const clusterVpcs = {
  orders: "vpc-0a00000000000000a",
  billing: "vpc-0b00000000000000b",
  shared: "vpc-0c00000000000000c",
  globexShop: "vpc-0d00000000000000d",
};

/** Two organizations with people, and clusters in one account and Region, as sweeps would have found them. */
export async function makeTenancy(databaseUrl: string): Promise<Tenancy> {
  process.env.DRAWBRIDGE_INSTALLATION_ID = "test-installation";
  process.env.SEALING_PUBLIC_KEY = sealingKeys.publicKey;
  const owner = openDatabase(databaseUrl);
  const web = keepPlans(openDatabase(databaseUrl, { role: "drawbridge_web" }));
  const ids = { acme: uuidv7(), globex: uuidv7(), provider: uuidv7(), place: uuidv7() };
  await owner.insert(organizations).values([
    { id: ids.acme, slug: "acme", name: "Acme", kind: "tenant" },
    { id: ids.globex, slug: "globex", name: "Globex", kind: "tenant" },
    { id: ids.provider, slug: "provider", name: "Provider", kind: "provider" },
  ]);

  const sessionOf: Partial<Record<PersonKey, string>> = {};
  const idOf: Partial<Record<PersonKey, string>> = {};
  for (const [key, { organization, role, name }] of Object.entries(persons)) {
    const personId = uuidv7();
    const sessionId = uuidv7();
    await owner.insert(people).values({ id: personId, email: `${key}@${organization}.test`, name });
    await owner.insert(memberships).values({ organizationId: ids[organization], personId, role });
    await owner
      .insert(sessions)
      .values({ id: sessionId, personId, endsAt: new Date("2100-01-01T00:00:00Z") });
    sessionOf[key as PersonKey] = sessionId;
    idOf[key as PersonKey] = personId;
  }

  const awsAccountId = uuidv7();
  await owner.insert(awsAccounts).values({
    id: awsAccountId,
    accountId: providerAccountId,
    name: "Production",
    regions: ["eu-central-1"],
    mode: "act",
  });
  await owner.insert(places).values({ id: ids.place, kind: "aws", awsAccountId, region: "eu-central-1" });

  const clusterIds = { orders: uuidv7(), billing: uuidv7(), sandbox: uuidv7(), globexShop: uuidv7() };
  const cluster = (
    id: string,
    organizationId: string,
    name: string,
    vpcId: string,
    kind: "production" | "development" = "production",
  ) => ({
    id,
    organizationId,
    name,
    class: kind,
    placeId: ids.place,
    accountId: providerAccountId,
    region: "eu-central-1",
    vpcId,
    podCidrs: ["100.64.0.0/16"],
    serviceCidrs: ["172.20.0.0/16"],
  });
  await owner
    .insert(clusters)
    .values([
      cluster(clusterIds.orders, ids.acme, "orders", clusterVpcs.orders),
      cluster(clusterIds.billing, ids.acme, "billing", clusterVpcs.billing),
      cluster(clusterIds.sandbox, ids.acme, "sandbox", clusterVpcs.shared, "development"),
      cluster(clusterIds.globexShop, ids.globex, "shop", clusterVpcs.globexShop),
    ]);
  await owner
    .insert(vpcs)
    .values([
      foundVpc(ids.place, clusterVpcs.orders, "10.0.0.0/16"),
      foundVpc(ids.place, clusterVpcs.billing, "10.1.0.0/16"),
      foundVpc(ids.place, clusterVpcs.shared, "10.2.0.0/16"),
      foundVpc(ids.place, clusterVpcs.globexShop, "10.3.0.0/16"),
    ]);

  return {
    web,
    owner,
    ids,
    clusters: clusterIds,
    person: (key) => idOf[key] as string,
    as: (person, organization, now = new Date()) => ({
      db: web,
      sessionId: sessionOf[person] as string,
      organization,
      requestId: randomUUID(),
      address: "192.0.2.1",
      now,
    }),
    close: async () => {
      await web.$client.end();
      await owner.$client.end();
    },
  };
}

/** A VPC with two subnets, a private and a main route table, as inventory and a sweep record them. */
export function foundVpc(placeId: string, vpcId: string, cidrBlock: string): typeof vpcs.$inferInsert {
  const now = new Date();
  const inventory: VpcInventory = {
    vpcId,
    accountId: providerAccountId,
    region: "eu-central-1",
    name: `${vpcId}-net`,
    cidrBlocks: [cidrBlock],
    ipv6CidrBlocks: [],
    dnsSupport: true,
    dnsHostnames: true,
    subnets: [
      { id: `subnet-1${vpcId.slice(-8)}`, cidrBlock, availabilityZone: "eu-central-1a", name: "private" },
      { id: `subnet-2${vpcId.slice(-8)}`, cidrBlock, availabilityZone: "eu-central-1b", name: "other" },
    ],
    tags: {},
  };
  return {
    placeId,
    vpcId,
    inventory,
    inventoryAt: now,
    routeTables: foundTables(vpcId, cidrBlock),
    routeTablesAt: now,
  };
}

export function foundTables(
  vpcId: string,
  cidrBlock: string,
  more: RouteTableSeen["routes"] = [],
): RouteTableSeen[] {
  const local = {
    destination: cidrBlock,
    target: { kind: "local" as const },
    state: "active",
    origin: "CreateRouteTable",
  };
  const nat = {
    destination: "0.0.0.0/0",
    target: { kind: "other" as const, id: "nat-0123456789abcdef0" },
    state: "active",
    origin: "CreateRoute",
  };
  const table = (id: string, name: string, isMain: boolean, subnetIds: string[]): RouteTableSeen => ({
    id: `rtb-${id}${vpcId.slice(-8)}`,
    vpcId,
    name,
    isMain,
    subnetIds,
    gatewayIds: [],
    routes: [local, nat, ...more],
  });
  return [table("1", "private", false, [`subnet-1${vpcId.slice(-8)}`]), table("2", "main", true, [])];
}
