import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { connections } from "@/lib/db/schema/connections";
import { events } from "@/lib/db/schema/events";
import { places } from "@/lib/db/schema/places";
import type { ConnectionState } from "@/lib/domain/connections/states";
import { getCluster } from "@/lib/services/clusters/get-cluster";
import { listClusters } from "@/lib/services/clusters/list-clusters";
import { getOverview } from "@/lib/services/connections/get-overview";
import { getRequestWorld } from "@/lib/services/connections/get-request-world";
import { listConnections } from "@/lib/services/connections/list-connections";
import { provideTenancy } from "../support/provide-tenancy";

const t = provideTenancy();
const start = new Date("2026-11-01T00:00:00.000Z");

beforeAll(async () => {
  await insert(45, "acme", t.clusters.orders, "active");
  await insert(75, "acme", t.clusters.orders, "removed");
  await insert(1, "acme", t.clusters.billing, "awaiting-acceptance");
  await insert(2, "globex", t.clusters.globexShop, "active");
});

let made = 0;
async function insert(
  count: number,
  organization: "acme" | "globex",
  clusterId: string,
  state: ConnectionState,
) {
  for (let n = 0; n < count; n += 1) {
    made += 1;
    await t.owner.insert(connections).values({
      id: uuidv7(),
      organizationId: t.ids[organization],
      clusterId,
      placeId: t.ids.place,
      // Fewer names than rows: ties are what keyset paging gets wrong.
      name: state === "removed" ? `old ${n % 3}` : `${organization} 100%_${made}`,
      accountId: "123456789012",
      vpcId: `vpc-${made.toString(16).padStart(17, "0")}`,
      region: "us-east-1",
      cidrs: [`10.${100 + (made % 100)}.0.0/16`],
      dnsResolution: false,
      state,
      stateSince: start,
      peeringId: `pcx-${made.toString(16).padStart(17, "0")}`,
      requestedBy: t.person(organization === "acme" ? "operator" : "globex"),
      createdAt: new Date(start.getTime() + (made % 7) * 1_000),
    });
  }
}

const list = (query: Record<string, string> = {}) => listConnections(t.as("viewer", "acme"), query);

test.each(["name", "-name", "created", "-created"])(
  "paging by %s shows each once, in order",
  async (sort) => {
    const seen: { id: string; name: string; createdAt: string }[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({
        state: "all",
        sort,
        ...(after ? { after } : {}),
      });
      expect(page.rows.length).toBeLessThanOrEqual(50);
      seen.push(...page.rows);
      after = page.next;
    } while (after);
    expect(seen).toHaveLength(121);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(121);
    const column = sort.endsWith("name") ? "lower(name)" : "created_at";
    const expected = await t.owner
      .select({ name: connections.name, createdAt: connections.createdAt })
      .from(connections)
      .where(eq(connections.organizationId, t.ids.acme))
      .orderBy(sql.raw(`${column} ${sort.startsWith("-") ? "desc" : "asc"}`));
    const keys = (rows: { name: string; createdAt: Date | string }[]) =>
      rows.map((row) => (sort.endsWith("name") ? row.name : new Date(row.createdAt).getTime()));
    expect(keys(seen)).toEqual(keys(expected));
  },
);

test("counts and filters agree, and never include another organization's", async () => {
  const { counts } = await list();
  expect(counts).toEqual({ current: 46, attention: 1, active: 45, ended: 75, all: 121 });
  expect((await list({ state: "awaiting-acceptance" })).rows).toHaveLength(1);
  expect((await list({ state: "attention" })).rows[0]?.waitsFor).toBe("You accept it in AWS");
  expect((await list({ state: "nonsense" })).rows).toHaveLength(46);
});

test("search finds parts of names, ids and clusters, and takes wildcards literally", async () => {
  expect((await list({ search: "billing" })).rows).toHaveLength(1);
  expect((await list({ search: "pcx-00000000000000007", state: "all" })).rows.length).toBeGreaterThan(0);
  expect((await list({ search: "100%_1", state: "all" })).rows.length).toBeGreaterThan(0);
  expect((await list({ search: "%%%", state: "all" })).rows).toHaveLength(0);
  expect((await list({ search: "globex", state: "all" })).rows).toHaveLength(0);
});

test("an address edited by hand is refused in words", async () => {
  await expect(list({ after: "rubbish" })).rejects.toThrow(/does not exist/);
});

test("the world of a request holds the organization's own clusters and nothing of others", async () => {
  const world = await getRequestWorld(t.as("viewer", "acme"), {});
  expect(world.clusters.map(({ name, used }) => [name, used])).toEqual([
    ["billing", 1],
    ["orders", 45],
    ["sandbox", 0],
  ]);
  expect(JSON.stringify(world)).not.toMatch(/globex/i);
  expect(world.mayRequest.ok).toBe(false);
  const tables = world.clusters.find(({ name }) => name === "orders")?.routeTables;
  expect(tables?.map(({ routed, used }) => [routed, used])).toEqual([
    [true, 2],
    [true, 2],
  ]);
});

test("a cluster's page has its connections; another organization's has none", async () => {
  const view = await getCluster(t.as("viewer", "acme"), { id: t.clusters.orders });
  expect(view.connections).toHaveLength(45);
  expect(view.cluster.cidrBlocks).toEqual(["10.0.0.0/16"]);
  await expect(getCluster(t.as("viewer", "acme"), { id: t.clusters.globexShop })).rejects.toThrow(
    /no such cluster/,
  );
});

test("clusters say how many of their connections need somebody, and why one cannot be connected", async () => {
  const { clusters } = await listClusters(t.as("operator", "acme"), {});
  const by = new Map(
    clusters.flatMap((cluster) => (cluster.provider === "aws" ? [[cluster.name, cluster]] : [])),
  );
  expect(by.get("billing")?.attention).toBe(1);
  expect(by.get("orders")?.requestConnection).toEqual({ ok: true });
  expect(by.get("sandbox")?.requestConnection).toMatchObject({ ok: false, kind: "state" });
});

test("the overview shows who must act, and what happened lately", async () => {
  const [first] = (await list({ state: "active" })).rows;
  await t.owner.insert(events).values({
    id: uuidv7(),
    organizationId: t.ids.acme,
    subjectKind: "connection",
    subjectId: first?.id ?? "",
    at: new Date(),
    kind: "drift-route-missing",
    facts: { routeTableId: "rtb-1", destination: "10.9.0.0/16" },
  });
  const overview = await getOverview(t.as("viewer", "acme"), {});
  expect(overview.attention).toHaveLength(1);
  expect(overview.recent[0]).toMatchObject({
    about: { kind: "connection", id: first?.id },
    what: "Route 10.9.0.0/16 in rtb-1 is missing",
    tone: "bad",
  });
});

test("a held place holds its clusters, with the reason", async () => {
  await t.owner.update(places).set({ heldAt: new Date(), heldReason: "AWS maintenance" });
  const view = await getCluster(t.as("viewer", "acme"), { id: t.clusters.orders });
  expect(view.cluster.held).toBe("AWS maintenance");
  await t.owner.update(places).set({ heldAt: null, heldReason: null });
});
