import { eq } from "drizzle-orm";
import { v4 as uuidv4 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findEdgeHolders, freeEdgeLocks, holdsEdgeLock, takeEdgeLock } from "@/lib/db/edge-locks";
import { exposures } from "@/lib/db/schema/exposures";
import { vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { type ExposureScene, openExposureScene } from "../support/exposures";
import type { VcdBinding } from "../support/vcd";

let scene: ExposureScene;
beforeEach(async () => {
  scene = await openExposureScene();
});
afterEach(() => scene.close());

const edgeId = "urn:vcloud:gateway:shared";

/** An approved exposure in a place of its own. */
async function addIn(where: VcdBinding, name: string) {
  const id = uuidv4();
  await scene.db.insert(vcdClusters).values({
    id,
    organizationId: where.organization.id,
    vcdOrganizationId: where.binding.id,
    placeId: where.place.id,
    name,
    dialect: "native-1",
    kind: "TKGm",
  });
  const row = await scene.addExposure(id, {}, where);
  return { exposureId: row.id, organizationId: row.organizationId };
}

test("exposures of two places that want one edge gateway at once: one has it, the other waits until it is free", async () => {
  const one = await addIn(scene.tenant1, "tkg1");
  const two = await addIn(await scene.bind("tenant2"), "tkg2");
  const { db } = scene.worker.context;
  const key = { siteId: scene.site.id, edgeId };
  const take = (owner: typeof one) => db.transaction((tx) => takeEdgeLock(tx, key, owner, scene.now()));
  for (let round = 0; round < 30; round += 1) {
    const taken = await Promise.all(round % 2 ? [take(one), take(two)] : [take(two), take(one)]);
    expect(taken.filter(Boolean)).toHaveLength(1);
    const holder = (await findEdgeHolders(db, key.siteId, [edgeId])).get(edgeId);
    const winner = holder?.exposureId === one.exposureId ? one : two;
    const loser = winner === one ? two : one;
    expect(holder?.clusterName).toBe(winner === one ? "tkg1" : "tkg2");
    expect([await take(winner), await take(loser)]).toEqual([true, false]);
    const holds = (id: string) => db.transaction((tx) => holdsEdgeLock(tx, key, id));
    expect([await holds(winner.exposureId), await holds(loser.exposureId)]).toEqual([true, false]);
    await db.transaction((tx) => freeEdgeLocks(tx, loser.exposureId));
    expect(await take(loser)).toBe(false);
    await db.transaction((tx) => freeEdgeLocks(tx, winner.exposureId));
  }
  // A holder that has ended holds nothing.
  expect(await take(one)).toBe(true);
  await scene.db.update(exposures).set({ state: "off" }).where(eq(exposures.id, one.exposureId));
  expect(await findEdgeHolders(db, key.siteId, [edgeId])).toEqual(new Map());
  expect(await take(two)).toBe(true);
});
