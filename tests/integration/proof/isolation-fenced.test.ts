import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "@/lib/db/pool";
import { configureWeb } from "../support/browser";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { makeSwapWorld, openPrepared, type SwapWorld, swapIds } from "./isolation";

/** Half of the hundred thousand: as the web runs, with row-level security. */
let database: TestDatabase;
let world: SwapWorld;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  world = await makeSwapWorld(database.url);
  db = openPrepared(database.url, "drawbridge_web");
});
afterAll(async () => {
  await db.$client.end();
  await world.t.close();
  await database.drop();
});

test("50,000 calls with ids of another organization read and change nothing of it", async () => {
  const tally = await swapIds(world, db, { runs: 500, seed: 20261122 });
  expect(tally.calls).toBe(50_000);
  // Enough of them got through to have been able to do harm.
  expect(tally.codes.ok).toBeGreaterThan(5_000);
  expect(tally.codes["not-found"]).toBeGreaterThan(5_000);
}, 1_200_000);
