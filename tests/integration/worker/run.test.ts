import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { awsAccounts, places } from "@/lib/db/schema/places";
import { workers } from "@/lib/db/schema/workers";
import { runWorker } from "@/lib/worker/run";
import { wake } from "../support/installation";
import { sealingKeys } from "../support/sealing-keys";
import { installationId, openScene, type Scene } from "../support/worker";
import { providerAccountId } from "../support/world";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
  // The worker under test runs by the machine's clock, which is behind the scene's.
  await scene.db
    .update(places)
    .set({ dueAt: sql`now()`, fullSweepDueAt: sql`now()`, inventoryDueAt: sql`now()` })
    .where(eq(places.id, scene.place.id));
});
afterEach(() => scene.close());

const patience = { timeout: 30_000, interval: 50 };

function run() {
  const stop = new AbortController();
  const running = runWorker(
    {
      databaseUrl: scene.installation.url,
      installationId,
      awsEndpoints: { ec2: scene.world.url, sts: scene.world.url },
      sealingPrivateKeys: [sealingKeys.privateKey],
      glanceSeconds: 1,
      fullSweepSeconds: 600,
      logLevel: "silent",
    },
    stop.signal,
  );
  return { stop: () => stop.abort(), running };
}

it("sweeps what is due, hears wake-ups, shows that it lives, makes checks that are asked for, and stops when told", async () => {
  const { stop, running } = run();
  await expect.poll(async () => (await scene.readPlace()).sweptAt, patience).not.toBeNull();
  const [heartbeat] = await scene.db.select().from(workers);
  expect(heartbeat?.facts).toMatchObject({ installationId });
  expect(JSON.stringify(heartbeat?.facts)).not.toContain("AKIATESTPROVIDER0001");

  const { id } = await scene.request({ approvedAt: new Date() });
  await wake(scene.db, scene.place.id, { fullSweep: true });
  await expect.poll(() => scene.world.count("CreateVpcPeeringConnection"), patience).toBe(1);
  await scene.world.advance(2_000);
  await expect.poll(async () => (await scene.read(id)).state, patience).toBe("awaiting-acceptance");

  await scene.db
    .update(awsAccounts)
    .set({ checkAskedAt: new Date() })
    .where(eq(awsAccounts.id, scene.account.id));
  const readCheck = async () => (await scene.db.select().from(awsAccounts))[0]?.checkResult?.accountId;
  await expect.poll(readCheck, patience).toBe(providerAccountId);

  stop();
  await running;
  expect(await scene.db.select().from(workers)).toEqual([]);
  expect((await scene.readPlace()).leaseOwner).toBeNull();
});

it("two workers on one database send one request", async () => {
  const { id } = await scene.request({ approvedAt: new Date() });
  const both = [run(), run()];
  await expect.poll(() => scene.world.count("CreateVpcPeeringConnection"), patience).toBe(1);
  await scene.world.advance(2_000);
  await expect.poll(async () => (await scene.read(id)).state, patience).toBe("awaiting-acceptance");
  for (const { stop } of both) stop();
  await Promise.all(both.map(({ running }) => running));
  expect(await scene.world.peerings()).toHaveLength(1);
});
