import { v4 as uuidv4 } from "uuid";
import { expect, test } from "vitest";
import { claimPlaces } from "@/lib/db/places";
import { openDatabase } from "@/lib/db/pool";
import { places } from "@/lib/db/schema/places";
import { wake } from "../support/installation";
import { provideTenancy } from "../support/provide-tenancy";

const t = provideTenancy();

test("a place that was woken is due at once for a worker whose clock is half a minute behind the database's", async () => {
  const later = new Date(Date.now() + 3_600_000);
  await t.owner.update(places).set({ dueAt: later, fullSweepDueAt: later });
  const worker = openDatabase(t.url, { role: "drawbridge_worker", max: 1 });
  const now = new Date(Date.now() - 30_000);
  const claim = () => claimPlaces(worker, { owner: uuidv4(), limit: 1, leaseMs: 1_000, now });
  expect(await claim()).toEqual([]);
  await wake(t.web, t.ids.place, { fullSweep: true });
  expect(await claim()).toMatchObject([{ placeId: t.ids.place }]);
  const [place] = await t.owner.select().from(places);
  expect(place?.fullSweepDueAt.getTime()).toBeLessThanOrEqual(now.getTime());
  await worker.$client.end();
});
