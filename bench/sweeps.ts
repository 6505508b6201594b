import { performance } from "node:perf_hooks";
import { clusters } from "@/lib/db/schema/clusters";
import { CallTally } from "@/lib/providers/aws/client";
import { lookAtEverything } from "@/lib/worker/look";
import { type Fleet, type FleetSize, inventoryCall, openFleet } from "@/tests/integration/support/fleet";
import { providerAccountId } from "@/tests/integration/support/world";
import { median } from "./median";

export type SweepFigures = {
  connections: number;
  places: number;
  /** EC2 calls of a full sweep of everything, inventory apart. */
  calls: number;
  /** What one describe and one table read for each connection would cost. */
  callsOneByOne: number;
  /** Median wall time of a full sweep of everything. */
  sweepMs: number;
  /** Median wall time of only reading the same pages, nothing planned or recorded. */
  readMs: number;
};

const rounds = 5;

/** Sweeps a fleet several times, and reads the same pages bare in turn, so that both meet the same machine. */
export async function measureSweeps(size: FleetSize): Promise<SweepFigures> {
  const fleet = await openFleet(size);
  try {
    await settle(fleet, size.clustersPerRegion);
    const sweeps: number[] = [];
    const reads: number[] = [];
    let calls = 0;
    for (let round = 0; round < rounds; round += 1) {
      await fleet.world.advance(61_000);
      const began = performance.now();
      const journal = await fleet.sweepAll();
      sweeps.push(performance.now() - began);
      calls = journal.filter(({ action }) => !inventoryCall.test(action)).length;
      const readBegan = performance.now();
      await readBare(fleet);
      reads.push(performance.now() - readBegan);
    }
    const connections = size.regions.length * size.clustersPerRegion * size.connectionsPerCluster;
    return {
      connections,
      places: size.regions.length,
      calls,
      callsOneByOne: connections * 2,
      sweepMs: median(sweeps),
      readMs: median(reads),
    };
  } finally {
    await fleet.close();
  }
}

/** Until the inventory of all VPCs has been read, which is done in parts. */
async function settle(fleet: Fleet, clustersPerRegion: number): Promise<void> {
  const parts = Math.ceil(clustersPerRegion / 25) + 1;
  for (let part = 0; part < parts; part += 1) {
    await fleet.sweepAll();
    await fleet.world.advance(10_000);
  }
}

async function readBare({ places, worker, installation, world }: Fleet): Promise<void> {
  const registered = await installation.db.select().from(clusters);
  for (const place of places) {
    const identity = { accountId: providerAccountId, region: place.region, roleArn: null, externalId: null };
    const session = await worker.context.clients.open(identity, new CallTally());
    const vpcIds = registered.filter(({ placeId }) => placeId === place.id).map(({ vpcId }) => vpcId);
    await lookAtEverything(session, vpcIds, world.now());
  }
}
