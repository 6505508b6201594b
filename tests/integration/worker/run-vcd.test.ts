import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { places } from "@/lib/db/schema/places";
import { runWorker } from "@/lib/worker/run";
import { wake } from "../support/installation";
import { sealingKeys } from "../support/sealing-keys";
import { askForCluster, openVcdScene, type VcdScene } from "../support/vcd";
import { installationId } from "../support/worker";

let scene: VcdScene;
beforeEach(async () => {
  scene = await openVcdScene();
  // The worker under test runs by the machine's clock, which is behind the scene's.
  await scene.db
    .update(places)
    .set({ dueAt: sql`now()`, fullSweepDueAt: sql`now()`, inventoryDueAt: sql`now()` })
    .where(eq(places.id, scene.place.id));
});
afterEach(() => scene.close());

const patience = { timeout: 30_000, interval: 50 };

it("sweeps organizations of VCD, hears wake-ups, and reads templates once somebody has signed in", async () => {
  const stop = new AbortController();
  const running = runWorker(
    {
      databaseUrl: scene.installation.url,
      installationId,
      awsEndpoints: {},
      sealingPrivateKeys: [sealingKeys.privateKey],
      glanceSeconds: 1,
      fullSweepSeconds: 600,
      logLevel: "silent",
    },
    stop.signal,
  );
  await expect.poll(async () => (await scene.readPlace()).inventoriedAt, patience).not.toBeNull();

  await askForCluster(scene, "tkg1");
  await wake(scene.db, scene.place.id, { fullSweep: true });
  await expect.poll(async () => (await scene.clusters()).map(({ name }) => name), patience).toEqual(["tkg1"]);
  await scene.vcd.finish();
  await expect
    .poll(async () => (await scene.tasks()).map(({ status }) => status), patience)
    .toEqual(["success"]);

  await scene.signIn("tenant1-admin");
  await expect.poll(async () => (await scene.inventory()).templates?.length, patience).toBe(3);
  expect(await scene.systemTokenCalledCse()).toBe(false);

  stop.abort();
  await running;
  expect((await scene.readPlace()).leaseOwner).toBeNull();
});
