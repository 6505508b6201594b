import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { vcdTasks } from "@/lib/db/schema/vcd-clusters";
import { hearChanges } from "../support/changes";
import { askForCluster, openVcdScene, type VcdScene } from "../support/vcd";
import { startWorker } from "../support/worker";

let scene: VcdScene;
const others: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const other of others.splice(0)) await other.close();
  await scene.close();
});

/** Sweeps whenever the place is due, as the worker does, for so long of the world's time. */
async function watch(ms: number, sweep = () => scene.sweep()) {
  const end = scene.now().getTime() + ms;
  while (scene.now().getTime() < end) {
    const { dueAt } = await scene.readPlace();
    await scene.advance(Math.max(250, dueAt.getTime() - scene.now().getTime()));
    await sweep();
  }
}

describe.each(["3.0.4", "3.1.4"] as const)("tasks of CSE %s", (personality) => {
  it("are followed to their end, with every step they said, also by the next worker", async () => {
    scene = await openVcdScene({ personality });
    await scene.sweep();
    const { id } = await askForCluster(scene, "tkg1");
    await scene.sweepAll();
    const cluster = await scene.cluster("tkg1");
    expect(cluster.seen?.phase).toEqual({ operation: "CREATE", status: "IN_PROGRESS" });
    const [task] = await scene.tasks();
    expect(task).toMatchObject({ clusterId: cluster.id, status: "running", endedAt: null });
    const { dueAt } = await scene.readPlace();
    expect(dueAt.getTime() - scene.now().getTime()).toBeLessThanOrEqual(3_000);

    await watch(8_000);
    await scene.worker.crash();
    const next = startWorker(scene.installation.url, "http://127.0.0.1:9", scene.now);
    others.push(next);
    await watch(60_000, () => next.sweep(scene.place.id));

    const [ended, ...more] = await scene.tasks();
    expect(more).toEqual([]);
    expect(ended).toMatchObject({ taskId: task?.taskId, status: "success", clusterId: cluster.id });
    expect(ended?.endedAt).not.toBeNull();
    const steps = ended?.steps.map(({ step }) => step) ?? [];
    expect(steps).toEqual(
      expect.arrayContaining(["creating-vapp", "creating-control-plane", "initializing", "created"]),
    );
    expect(new Set(ended?.steps.map(({ operation }) => operation)).size).toBe(steps.length);
    const times = ended?.steps.map(({ at }) => Date.parse(at)) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(await scene.cluster("tkg1")).toMatchObject({
      entityId: id,
      seen: { phase: { status: "SUCCEEDED" } },
    });
  });

  it("say why they failed", async () => {
    scene = await openVcdScene({ personality });
    await scene.vcd.fault({ operation: "cse:kubeadm-init", kind: "error", message: "kubeadm init failed" });
    await askForCluster(scene, "tkg1");
    await scene.sweep();
    await watch(90_000);
    const [task] = await scene.tasks();
    expect(task).toMatchObject({
      status: "error",
      seen: { fault: { message: expect.stringMatching(/\w/) } },
    });
  });

  it("are looked at by themselves between full sweeps, and end the glances when they end", async () => {
    scene = await openVcdScene({ personality });
    await askForCluster(scene, "tkg1");
    await scene.sweep();
    await scene.advance(3_000);
    const glance = await scene.sweep();
    expect(glance).toMatchObject({ depth: "glance" });
    if (!glance || "failed" in glance) throw new Error("unreachable");
    expect(Object.fromEntries(glance.calls.look)).toEqual({ GetTask: 1, GetCluster: 1 });
    await scene.vcd.finish();
    await scene.readClock();
    await scene.sweepAll();
    expect((await scene.readPlace()).dueAt.getTime() - scene.now().getTime()).toBe(60_000);
  });

  it("tell the pages of their cluster", async () => {
    scene = await openVcdScene({ personality });
    await askForCluster(scene, "tkg1");
    await scene.sweep();
    const changes = await hearChanges(scene.installation.url);
    others.push(changes);
    await watch(9_000);
    const { id } = await scene.cluster("tkg1");
    expect(await changes.drain()).toContainEqual({
      organizationId: scene.organization.id,
      kind: "clusters",
      id,
    });
  });
});

describe("tasks", () => {
  it("of an edge gateway are shown with it while they run", async () => {
    scene = await openVcdScene();
    const admin = await scene.vcd.login();
    const edge = await admin.edge();
    const answer = await admin.call("POST", `/cloudapi/1.0.0/edgeGateways/${edge.id}/nat/rules`, {
      name: "by-hand",
      enabled: true,
      ruleType: "DNAT",
      externalAddresses: "127.149.1.105",
      internalAddresses: "127.168.0.150",
      dnatExternalPort: "443",
    });
    expect(answer.status).toBe(202);
    await scene.sweep();
    const [busy] = await scene.edges();
    expect(busy).toMatchObject({
      seen: { status: "CONFIGURING" },
      runningTasks: [{ operationName: "NAT_RULE_CREATE", status: "running" }],
    });
    // Nobody waits for it: the next full sweep is soon enough.
    expect((await scene.readPlace()).dueAt.getTime() - scene.now().getTime()).toBe(60_000);
    await scene.advance(60_000);
    await scene.sweep();
    expect(await scene.edges()).toMatchObject([
      { seen: { status: "REALIZED" }, runningTasks: [], nat: { rules: [{ name: "by-hand" }] } },
    ]);
    expect(await scene.tasks()).toMatchObject([{ status: "success", clusterId: null }]);
  });

  it("that VCD has forgotten end as not known, and are forgotten here after thirty days", async () => {
    scene = await openVcdScene();
    await askForCluster(scene, "tkg1");
    await scene.sweep();
    await scene.vcd.control("PUT", "settings", { taskExpiryMs: 0 });
    await scene.advance(3_000);
    await scene.sweep();
    expect(await scene.tasks()).toMatchObject([
      { status: "running", endedAt: scene.now(), seen: { fault: { code: "TaskForgotten" } } },
    ]);
    await scene.advance(31 * 24 * 3_600_000);
    await scene.sweepAll();
    expect(await scene.tasks()).toEqual([]);
  });

  it("are never kept with their result", async () => {
    scene = await openVcdScene({ personality: "3.1.4" });
    await askForCluster(scene, "tkg1");
    await scene.sweep();
    await watch(60_000);
    const [row] = await scene.db.select().from(vcdTasks).where(eq(vcdTasks.placeId, scene.place.id));
    expect(row?.status).toBe("success");
    expect(row?.seen).not.toHaveProperty("result");
    expect(JSON.stringify(row)).not.toContain("resultContent");
  });
});
