import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exposures } from "@/lib/db/schema/exposures";
import { places } from "@/lib/db/schema/places";
import {
  type ExposureScene,
  edge,
  openExposureScene,
  openingNamesOf,
  ruleNameOf,
} from "../support/exposures";
import { type Gate, startGate } from "../support/gate";
import { startWorker } from "../support/worker";

let gate: Gate;
let scene: ExposureScene;
const others: ReturnType<typeof startWorker>[] = [];
beforeEach(async () => {
  scene = await openExposureScene({
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

function secondWorker() {
  const worker = startWorker(scene.installation.url, "http://127.0.0.1:9", scene.now);
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

async function finishWith(worker: ReturnType<typeof startWorker>, id: string, state: string): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    await worker.sweep(scene.place.id);
    if ((await scene.exposure(id)).state === state) return;
    await scene.advance(5_000);
  }
  throw new Error(`Still ${JSON.stringify(await scene.exposure(id))}`);
}

const rulesPath = async () => {
  const [row] = await scene.edges();
  return `/cloudapi/1.0.0/edgeGateways/${row?.edgeId}/nat/rules`;
};

async function expectOneRuleOneAddress(id: string): Promise<void> {
  const { address } = await scene.exposure(id);
  expect(await scene.rules()).toMatchObject([{ name: ruleNameOf(id), externalAddresses: address }]);
  expect(await scene.reservations()).toMatchObject([{ exposureId: id, address, state: "reserved" }]);
  expect(await scene.locks()).toEqual([]);
}

describe("a worker that dies", () => {
  test("between the POST and its record: its successor finds the rule by name, and no second is made", async () => {
    await scene.buildCluster();
    const { id } = await scene.expose();
    const held = gate.hold(`POST ${await rulesPath()}`, "after");
    const dying = scene.sweep();
    await held.reached;
    await scene.worker.crash();
    held.release();
    expect(await dying).toBeNull();
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["open"]);
    expect(await scene.reservations()).toHaveLength(1);
    expect(await scene.locks()).toHaveLength(1);

    const worker = secondWorker();
    expect(await worker.sweep(scene.place.id)).toBeNull();
    await letLeaseEnd();
    await finishWith(worker, id, "exposed");
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["done"]);
    expect(await scene.writes()).toEqual(["createNatRule"]);
    await expectOneRuleOneAddress(id);
  });

  test("before the POST: it is proved that nothing came of it, and the address is kept for the next try", async () => {
    await scene.buildCluster();
    const { id } = await scene.expose();
    const path = await rulesPath();
    const held = gate.hold(`POST ${path}`, "before");
    const dying = scene.sweep();
    await held.reached;
    await scene.worker.crash();
    const worker = secondWorker();
    await letLeaseEnd();
    await scene.advance(3_000);
    await worker.sweep(scene.place.id);
    expect(await scene.exposure(id)).toMatchObject({ blocked: { code: "looking-for-lost-call" } });
    expect(await scene.writes()).toEqual([]);
    // The call of the dead one arrives late, yet within its deadline: its rule is the one that is kept.
    held.release();
    expect(await dying).toBeNull();
    await finishWith(worker, id, "exposed");
    expect(await scene.writes()).toEqual(["createNatRule"]);
    await expectOneRuleOneAddress(id);
  });

  test("after CSE took a cluster on: the successor finds the cluster, and asks for no second", async () => {
    const { personId } = await scene.signIn("tenant1-admin");
    const { id } = await scene.askForCluster(personId);
    const held = gate.hold("POST /api/cse/3.0/clusters", "after");
    const dying = scene.sweep();
    await held.reached;
    await scene.worker.crash();
    held.release();
    expect(await dying).toBeNull();
    const worker = secondWorker();
    await letLeaseEnd();
    await finishWith(worker, id, "exposed");
    expect(await scene.writes()).toEqual(["createCluster"]);
    expect(await scene.clusters()).toHaveLength(1);
    expect(await scene.locks()).toEqual([]);
  });
});

describe("what a person does between plan and call counts", () => {
  const acts: [string, (id: string) => Promise<void>][] = [
    ["a hold of the exposure", (id) => scene.change(id, { heldAt: scene.now() })],
    ["a hold of the cluster", () => scene.holdCluster("tkg1", scene.now())],
    ["a hold of the place", () => scene.holdPlace(scene.now())],
    ["a site that may only be observed from now on", () => scene.setMode("observe")],
    ["a withdrawal", (id) => scene.remove(id)],
  ];

  test.each(acts)("%s", async (_, act) => {
    await scene.buildCluster();
    const { id } = await scene.expose();
    // The plan is recorded; used addresses are read once more right before the attempt.
    const [row] = await scene.edges();
    const used = `GET /cloudapi/1.0.0/edgeGateways/${row?.edgeId}/usedIpAddresses`;
    const ofLook = gate.hold(used, "before");
    const ofStep = gate.hold(used, "before");
    const sweeping = scene.sweep();
    await ofLook.reached;
    ofLook.release();
    await ofStep.reached;
    await act(id);
    ofStep.release();
    await sweeping;
    expect(await scene.writes()).toEqual([]);
    expect(await scene.attempts(id)).toEqual([]);
  });
});

test("a firewall that somebody changed between our look and our writing is not written over", async () => {
  await scene.buildCluster();
  const { id } = await scene.expose();
  await scene.untilState(id, "exposed");
  const firewall = await scene.firewall();
  const { rule } = openingNamesOf(id);
  await scene.change(id, {
    firewall: { clientCidrs: ["203.0.113.0/24"], wanted: "open" },
    clickedAt: scene.now(),
  });
  const made = () => scene.calls("createPortProfile");
  await scene.until(async () => (await made()).length === 1);
  await scene.advance(11_000);
  const ofLook = gate.hold(`GET ${firewall.path}`, "before");
  const ofStep = gate.hold(`GET ${firewall.path}`, "before");
  const sweeping = scene.sweep();
  await ofLook.reached;
  ofLook.release();
  await ofStep.reached;
  await firewall.replace([firewall.drop("drop all")]);
  ofStep.release();
  await sweeping;
  expect((await scene.exposure(id)).blocked).toMatchObject({ code: "firewall-moved" });
  expect(await firewall.names()).toEqual(["drop all"]);
  await scene.untilExposure(id, (row) => row.memory.openingSeenAt !== undefined);
  expect(await firewall.names()).toEqual([rule, "drop all"]);
});

describe("two workers at once", () => {
  test("on two exposures of one edge gateway: one change at a time, and neither is lost", async () => {
    await scene.buildCluster("tkg1");
    await scene.buildCluster("tkg2");
    const one = await scene.expose("tkg1");
    const two = await scene.expose("tkg2");
    const worker = secondWorker();
    let waited = false;
    for (let n = 0; n < 60; n += 1) {
      await Promise.all([scene.sweep(), worker.sweep(scene.place.id)]);
      expect((await scene.locks()).length).toBeLessThanOrEqual(1);
      const rows = [await scene.exposure(one.id), await scene.exposure(two.id)];
      waited ||= rows.some(({ blocked }) => blocked?.code === "waiting-edge");
      if (rows.every(({ state }) => state === "exposed")) break;
      await scene.advance(2_000);
    }
    expect(waited).toBe(true);
    expect(await scene.writes()).toEqual(["createNatRule", "createNatRule"]);
    const refused = (await scene.calls("createNatRule")).filter(({ status }) => Number(status) >= 400);
    expect(refused).toEqual([]);
    const addresses = (await scene.rules()).map(({ externalAddresses }) => externalAddresses);
    expect(addresses.sort()).toEqual(["127.149.1.109", "127.149.1.110"]);
    expect(await scene.locks()).toEqual([]);
  });

  test("a lock whose exposure has ended is free", async () => {
    await scene.buildCluster("tkg1");
    await scene.buildCluster("tkg2");
    const dead = await scene.expose("tkg1");
    await scene.act({ act: "lock-edge", ...edge, forMs: 1 });
    await scene.untilState(dead.id, "exposed");
    const [row] = await scene.edges();
    const values = sql`(${scene.site.id}::uuid, ${row?.edgeId}, ${dead.organizationId}::uuid, ${dead.id}::uuid, now())`;
    await scene.db.execute(sql`insert into edge_locks values ${values}`);
    await scene.db.update(exposures).set({ state: "off" }).where(eq(exposures.id, dead.id));
    const next = await scene.expose("tkg2");
    await scene.untilState(next.id, "exposed");
    expect(await scene.locks()).toEqual([]);
  });
});
