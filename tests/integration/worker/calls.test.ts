import { afterEach, expect, it } from "vitest";
import { connections } from "@/lib/db/schema/connections";
import { places } from "@/lib/db/schema/places";
import { type Fleet, inventoryCall, openFleet } from "../support/fleet";

let fleet: Fleet;
afterEach(() => fleet.close());

it("a full sweep of 2,000 active connections in 4 Regions costs at most 28 calls, inventory apart", async () => {
  fleet = await openFleet({
    regions: ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"],
    clustersPerRegion: 125,
    connectionsPerCluster: 4,
  });
  const { world, installation, sweepAll } = fleet;
  const first = (await sweepAll()).filter(({ action }) => !inventoryCall.test(action));
  expect(first.length).toBeLessThanOrEqual(28);
  // The inventory of so many VPCs is read in parts; glances in between cost nothing, as nothing moves.
  for (let n = 0; n < 6; n += 1) {
    await world.advance(10_000);
    const calls = await sweepAll();
    if (n < 5) expect(calls.every(({ action }) => inventoryCall.test(action))).toBe(true);
  }
  await world.advance(60_000);
  const second = await sweepAll();
  expect(second.length).toBeLessThanOrEqual(28);
  expect(second.length).toBeGreaterThan(0);
  expect(new Set(second.map(({ action }) => action))).toEqual(
    new Set(["DescribeVpcPeeringConnections", "DescribeRouteTables"]),
  );
  const swept = await installation.db.select().from(places);
  expect(swept.reduce((sum, { sweepCalls }) => sum + (sweepCalls ?? 0), 0)).toBe(second.length);

  const states = await installation.db
    .selectDistinct({ state: connections.state, observedAt: connections.observedAt })
    .from(connections);
  expect(states).toEqual([{ state: "active", observedAt: world.now() }]);
  await world.advance(30_000);
  expect(await sweepAll()).toEqual([]);
}, 180_000);
