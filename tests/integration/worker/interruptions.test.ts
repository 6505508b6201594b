import { spawn } from "node:child_process";
import { once } from "node:events";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connections } from "@/lib/db/schema/connections";
import { awsAccounts, places } from "@/lib/db/schema/places";
import { claimDuePlaces } from "@/lib/worker/places";
import { type Gate, startGate } from "../support/gate";
import { wake } from "../support/installation";
import { sealingKeys } from "../support/sealing-keys";
import { installationId, openScene, type Scene, startWorker } from "../support/worker";
import { awsId, clusterVpc, providerKey, tenantAccountId, twoAccounts } from "../support/world";

let gate: Gate;
let scene: Scene;
const others: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  scene = await openScene({
    endpoint: async (url) => {
      gate = await startGate(url);
      return gate.url;
    },
  });
});
afterEach(async () => {
  for (const other of others.splice(0)) await other.close();
  await gate.close();
  await scene.close();
});

/** A second worker, on the sandbox itself. */
function secondWorker() {
  const worker = startWorker(scene.installation.url, scene.world.url, scene.world.now);
  others.push(worker);
  return worker;
}

/** As time passes for a worker that stopped renewing. */
async function letLeaseEnd(): Promise<void> {
  await scene.db
    .update(places)
    .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` })
    .where(eq(places.id, scene.place.id));
}

/** The rest of the story with another worker, as `until` tells it. */
async function finishWith(worker: ReturnType<typeof startWorker>, id: string, state: string): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    await worker.sweep(scene.place.id);
    if ((await scene.read(id)).state === state) return;
    await scene.world.advance(5_000);
  }
  throw new Error(`Still ${(await scene.read(id)).state}`);
}

async function expectOnePeering(id: string): Promise<void> {
  const peerings = await scene.world.peerings();
  expect(peerings).toHaveLength(1);
  expect((await scene.read(id)).peeringId).toBe(peerings[0]?.vpcPeeringConnectionId);
  expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(1);
}

describe("a worker that dies", () => {
  it("between the call and its record: the successor finds the peering and makes no second", async () => {
    const { id } = await scene.request();
    const held = gate.hold("CreateVpcPeeringConnection", "after");
    const dying = scene.sweep();
    await held.reached;
    await scene.worker.crash();
    held.release();
    expect(await dying).toBeNull();
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["open"]);

    const worker = secondWorker();
    expect(await worker.sweep(scene.place.id)).toBeNull();
    await letLeaseEnd();
    await finishWith(worker, id, "awaiting-acceptance");
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["done"]);
    await expectOnePeering(id);
  });

  it("between the record of an attempt and the call: nothing was made, and it is sent once the look-back is over", async () => {
    const { id } = await scene.request();
    const held = gate.hold("CreateVpcPeeringConnection", "before");
    const dying = scene.sweep();
    await held.reached;
    await scene.worker.crash();
    await gate.close();
    await dying;
    await letLeaseEnd();
    await finishWith(secondWorker(), id, "awaiting-acceptance");
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["lost", "done"]);
    await expectOnePeering(id);
  });

  it("in the middle of its look: the next sweep does it all", async () => {
    const { id } = await scene.request();
    const held = gate.hold("DescribeRouteTables", "after");
    const dying = scene.sweep();
    await held.reached;
    await scene.worker.crash();
    held.release();
    await dying;
    await letLeaseEnd();
    await finishWith(secondWorker(), id, "awaiting-acceptance");
    await expectOnePeering(id);
  });

  it("as a process, by a signal it cannot catch", async () => {
    const { id } = await scene.request();
    await scene.db
      .update(places)
      .set({ dueAt: sql`now()`, fullSweepDueAt: sql`now()`, inventoryDueAt: sql`now()` })
      .where(eq(places.id, scene.place.id));
    const held = gate.hold("CreateVpcPeeringConnection", "after");
    const child = spawn(process.execPath, ["--import", "tsx", "bin/worker.ts"], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "test",
        DATABASE_URL: scene.installation.url,
        DRAWBRIDGE_INSTALLATION_ID: installationId,
        SEALING_PRIVATE_KEYS: sealingKeys.privateKey,
        AWS_ENDPOINT_URL_EC2: gate.url,
        AWS_ENDPOINT_URL_STS: gate.url,
        AWS_ACCESS_KEY_ID: providerKey.accessKeyId,
        AWS_SECRET_ACCESS_KEY: providerKey.secretAccessKey,
        LOG_LEVEL: "silent",
      },
      stdio: "inherit",
    });
    const ended = once(child, "exit");
    await held.reached;
    child.kill("SIGKILL");
    await ended;
    held.release();
    await letLeaseEnd();
    await finishWith(secondWorker(), id, "awaiting-acceptance");
    await expectOnePeering(id);
  });
});

describe("a worker that is held up beyond its lease", () => {
  it("writes nothing any more, neither the outcome of its call nor its plan", async () => {
    const { id } = await scene.request();
    const held = gate.hold("CreateVpcPeeringConnection", "after");
    const late = scene.sweep();
    await held.reached;
    await letLeaseEnd();
    const worker = secondWorker();
    await worker.sweep(scene.place.id);
    const before = {
      row: await scene.read(id),
      attempts: await scene.attempts(id),
      place: await scene.readPlace(),
    };
    held.release();
    expect(await late).toBeNull();
    expect({
      row: await scene.read(id),
      attempts: await scene.attempts(id),
      place: await scene.readPlace(),
    }).toEqual(before);
    await finishWith(worker, id, "awaiting-acceptance");
    await expectOnePeering(id);
  });

  it("sends nothing: its attempt is refused with its lease", async () => {
    const { id } = await scene.request();
    const held = gate.hold("DescribeVpcPeeringConnections", "after");
    const late = scene.sweep();
    await held.reached;
    await letLeaseEnd();
    const worker = secondWorker();
    await finishWith(worker, id, "awaiting-acceptance");
    held.release();
    expect(await late).toBeNull();
    await expectOnePeering(id);
  });
});

describe("meanwhile", () => {
  it("a place that is woken during its sweep is due again at its end", async () => {
    await scene.sweep();
    await scene.sweep();
    expect((await scene.readPlace()).dueAt.getTime()).toBeGreaterThan(scene.world.now().getTime());
    await scene.world.advance(60_000);
    const held = gate.hold("DescribeRouteTables", "before");
    const sweeping = scene.sweep();
    await held.reached;
    const { id } = await scene.request();
    await wake(scene.db, scene.place.id, { fullSweep: true });
    held.release();
    await sweeping;
    const place = await scene.readPlace();
    expect(place.dueAt.getTime()).toBeLessThanOrEqual(scene.world.now().getTime());
    expect(place.leaseOwner).toBeNull();
    expect(await claimDuePlaces(scene.worker.context, 5)).toHaveLength(1);
    expect((await scene.read(id)).state).toBe("queued");
  });

  it("a row that a person changes during the sweep is left alone, and its step is not sent", async () => {
    const { id } = await scene.request();
    const held = gate.hold("DescribeRouteTables", "after");
    const sweeping = scene.sweep();
    await held.reached;
    await scene.change(id, { wanted: "gone" });
    held.release();
    await sweeping;
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(0);
    await scene.until(id, ({ state }) => state === "withdrawn");
    expect(await scene.world.peerings()).toEqual([]);
  });

  it.each(["cluster", "place", "observe only"] as const)(
    "a hold (%s) that comes during a sweep is obeyed by it",
    async (hold) => {
      const { id } = await scene.request();
      const held = gate.hold("DescribeSubnets", "after");
      const sweeping = scene.sweep();
      await held.reached;
      if (hold === "cluster") await scene.holdCluster(scene.world.now());
      if (hold === "place") {
        await scene.db
          .update(places)
          .set({ heldAt: scene.world.now(), heldReason: "Maintenance" })
          .where(eq(places.id, scene.place.id));
      }
      if (hold === "observe only") await scene.db.update(awsAccounts).set({ mode: "observe" });
      held.release();
      await sweeping;
      expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(0);
      expect(await scene.attempts(id)).toEqual([]);
      await scene.until(id, ({ blocked }) => /^(held|observe-only)$/.test(blocked?.code ?? ""));
    },
  );

  it("a row that a person changes between plan and call is not acted upon", async () => {
    const { id } = await scene.request();
    await scene.sweep();
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    await scene.world.act({
      act: "accept",
      vpcPeeringConnectionId: (await scene.read(id)).peeringId as string,
    });
    const held = gate.hold("CreateRoute", "after");
    const going = scene.until(id, ({ state }) => state === "active" || state === "removed");
    await held.reached;
    await scene.change(id, { wanted: "gone" });
    held.release();
    expect((await going).state).toBe("removed");
    expect(await scene.world.count("CreateRoute")).toBe(1);
  });

  it("a peering that appears between look and call keeps ours from being sent", async () => {
    const { id } = await scene.request();
    const held = gate.hold("DescribeRouteTables", "after");
    const sweeping = scene.sweep();
    await held.reached;
    await scene.world.act({
      act: "create-peering",
      vpcId: scene.clusterVpcId,
      peerVpcId: scene.tenantVpcId,
    });
    held.release();
    await sweeping;
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(0);
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "pair-already-connected");
    expect(row.peeringId).toBeNull();
  });

  it("two workers at once sweep a place once, and share places without overlap", async () => {
    const other = secondWorker();
    const ids = await Promise.all(
      [1, 2, 3].map(() => scene.request({ vpcId: awsId("vpc", String(Math.random())) })),
    );
    const reports = await Promise.all([scene.sweep(), other.sweep(scene.place.id)]);
    expect(reports.filter((report) => report === null)).toHaveLength(1);
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(ids.length);

    const regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "eu-north-1", "eu-south-1"];
    await scene.world.add(twoAccounts([], [clusterVpc("theirs", "10.77.0.0/16", "eu-west-1")]));
    await scene.installation.addAccount(tenantAccountId, { regions });
    const claimed = await Promise.all([
      claimDuePlaces(scene.worker.context, 4),
      claimDuePlaces(other.context, 4),
    ]);
    const placeIds = claimed.flat().map(({ placeId }) => placeId);
    expect(new Set(placeIds).size).toBe(placeIds.length);
    expect(placeIds).toHaveLength(6);
    expect(await scene.db.$count(connections)).toBe(3);
  });
});
