import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { listClusters } from "@/lib/services/clusters/list-clusters";
import { whichCluster } from "@/lib/services/clusters/which-cluster";
import { getOverview } from "@/lib/services/connections/get-overview";
import { configureWeb } from "../support/browser";
import { addExposureRows } from "../support/exposure-rows";
import { provideTenancy } from "../support/provide-tenancy";
import { addVcdRows } from "../support/vcd-rows";

const t = provideTenancy();
let vcd: Awaited<ReturnType<typeof addVcdRows>>;

beforeAll(async () => {
  configureWeb(t.url);
  vcd = await addVcdRows(t.owner, {
    organizationId: t.ids.acme,
    person: { personId: t.person("operator"), sessionId: t.as("operator", "acme").sessionId ?? "" },
  });
});

const line = async (organization: "acme" | "globex") =>
  (await listClusters(t.as(organization === "acme" ? "viewer" : "globex", organization), {})).clusters.find(
    ({ provider }) => provider === "vcd",
  );

test("clusters of AWS and of VCD stand in one list, each with how it is reached", async () => {
  const { clusters } = await listClusters(t.as("viewer", "acme"), {});
  expect(new Set(clusters.map(({ provider }) => provider))).toEqual(new Set(["aws", "vcd"]));
  expect(await line("acme")).toMatchObject({
    name: "secret-cluster",
    status: { word: "Ready" },
    dnat: { address: null, everyPortOpen: false },
    exposureId: null,
    attention: false,
  });
});

test("another organization sees none of them, nor that one of its names is there", async () => {
  expect(await line("globex")).toBeUndefined();
  await expect(whichCluster(t.as("globex", "globex"), { id: vcd.ids.cluster })).rejects.toThrow(
    /no such cluster/,
  );
});

test("who is signed in there may create; a viewer may not, and is told of the role", async () => {
  const operator = await listClusters(t.as("operator", "acme"), {});
  expect(operator).toMatchObject({ create: { ok: true }, vcdOrganizations: [{ signedIn: true }] });
  const viewer = await listClusters(t.as("viewer", "acme"), {});
  expect(viewer).toMatchObject({
    create: { ok: false, kind: "right" },
    vcdOrganizations: [{ signedIn: false }],
  });
});

test("whose session at VCD has ended must sign in again to create", async () => {
  await t.owner.update(vcdSessions).set({ tokenSealed: null, endedAt: new Date(), endReason: "expired" });
  const { create } = await listClusters(t.as("operator", "acme"), {});
  expect(create).toMatchObject({ ok: false, kind: "state", next: expect.stringContaining("Sign in") });
});

test("an exposure that waits is said in the list and on the overview", async () => {
  const { exposure } = await addExposureRows(t.owner, {
    organizationId: t.ids.acme,
    personId: t.person("operator"),
    ids: vcd.ids,
    address: "10.149.1.105",
  });
  expect(await line("acme")).toMatchObject({ exposureId: exposure });
  const overview = await getOverview(t.as("viewer", "acme"), {});
  expect(overview.exposures.counts).toMatchObject({ current: 1 });
});

test("a cluster that is gone leaves the list, and keeps its page", async () => {
  await t.owner.update(vcdClusters).set({ goneAt: new Date() }).where(eq(vcdClusters.id, vcd.ids.cluster));
  expect(await line("acme")).toBeUndefined();
  expect(await whichCluster(t.as("viewer", "acme"), { id: vcd.ids.cluster })).toEqual({ provider: "vcd" });
});
