import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { connections } from "@/lib/db/schema/connections";
import { exposures } from "@/lib/db/schema/exposures";
import { organizations } from "@/lib/db/schema/organizations";
import { vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { getOverview } from "@/lib/services/connections/get-overview";
import { getRequestWorld } from "@/lib/services/connections/get-request-world";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { ServiceError } from "@/lib/services/errors";
import { requestExposure } from "@/lib/services/exposures/request-exposure";
import { getOrganization } from "@/lib/services/organizations/get-organization";
import { updateOrganization } from "@/lib/services/organizations/update-organization";
import { denyRequest } from "@/lib/services/requests/deny-request";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";
import { getVcdCluster } from "@/lib/services/vcd-clusters/get-vcd-cluster";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";
import { openVerbScene } from "../support/vcd-verbs";

const t = provideTenancy();

const ask = (n: number) =>
  requestConnection(t.as("operator", "acme"), {
    clusterId: n % 2 === 0 ? t.clusters.orders : t.clusters.billing,
    accountId: "123456789012",
    vpcId: `vpc-${n.toString(16).padStart(17, "0")}`,
    cidrs: `10.60.${n}.0/24`,
    region: "eu-central-1",
    name: `name ${n}`,
    reason: "",
  });

/** What came of many at once: done, or refused in words for want of room; nothing else may have happened. */
async function settle(acts: Promise<unknown>[]): Promise<{ done: number; refused: number }> {
  const outcomes = await Promise.allSettled(acts);
  const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
  expect(refusals.map((error) => (error instanceof ServiceError ? error.code : String(error)))).toEqual(
    refusals.map(() => "limit"),
  );
  return { done: outcomes.length - refusals.length, refused: refusals.length };
}

const limits = (change: Record<string, string> = {}) => ({
  organization: "acme",
  name: "Acme",
  connectionLimit: "250",
  exposureLimit: "50",
  invitationLimit: "5",
  withdrawAfterHours: "72",
  ...change,
});
const live = async () => {
  const rows = await t.owner.select().from(connections);
  return rows.filter(({ endedAt }) => endedAt === null).length;
};

test("of a hundred who ask for connections at once, as many get one as there is room for, over all clusters", async () => {
  await updateOrganization(t.as("admin", null), limits({ connectionLimit: "50" }));
  const outcome = await settle(Array.from({ length: 100 }, (_, n) => ask(n)));
  expect(outcome).toEqual({ done: 50, refused: 50 });
  expect(await live()).toBe(50);

  const [first] = await t.owner.select().from(organizations).where(eq(organizations.id, t.ids.acme));
  expect(first?.connectionLimit).toBe(50);
  const error = await refusal(ask(200));
  expect(error.message).toMatch(/^50 of 50 connections of your organization are in use/);
  expect(error.details.next).toMatch(/ask your provider/);
});

test("who looks at the form or the overview is told before they type", async () => {
  const world = await getRequestWorld(t.as("operator", "acme"), {});
  expect(world.mayRequest).toMatchObject({ ok: false, kind: "limit" });
  const overview = await getOverview(t.as("viewer", "acme"), {});
  expect(overview.quotas.connections).toEqual({ used: 50, limit: 50 });
});

test("what ends makes room for exactly one more; another organization's room is its own", async () => {
  const [row] = await t.owner.select().from(connections).limit(1);
  const world = await getRequestWorld(t.as("globex", "globex"), {});
  expect(world.mayRequest.ok).toBe(true);
  const { rows } = await t.owner.$client.query<{ id: string }>(
    "select id from requests where subject_id = $1",
    [row?.id],
  );
  await withdrawRequest(t.as("operator", "acme"), { requestId: rows[0]?.id ?? "" });
  expect(await settle([ask(201), ask(202), ask(203)])).toEqual({ done: 1, refused: 2 });
});

test("a limit below what is in use is taken, ends nothing, and says so", async () => {
  const admin = t.as("admin", null);
  const { lowered } = await updateOrganization(admin, limits({ connectionLimit: "10" }));
  expect(lowered).toEqual([expect.stringMatching(/below the 50 in use: those stay/)]);
  expect(await live()).toBe(50);
  expect((await refusal(ask(204))).code).toBe("limit");
  expect((await getOrganization(admin, { organization: "acme" })).quotas.connections).toEqual({
    used: 50,
    limit: 10,
  });
  expect(await updateOrganization(admin, limits())).toEqual({ slug: "acme", lowered: [] });
});

test("limits are whole numbers, and a tenant sets none", async () => {
  for (const connectionLimit of ["-1", "10001", "many", "2.5", ""]) {
    const error = await refusal(updateOrganization(t.as("admin", null), limits({ connectionLimit })));
    expect(error.details.fields?.connectionLimit, connectionLimit).toBeDefined();
  }
  expect((await refusal(updateOrganization(t.as("operator", "acme"), limits()))).code).toBe("forbidden");
});

test("of a hundred who ask for exposures at once, as many get one as there is room for", async () => {
  const scene = await openVerbScene();
  try {
    const { row } = await scene.build("tkg1", { expose: false });
    const owner = scene.db;
    const copies = Array.from({ length: 99 }, (_, n) => {
      const name = `copy-${n}`;
      const entityId = `${row.entityId?.split(":").slice(0, -1).join(":")}:${uuidv7()}`;
      const seen = row.seen && { ...row.seen, id: entityId, name };
      return { ...row, id: uuidv7(), name, entityId, seen };
    });
    await owner.insert(vcdClusters).values(copies);
    await owner.update(organizations).set({ exposureLimit: 7 }).where(eq(organizations.slug, "tenant1"));

    const ids = [row.id, ...copies.map(({ id }) => id)];
    const outcome = await settle(
      ids.map((clusterId) =>
        requestExposure(scene.as("ann"), { clusterId, clientCidrs: "", reason: "For the team." }),
      ),
    );
    expect(outcome).toEqual({ done: 7, refused: 93 });
    const made = await owner.select().from(exposures);
    expect(made.filter(({ endedAt }) => endedAt === null)).toHaveLength(7);

    const left = ids.find((id) => !made.some(({ clusterId }) => clusterId === id)) ?? "";
    expect((await getVcdCluster(scene.as("ann"), { id: left })).can.expose).toMatchObject({
      ok: false,
      kind: "limit",
      reason: expect.stringContaining("7 of 7 exposures"),
    });

    const { rows } = await owner.$client.query<{ id: string; terms_digest: string }>(
      "select id, terms_digest from requests where state = 'waiting' limit 1",
    );
    await denyRequest(scene.as("ada"), {
      requestId: rows[0]?.id ?? "",
      termsDigest: rows[0]?.terms_digest ?? "",
      note: "Not this one.",
    });
    expect((await getVcdCluster(scene.as("ann"), { id: left })).can.expose).toEqual({ ok: true });
  } finally {
    await scene.close();
  }
});
