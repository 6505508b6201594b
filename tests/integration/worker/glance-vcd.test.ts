import { afterEach, describe, expect, it } from "vitest";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import type { World } from "@/sandbox/vcd/world";
import { type ExposureScene, openExposureScene } from "../support/exposures";

let scene: ExposureScene;
afterEach(() => scene.close());

/** The example's world with a second edge gateway for tenant1, which no cluster is behind. */
function twoEdges(): World {
  const world = exampleWorld();
  const [tenant1, ...others] = world.organizations ?? [];
  if (!tenant1) throw new Error("unreachable");
  const subnets = [
    {
      gateway: "127.149.1.1",
      prefixLength: 24,
      ranges: [{ start: "127.149.1.131", end: "127.149.1.134" }],
      primaryIp: "127.149.1.131",
    },
  ];
  const second = { name: "second-edge", vdc: "tenant1-vdc", uplinks: [{ name: "ext-net-1", subnets }] };
  const edgeGateways = [...(tenant1.edgeGateways ?? []), second];
  return { ...world, organizations: [{ ...tenant1, edgeGateways }, ...others] };
}

async function lookCalls() {
  const report = await scene.sweep();
  if (!report || "failed" in report) throw new Error(JSON.stringify(report));
  return { depth: report.depth, calls: Object.fromEntries(report.calls.look) };
}

const secondsUntilDue = async () =>
  ((await scene.readPlace()).dueAt.getTime() - scene.now().getTime()) / 1000;

/** What concerns one exposure, on its edge alone. */
const ofOneExposure = {
  ListRunningTasks: 1,
  GetEdgeGateway: 1,
  ListNatRules: 1,
  ListUsedAddresses: 1,
  GetCluster: 1,
  GetVApp: 1,
};

describe("a glance at an organization of VCD", () => {
  it("reads what a changed exposure concerns, and nothing of other clusters and edges", async () => {
    scene = await openExposureScene({ world: twoEdges() });
    await scene.buildCluster("tkg1");
    await scene.buildCluster("tkg2");
    const { id } = await scene.expose("tkg1");
    await scene.advance(1_000);
    expect(await lookCalls()).toEqual({ depth: "glance", calls: ofOneExposure });
    expect((await scene.exposure(id)).address).toMatch(/^127\.149\.1\.1/);
    expect(await secondsUntilDue()).toBeLessThanOrEqual(3);
    await scene.advance(3_000);
    expect((await lookCalls()).calls).toEqual({ ...ofOneExposure, GetTask: 1 });
  });

  it("ends where nothing moves: exposed and unwatched, the full sweep is soon enough", async () => {
    scene = await openExposureScene({ world: twoEdges() });
    await scene.buildCluster("tkg1");
    const { id } = await scene.expose("tkg1");
    await scene.untilState(id, "exposed");
    await scene.goOn(30_000);
    await scene.sweepAll();
    expect(await secondsUntilDue()).toBe(60);
    await scene.change(id, { watchedUntil: new Date(scene.now().getTime() + 20_000) });
    await scene.advance(1_000);
    expect(await lookCalls()).toEqual({ depth: "glance", calls: ofOneExposure });
    expect(await secondsUntilDue()).toBe(3);
    await scene.advance(21_000);
    await scene.sweep();
    expect(await secondsUntilDue()).toBeGreaterThan(3);
  });

  it("is followed by a full sweep after own writes", async () => {
    scene = await openExposureScene();
    await scene.buildCluster("tkg1");
    await scene.expose("tkg1");
    await scene.advance(1_000);
    const report = await scene.sweep();
    expect(report).toMatchObject({ depth: "glance", sent: 1 });
    const { fullSweepDueAt } = await scene.readPlace();
    expect(fullSweepDueAt.getTime() - scene.now().getTime()).toBe(10_000);
  });
});
