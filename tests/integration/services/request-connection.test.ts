import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { audit } from "@/lib/db/schema/audit";
import { peerings, vpcs } from "@/lib/db/schema/clusters";
import { connections } from "@/lib/db/schema/connections";
import { requests } from "@/lib/db/schema/requests";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { ServiceError } from "@/lib/services/errors";
import { digestTerms } from "@/lib/services/requests/digest-terms";
import { provideTenancy } from "../support/provide-tenancy";
import { clusterVpcs, foundTables, providerAccountId } from "../support/tenancy";

const t = provideTenancy();

beforeEach(async () => {
  await t.owner.delete(requests);
  await t.owner.delete(connections);
  await t.owner.delete(peerings);
});

const form = (over: Record<string, unknown> = {}) => ({
  clusterId: t.clusters.orders,
  accountId: "123456789012",
  vpcId: "vpc-0123456789abcdef0",
  cidrs: "10.50.0.0/16",
  region: "us-east-1",
  name: "orders-database",
  reason: "Orders live there.",
  ...over,
});

async function refusal(promise: Promise<unknown>): Promise<ServiceError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ServiceError);
  return error as ServiceError;
}

const ask = (over: Record<string, unknown> = {}) => requestConnection(t.as("operator", "acme"), form(over));
const distinct = (n: number) => ({
  name: `c-${n}`,
  vpcId: `vpc-${n.toString(16).padStart(17, "0")}`,
  cidrs: `10.${100 + Math.floor(n / 16)}.${(n % 16) * 16}.0/20`,
});

test("a request becomes a waiting connection, its request, and an audit entry, in one go", async () => {
  const { connectionId, requestId } = await ask({
    cidrs: ["10.50.0.0/16", "10.51.0.0/20"],
    dnsResolution: "on",
  });

  const [connection] = await t.owner.select().from(connections).where(eq(connections.id, connectionId));
  expect(connection).toMatchObject({
    organizationId: t.ids.acme,
    clusterId: t.clusters.orders,
    placeId: t.ids.place,
    state: "awaiting-approval",
    wanted: "connected",
    cidrs: ["10.50.0.0/16", "10.51.0.0/20"],
    dnsResolution: true,
    requestedBy: t.person("operator"),
  });
  const [request] = await t.owner.select().from(requests).where(eq(requests.id, requestId));
  expect(request).toMatchObject({ state: "waiting", subjectId: connectionId, reason: "Orders live there." });
  expect(request?.terms).toMatchObject({ clusterVpcId: clusterVpcs.orders, vpcId: "vpc-0123456789abcdef0" });
  expect(request?.termsDigest).toBe(digestTerms(request?.terms as never));
  const [entry] = await t.owner.select().from(audit).where(eq(audit.subjectId, connectionId));
  expect(entry).toMatchObject({ verb: "connections.request", outcome: "done", personName: "Olga Operator" });
});

describe("is refused beside the field", () => {
  test.each([
    ["accountId", { accountId: "1234" }, /12 digits/],
    ["accountId", { accountId: providerAccountId }, /account of the provider/],
    ["vpcId", { vpcId: "vpc-xyz" }, /8 or 17/],
    ["vpcId", { vpcId: clusterVpcs.orders }, /itself/],
    ["cidrs", { cidrs: "" }, /Enter the IPv4 blocks/],
    ["cidrs", { cidrs: "10.50.1.2/16" }, /10\.50\.0\.0\/16/],
    ["cidrs", { cidrs: "10.0.128.0/20" }, /VPC of orders/],
    ["cidrs", { cidrs: "100.64.0.0/24" }, /pod network/],
    ["cidrs", { cidrs: "172.20.4.0/24" }, /service network/],
    ["cidrs", { cidrs: "169.254.0.0/16" }, /link-local/],
    ["region", { region: "cn-north-1" }, /partition/],
    ["name", { name: "" }, /name/],
    ["clusterId", { clusterId: "" }, /Choose the cluster/],
  ])("%s %j", async (field, over, message) => {
    const error = await refusal(ask(over));
    expect(error.code).toBe("invalid-input");
    expect(error.details.fields?.[field]?.join(" ")).toMatch(message);
    expect(await t.owner.$count(connections)).toBe(0);
  });

  test("a development cluster, with the reason", async () => {
    const error = await refusal(ask({ clusterId: t.clusters.sandbox }));
    expect(error.code).toBe("precondition");
    expect(error.details.fields?.clusterId?.join()).toMatch(/share one VPC/);
  });

  test("a block that a route of the cluster already leads elsewhere", async () => {
    const tables = foundTables(clusterVpcs.billing, "10.1.0.0/16", [
      {
        destination: "10.60.0.0/16",
        target: { kind: "other", id: "tgw-0123456789abcdef0" },
        state: "active",
        origin: "CreateRoute",
      },
    ]);
    await t.owner.update(vpcs).set({ routeTables: tables }).where(eq(vpcs.vpcId, clusterVpcs.billing));
    const error = await refusal(ask({ clusterId: t.clusters.billing, cidrs: "10.60.4.0/24" }));
    expect(error.details.fields?.cidrs?.join()).toMatch(/tgw-0123456789abcdef0/);
  });

  test("name, pair and blocks that another connection of the cluster has", async () => {
    await ask();
    const name = await refusal(ask({ ...distinct(1), name: "Orders-Database" }));
    expect(name.details.fields?.name?.join()).toMatch(/already has a connection named/);
    const pair = await refusal(ask({ ...distinct(2), vpcId: "vpc-0123456789abcdef0" }));
    expect(pair.details.fields?.vpcId?.join()).toMatch(/already has a connection/);
    const blocks = await refusal(ask({ ...distinct(3), cidrs: "10.50.7.0/24" }));
    expect(blocks.details.fields?.cidrs?.join()).toMatch(/connection orders-database/);
  });
});

test("names are free again on another cluster, and once a connection has ended", async () => {
  const { connectionId } = await ask();
  await ask({ ...distinct(1), clusterId: t.clusters.billing, name: "orders-database" });
  await t.owner.update(connections).set({ state: "rejected" }).where(eq(connections.id, connectionId));
  await expect(ask()).resolves.toBeDefined();
});

test("of a hundred who ask at once for one name, one gets it; the others are told so", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, n) => ask({ ...distinct(n), name: "the-one" })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") continue;
    expect((outcome.reason as ServiceError).details.fields?.name).toBeDefined();
  }
});

test("the database itself keeps a name and a pair from being taken twice", async () => {
  const { connectionId } = await ask();
  const [row] = await t.owner.select().from(connections).where(eq(connections.id, connectionId));
  const twin = { ...(row as typeof connections.$inferInsert), id: "01900000-0000-7000-8000-000000000001" };
  await expect(t.owner.insert(connections).values({ ...twin, name: "other" })).rejects.toThrow();
  await expect(t.owner.insert(connections).values({ ...twin, vpcId: "vpc-00000000" })).rejects.toThrow();
});

test("with 49 in use, one of a hundred who ask at once becomes the 50th", async () => {
  for (let n = 0; n < 48; n += 1) await ask(distinct(n));
  await t.owner.insert(peerings).values(foreignPeering());
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => ask(distinct(100 + n))));

  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  const error = (refused as PromiseRejectedResult).reason as ServiceError;
  expect(error.code).toBe("limit");
  expect(error.details.fields?.clusterId?.join()).toMatch(/50 of 50 connections of orders are in use/);
  expect(await t.owner.$count(connections)).toBe(49);
});

test("another organization's cluster answers as one that does not exist", async () => {
  const theirs = await refusal(ask({ clusterId: t.clusters.globexShop }));
  const missing = await refusal(ask({ clusterId: "01900000-0000-7000-8000-00000000000f" }));
  expect(theirs.code).toBe("not-found");
  expect([theirs.message, theirs.details]).toEqual([missing.message, missing.details]);
});

test("nobody acts in an organization they do not belong to", async () => {
  const error = await refusal(requestConnection(t.as("globex", "acme"), form()));
  expect(error.code).toBe("not-found");
});

test("a viewer is refused with the reason, and the denial is recorded", async () => {
  const error = await refusal(requestConnection(t.as("viewer", "acme"), form()));
  expect(error.code).toBe("forbidden");
  expect(error.message).toMatch(/Viewer/);
  const entries = await t.owner
    .select()
    .from(audit)
    .where(eq(audit.personId, t.person("viewer")));
  expect(entries).toMatchObject([
    { verb: "connections.request", outcome: "denied", organizationId: t.ids.acme },
  ]);
});

test("the provider's admin cannot ask in a tenant's name", async () => {
  const error = await refusal(requestConnection(t.as("admin", "acme"), form()));
  expect(error.code).toBe("forbidden");
});

function foreignPeering(): typeof peerings.$inferInsert {
  const side = (accountId: string, vpcId: string, cidr: string) => ({
    accountId,
    vpcId,
    region: "eu-central-1",
    cidrBlocks: [cidr],
    ipv6CidrBlocks: [],
    dnsResolutionFromRemote: null,
  });
  const requester = side(providerAccountId, clusterVpcs.orders, "10.0.0.0/16");
  const accepter = side("999988887777", "vpc-0ffffffffffffffff", "10.200.0.0/16");
  return {
    placeId: t.ids.place,
    peeringId: "pcx-0feedfacefeedface",
    seen: {
      id: "pcx-0feedfacefeedface",
      status: "active",
      statusMessage: "Active",
      requester,
      accepter,
      expirationTime: null,
      tags: {},
    },
    seenAt: new Date(),
    status: "active",
    requesterVpcId: requester.vpcId,
    accepterVpcId: accepter.vpcId,
    origin: "foreign",
  };
}
