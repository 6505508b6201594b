import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, it } from "vitest";
import { vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import type { Personality } from "@/sandbox/vcd/settings";
import { hearChanges } from "../support/changes";
import { askForCluster, openVcdScene, type VcdScene } from "../support/vcd";

let scene: VcdScene;
afterEach(() => scene.close());

async function withCluster(personality: Personality) {
  scene = await openVcdScene({ personality });
  const { id } = await askForCluster(scene, "tkg1");
  await scene.vcd.finish();
  await scene.readClock();
  return id;
}

describe.each(["3.0.4", "3.1.4"] as const)("a sweep of an organization of VCD with CSE %s", (personality) => {
  it("finds clusters with their machine and edge, edges with their rules, and the inventory", async () => {
    const id = await withCluster(personality);
    expect(await scene.sweep()).toMatchObject({ depth: "full", result: { failures: 0, fault: null } });

    const [edge] = await scene.edges();
    expect(edge).toMatchObject({
      seen: { name: "tenant1-edge", status: "REALIZED" },
      nat: { rules: [{ internalAddresses: "127.168.0.100" }] },
      firewall: { defaultRules: [{ action: "ALLOW" }] },
      edgeFault: null,
      firewallFault: null,
      runningTasks: [],
    });
    expect(await scene.cluster("tkg1")).toMatchObject({
      entityId: id,
      dialect: personality === "3.0.4" ? "native-1" : "native-2",
      kind: "TKGm",
      seen: { phase: { operation: "CREATE", status: "SUCCEEDED" } },
      edgeId: edge?.edgeId,
      vm: { address: "127.168.0.100" },
      organizationId: scene.organization.id,
      goneAt: null,
    });
    expect(await scene.inventory()).toMatchObject({
      vdcs: [{ name: "tenant1-vdc" }, { name: "tenant1-vdc-2" }, { name: "tenant1-isolated-vdc" }],
      networks: [{ name: "default-organization-network" }, { name: "isolated-network" }],
      sizingPolicies: [{ name: "large" }, { name: "small" }],
      templates: null,
    });
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });

  it("takes the row of a cluster that was asked for, and makes no second one", async () => {
    scene = await openVcdScene({ personality });
    const asked = uuidv7();
    await scene.db.insert(vcdClusters).values({
      id: asked,
      organizationId: scene.organization.id,
      vcdOrganizationId: scene.binding.id,
      placeId: scene.place.id,
      name: "tkg1",
      dialect: personality === "3.0.4" ? "native-1" : "native-2",
      kind: "TKGm",
      createdAt: scene.now(),
    });
    const { id } = await askForCluster(scene, "tkg1");
    await scene.sweep();
    expect(await scene.clusters()).toMatchObject([{ id: asked, entityId: id, goneAt: null }]);
    await askForCluster(scene, "tkg2");
    await scene.sweepAll();
    expect(await scene.clusters()).toMatchObject([{ id: asked }, { name: "tkg2", asked: null }]);
  });

  it("believes that a cluster is gone once two looks ten seconds apart missed it, and that it is back at once", async () => {
    await withCluster(personality);
    await scene.sweep();
    await scene.vcd.act({ act: "delete-entity", organization: "tenant1", cluster: "tkg1" });
    await scene.sweepAll();
    expect(await scene.cluster("tkg1")).toMatchObject({ missedAt: scene.now(), goneAt: null });
    await scene.advance(5_000);
    await scene.sweepAll();
    expect(await scene.cluster("tkg1")).toMatchObject({ goneAt: null });
    const { dueAt } = await scene.readPlace();
    expect(dueAt.getTime() - scene.now().getTime()).toBeLessThanOrEqual(10_000);
    await scene.advance(5_000);
    await scene.sweepAll();
    const gone = await scene.cluster("tkg1");
    expect(gone.goneAt).toEqual(scene.now());

    // As a list that left it out twice would have it.
    await askForCluster(scene, "tkg2");
    await scene.sweepAll();
    const { id } = await scene.cluster("tkg2");
    await scene.db.update(vcdClusters).set({ goneAt: scene.now() }).where(eq(vcdClusters.id, id));
    await scene.sweepAll();
    expect(await scene.cluster("tkg2")).toMatchObject({ id, goneAt: null, missedAt: null });
  });

  it("keeps each organization's clusters, edges and tasks to itself", async () => {
    await withCluster(personality);
    const tenant2 = await scene.bind("tenant2");
    await askForCluster(scene, "other", "tenant2");
    await scene.sweep();
    await scene.sweep(tenant2.place.id);

    expect((await scene.clusters()).map(({ name }) => name)).toEqual(["tkg1"]);
    expect((await scene.edges()).map(({ seen }) => seen.name)).toEqual(["tenant1-edge"]);
    expect(await scene.tasks()).toEqual([]);
    expect(await scene.clusters(tenant2.place.id)).toMatchObject([
      { name: "other", organizationId: tenant2.organization.id, vcdOrganizationId: tenant2.binding.id },
    ]);
    expect((await scene.edges(tenant2.place.id)).map(({ seen }) => seen.name)).toEqual(["tenant2-edge"]);
    expect(await scene.tasks(tenant2.place.id)).toMatchObject([{ organizationId: tenant2.organization.id }]);
    const contexts = (await scene.calls("listEntities")).map(
      ({ tenantContext }) => `urn:vcloud:org:${tenantContext}`,
    );
    expect(contexts).toEqual([scene.binding.orgId, tenant2.binding.orgId]);
  });

  it("tells open pages what changed, and nothing where nothing did", async () => {
    await withCluster(personality);
    const changes = await hearChanges(scene.installation.url);
    try {
      await scene.sweep();
      const { id } = await scene.cluster("tkg1");
      const [edge] = await scene.edges();
      const organizationId = scene.organization.id;
      expect(await changes.drain()).toEqual(
        expect.arrayContaining([
          { organizationId, kind: "clusters", id },
          { organizationId, kind: "edges", id: edge?.edgeId },
        ]),
      );
      const { revision } = await scene.cluster("tkg1");
      await scene.advance(60_000);
      await scene.sweepAll();
      expect((await changes.drain()).filter(({ kind }) => kind !== "places")).toEqual([]);
      expect(await scene.cluster("tkg1")).toMatchObject({ revision, seenAt: scene.now() });

      await scene.vcd.act({
        act: "use-address",
        organization: "tenant1",
        edgeGateway: "tenant1-edge",
        ipAddress: "127.149.1.109",
      });
      await scene.sweepAll();
      expect(await changes.drain()).toEqual([{ organizationId, kind: "edges", id: edge?.edgeId }]);
    } finally {
      await changes.close();
    }
  });
});

describe("clusters that CSE 3 did not make", () => {
  it("are listed with the health of their virtual service", async () => {
    const world = exampleWorld();
    const [tenant1] = world.organizations ?? [];
    if (!tenant1) throw new Error("unreachable");
    const capvcdClusters = [
      {
        name: "capi1",
        owner: "tenant1-admin",
        vdc: "tenant1-vdc",
        edgeGateway: "tenant1-edge",
        virtualIpAddress: "127.149.1.108",
        healthStatus: "DOWN" as const,
      },
    ];
    scene = await openVcdScene({ world: { ...world, organizations: [{ ...tenant1, capvcdClusters }] } });
    await scene.sweep();
    expect(await scene.cluster("capi1")).toMatchObject({
      dialect: "capvcd",
      kind: "CAPVCD",
      seen: {
        document: {},
        apiEndpoint: { host: "127.149.1.108", port: 6443 },
        virtualServices: [{ virtualIp: "127.149.1.108", health: "DOWN" }],
      },
    });
  });
});
