import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDuePlaces } from "@/lib/worker/places";
import { type Gate, startGate } from "../support/gate";
import { openScene, type Scene, startWorker } from "../support/worker";

// Leases are the database's time: a worker whose clock is off can neither take a place early nor keep it longer.
const dayMs = 24 * 3_600_000;
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

function workerWithClock(offMs: number) {
  const clock = () => new Date(scene.world.now().getTime() + offMs);
  const worker = startWorker(scene.installation.url, scene.world.url, clock);
  others.push(worker);
  return worker;
}

test.each([dayMs, -dayMs, 60_000, -60_000])(
  "a worker whose clock is off by %i ms takes no place that another one holds",
  async (offMs) => {
    const { id } = await scene.request();
    const held = gate.hold("CreateVpcPeeringConnection", "before");
    const sweeping = scene.sweep();
    await held.reached;
    const other = workerWithClock(offMs);
    expect(await other.sweep(scene.place.id)).toBeNull();
    expect(await claimDuePlaces(other.context, 4)).toEqual([]);
    held.release();
    expect(await sweeping).not.toBeNull();
    await other.sweep(scene.place.id);
    await scene.sweep();
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(1);
    expect(await scene.world.peerings()).toHaveLength(1);
    expect((await scene.read(id)).peeringId).toBe((await scene.world.peerings())[0]?.vpcPeeringConnectionId);
  },
);
