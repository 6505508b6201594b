import { v4 as uuidv4 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimPlaces } from "@/lib/db/places";
import { openDatabase } from "@/lib/db/pool";
import { places } from "@/lib/db/schema/places";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { wake } from "../support/installation";
import { makeTenancy, type Tenancy } from "../support/tenancy";

let database: TestDatabase;
let t: Tenancy;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
});
afterAll(async () => {
  await t.close();
  await database.drop();
});

test("a place that was woken is due at once for a worker whose clock is half a minute behind the database's", async () => {
  const later = new Date(Date.now() + 3_600_000);
  await t.owner.update(places).set({ dueAt: later, fullSweepDueAt: later });
  const worker = openDatabase(database.url, { role: "drawbridge_worker", max: 1 });
  const now = new Date(Date.now() - 30_000);
  const claim = () => claimPlaces(worker, { owner: uuidv4(), limit: 1, leaseMs: 1_000, now });
  expect(await claim()).toEqual([]);
  await wake(t.web, t.ids.place, { fullSweep: true });
  expect(await claim()).toMatchObject([{ placeId: t.ids.place }]);
  const [place] = await t.owner.select().from(places);
  expect(place?.fullSweepDueAt.getTime()).toBeLessThanOrEqual(now.getTime());
  await worker.$client.end();
});
