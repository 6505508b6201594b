import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, it } from "vitest";
import { clusterActs, vcdClusters } from "@/lib/db/schema/vcd-clusters";
import type { ActInput } from "@/lib/domain/vcd/acts";
import { documentVersions, emptyConfig } from "@/lib/domain/vcd/cluster-config";
import { ClusterActs } from "@/lib/worker/cluster-acts";
import { askForCluster, openVcdScene, type VcdScene } from "../support/vcd";

let scene: VcdScene;
afterEach(() => scene.close());

/** Puts down an act of tenant1's administrator and sends it, as the worker does. */
async function act(clusterId: string, input: ActInput): Promise<string> {
  const { personId, vcdSessionId } = await scene.signIn("tenant1-admin");
  const id = uuidv7();
  await scene.db.insert(clusterActs).values({
    id,
    organizationId: scene.organization.id,
    placeId: scene.place.id,
    clusterId,
    kind: input.kind,
    input,
    personId,
    vcdSessionId,
    state: "waiting",
    createdAt: scene.now(),
  });
  const acts = new ClusterActs(scene.worker.context);
  for (const each of await acts.claim(10)) await acts.send(each);
  return id;
}

async function read(id: string) {
  const [row] = await scene.db.select().from(clusterActs).where(eq(clusterActs.id, id));
  return row as typeof clusterActs.$inferSelect;
}

const settled = async (id: string) => /^(done|refused|lost)$/.test((await read(id)).state);

describe.each(["3.0.4", "3.1.4"] as const)("acts with CSE %s", (personality) => {
  async function withCluster() {
    scene = await openVcdScene({ personality });
    await askForCluster(scene, "tkg1", "tenant1", { expose: false });
    await scene.vcd.finish();
    await scene.readClock();
    await scene.sweep();
    return scene.cluster("tkg1");
  }

  it("a resize is done when its task has ended", async () => {
    const { id: clusterId } = await withCluster();
    const id = await act(clusterId, { kind: "resize", workers: 2, nfsNodes: 0 });
    expect(await read(id)).toMatchObject({ state: "accepted", taskId: expect.stringMatching(/^urn:/) });
    await scene.until(() => settled(id));
    expect(await read(id)).toMatchObject({ state: "done", fault: null, endedAt: scene.now() });
    const { taskId } = await read(id);
    expect(await scene.tasks()).toContainEqual(
      expect.objectContaining({ taskId, clusterId, status: "success" }),
    );
    expect((await scene.cluster("tkg1")).seen?.workers).toHaveLength(2);
  });

  it("a delete is done when the cluster is gone, seen twice", async () => {
    const { id: clusterId } = await withCluster();
    const id = await act(clusterId, { kind: "delete" });
    await scene.until(() => settled(id));
    expect(await read(id)).toMatchObject({ state: "done" });
    expect((await scene.cluster("tkg1")).goneAt).not.toBeNull();
  });

  it("one whose task fails is refused, with why", async () => {
    const { id: clusterId } = await withCluster();
    await scene.vcd.fault({ operation: "cse:delete-vapp", kind: "error", message: "The vApp is stuck." });
    const id = await act(clusterId, { kind: "delete" });
    await scene.until(() => settled(id));
    expect(await read(id)).toMatchObject({
      state: "refused",
      fault: { message: expect.stringMatching(/\w/) },
    });
  });

  it("a resize whose answer was lost is found by the task that it began", async () => {
    const { id: clusterId } = await withCluster();
    await scene.vcd.fault({ operation: "updateCluster", kind: "lost-reply" });
    const id = await act(clusterId, { kind: "resize", workers: 2, nfsNodes: 0 });
    expect(await read(id)).toMatchObject({ state: "unknown", taskId: null });
    await scene.until(() => settled(id));
    expect(await read(id)).toMatchObject({ state: "done", taskId: expect.stringMatching(/^urn:/) });
  });

  it("a create whose answer was lost is found by its name, and its row becomes the cluster's", async () => {
    scene = await openVcdScene({ personality });
    const clusterId = await insertAsked();
    await scene.vcd.fault({ operation: "createCluster", kind: "lost-reply" });
    const id = await act(clusterId, { kind: "create", config: asked() });
    expect(await read(id)).toMatchObject({ state: "unknown" });
    await scene.until(() => settled(id));
    expect(await read(id)).toMatchObject({ state: "done" });
    expect(await scene.clusters()).toMatchObject([
      { id: clusterId, entityId: expect.stringMatching(/^urn:/), goneAt: null },
    ]);
  });

  it("a create that never reached CSE is lost, and its row is closed", async () => {
    scene = await openVcdScene({ personality });
    const clusterId = await insertAsked();
    await scene.vcd.fault({ operation: "createCluster", kind: "drop-before" });
    const id = await act(clusterId, { kind: "create", config: asked() });
    expect(await read(id)).toMatchObject({ state: "unknown" });
    await scene.until(() => settled(id));
    expect(await read(id)).toMatchObject({ state: "lost" });
    await scene.sweepAll();
    expect((await scene.cluster("tkg1")).goneAt).not.toBeNull();
    expect(await scene.calls("createCluster")).toHaveLength(1);
  });

  const asked = () => ({
    ...emptyConfig(),
    documentVersion: documentVersions[personality === "3.0.4" ? "1.0.0" : "2.1.0"],
    ...(personality === "3.1.4" && { site: scene.vcd.url }),
    kind: "TKGm" as const,
    name: "tkg1",
    organization: "tenant1",
    vdc: "tenant1-vdc",
    network: "default-organization-network",
    template: { name: "ubuntu-20.04_tkgm-1.20_antrea-0.11", revision: 1 },
  });

  async function insertAsked(): Promise<string> {
    await scene.sweep();
    const id = uuidv7();
    await scene.db.insert(vcdClusters).values({
      id,
      organizationId: scene.organization.id,
      vcdOrganizationId: scene.binding.id,
      placeId: scene.place.id,
      name: "tkg1",
      dialect: personality === "3.0.4" ? "native-1" : "native-2",
      kind: "TKGm",
      asked: asked(),
    });
    return id;
  }
});
