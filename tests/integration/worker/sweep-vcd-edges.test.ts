import { afterEach, describe, expect, it } from "vitest";
import { seal } from "@/lib/crypto/seal";
import { vcdSites } from "@/lib/db/schema/sites";
import { vcdEdges } from "@/lib/db/schema/vcd-clusters";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import type { World } from "@/sandbox/vcd/world";
import { sealingKeys } from "../support/sealing-keys";
import { askForCluster, openVcdScene, type VcdScene } from "../support/vcd";

let scene: VcdScene;
afterEach(() => scene.close());

/** The example's world, its first edge gateway changed. */
function worldWith(edge: object): World {
  const world = exampleWorld();
  const [tenant1, ...others] = world.organizations ?? [];
  const [first, ...rest] = tenant1?.edgeGateways ?? [];
  if (!tenant1 || !first) throw new Error("unreachable");
  const edgeGateways = [{ ...first, ...edge }, ...rest];
  return { ...world, organizations: [{ ...tenant1, edgeGateways }, ...others] };
}

async function lookCalls(): Promise<Record<string, number>> {
  const report = await scene.sweepAll();
  if (!report || "failed" in report) throw new Error(JSON.stringify(report));
  return Object.fromEntries(report.calls.look);
}

describe("edge gateways of a look", () => {
  it("come with the members of groups and the ports of profiles that their rules name", async () => {
    const firewallRules = [
      { name: "office", action: "ALLOW", sources: ["10.1.0.0/16"], tcpPorts: ["6443"], direction: "IN" },
      { name: "off", action: "DROP", sources: ["10.2.0.0/16"], enabled: false },
    ];
    scene = await openVcdScene({ world: worldWith({ firewallRules }) });
    await scene.sweep();
    const [edge] = await scene.edges();
    const members = (edge?.groups ?? []).map(({ ipAddresses }) => ipAddresses);
    // Rules that are off decide nothing: their groups are not read.
    expect(members).toContainEqual(["10.1.0.0/16"]);
    expect(members).toContainEqual(null);
    const [rule] = edge?.firewall?.userRules ?? [];
    const profile = edge?.profiles?.find(({ id }) => id === rule?.portProfiles[0]?.id);
    expect(profile?.ports).toEqual([{ protocol: "TCP", destinationPorts: ["6443"] }]);
  });

  it("are forgotten once two full sweeps did not list them", async () => {
    scene = await openVcdScene();
    await scene.sweep();
    const [edge] = await scene.edges();
    if (!edge) throw new Error("unreachable");
    const edgeId = "urn:vcloud:gateway:00000000-0000-4000-8000-000000000000";
    await scene.db.insert(vcdEdges).values({ ...edge, edgeId });
    await scene.advance(60_000);
    await scene.sweepAll();
    expect(await scene.edges()).toHaveLength(2);
    await scene.advance(60_000);
    await scene.sweepAll();
    expect(await scene.edges()).toMatchObject([{ edgeId: edge.edgeId }]);
  });

  it("of NSX-V are listed, and not asked for what they do not have", async () => {
    scene = await openVcdScene({ world: worldWith({ gatewayType: "NSXV_BACKED" }) });
    expect(await lookCalls()).not.toHaveProperty("ListNatRules");
    expect(await scene.edges()).toMatchObject([
      { seen: { nsxT: false }, nat: null, firewall: null, edgeFault: null, firewallFault: null },
    ]);
  });
});

describe("machines of control planes", () => {
  it("are read again when their place is new, and gone when their vApp is", async () => {
    scene = await openVcdScene();
    await askForCluster(scene, "tkg1", "tenant1", { expose: false });
    await scene.vcd.finish();
    await scene.readClock();
    await scene.sweep();
    expect(await scene.cluster("tkg1")).toMatchObject({ vm: { address: "127.168.0.100" } });
    await scene.vcd.act({
      act: "move-control-plane",
      organization: "tenant1",
      cluster: "tkg1",
      ipAddress: "127.168.0.177",
    });
    await scene.advance(60_000);
    expect(await lookCalls()).not.toHaveProperty("GetVApp");
    await scene.advance(300_000);
    expect(await lookCalls()).toMatchObject({ GetVApp: 1 });
    expect(await scene.cluster("tkg1")).toMatchObject({
      vm: { address: "127.168.0.177" },
      vmAt: scene.now(),
    });
    await scene.vcd.act({ act: "delete-vapp", organization: "tenant1", cluster: "tkg1" });
    await scene.advance(300_000);
    await scene.sweepAll();
    expect(await scene.cluster("tkg1")).toMatchObject({ vm: null, vmAt: scene.now(), goneAt: null });
  });
});

describe("the site's credential", () => {
  it("may be an API token, where the version has them", async () => {
    scene = await openVcdScene({ personality: "3.1.4" });
    const credential = { kind: "api-token", organization: "System", token: "sandbox-provider-api-token" };
    await scene.db.update(vcdSites).set({
      credentialSealed: await seal(
        JSON.stringify(credential),
        `vcd-site/${scene.site.id}`,
        sealingKeys.publicKey,
      ),
    });
    expect(await scene.sweep()).toMatchObject({ depth: "full" });
    expect(await scene.edges()).toHaveLength(1);
  });
});

describe("the inventory", () => {
  it("is taken again when a cluster names a network that it does not know", async () => {
    scene = await openVcdScene();
    await scene.sweep();
    const world = exampleWorld();
    const [tenant1] = world.organizations ?? [];
    const [network] = tenant1?.networks ?? [];
    if (!tenant1 || !network) throw new Error("unreachable");
    const added = {
      ...network,
      name: "new-network",
      gateway: "127.168.9.1",
      ranges: [{ start: "127.168.9.100", end: "127.168.9.110" }],
    };
    const cluster = {
      name: "tkg9",
      owner: "tenant1-admin",
      vdc: "tenant1-vdc",
      network: "new-network",
      template: "ubuntu-16.04_k8-1.20_weave-2.6.5",
    };
    await scene.vcd.control("PUT", "world", {
      organizations: [{ ...tenant1, networks: [added], clusters: [cluster] }],
    });
    await scene.readClock();
    await scene.sweepAll();
    expect(await scene.cluster("tkg9")).toMatchObject({ edgeId: null });
    const { dueAt } = await scene.readPlace();
    expect(dueAt.getTime() - scene.now().getTime()).toBe(1_000);
    await scene.advance(1_000);
    await scene.sweep();
    expect((await scene.inventory()).networks.map(({ name }) => name)).toContain("new-network");
    await scene.advance(1_000);
    await scene.sweep();
    const [edge] = await scene.edges();
    expect(await scene.cluster("tkg9")).toMatchObject({ edgeId: edge?.edgeId });
  });
});
