import { afterEach, describe, expect, test } from "vitest";
import type { Personality } from "@/sandbox/vcd/settings";
import { document1 } from "@/sandbox/vcd/test-support/client";
import { cseRuleName, type ExposureScene, edge, openExposureScene } from "../support/exposures";

const both = ["3.0.4", "3.1.4"] as const;
let scene: ExposureScene;
afterEach(() => scene.close());

/** A cluster asked for with an exposure, in the name of somebody who is signed in. */
async function ask(
  personality: Personality,
  change: Parameters<ExposureScene["askForCluster"]>[1] = {},
  prepare: () => Promise<unknown> = async () => {},
): Promise<string> {
  scene = await openExposureScene({ personality });
  const { personId } = await scene.signIn("tenant1-admin");
  await prepare();
  return (await scene.askForCluster(personId, change)).id;
}

const withhold = (right: string) => () =>
  scene.act({ act: "withhold-right", organization: "tenant1", role: "Organization Administrator", right });

const native = {
  kind: "native",
  template: { name: "ubuntu-16.04_k8-1.20_weave-2.6.5", revision: 2 },
} as const;

async function expectNothingLeaked(): Promise<void> {
  expect(await scene.reservations()).toEqual([]);
  expect(await scene.locks()).toEqual([]);
  expect(await scene.systemTokenCalledCse()).toBe(false);
}

/** Ways in which CSE cannot expose what it creates. */
const causes: [string, () => Promise<unknown>][] = [
  ["no right to view the gateway", withhold("Organization vDC Gateway: View")],
  ["no right to view NAT", withhold("Organization vDC Gateway: View NAT")],
  ["no right to configure NAT", withhold("Organization vDC Gateway: Configure NAT")],
  ["a NAT task that fails", () => scene.vcd.fault({ operation: "createNatRule", kind: "task-error" })],
  [
    "an edge that is busy when CSE comes to it",
    () =>
      scene.vcd.fault({
        operation: "createNatRule",
        kind: "error",
        via: "cse",
        status: 400,
        code: "BUSY_ENTITY",
        times: 10,
      }),
  ],
  [
    "no free address",
    async () => {
      for (let last = 102; last <= 110; last += 1) {
        await scene.act({ act: "use-address", ...edge, ipAddress: `127.149.1.${last}` });
      }
    },
  ],
];

describe("CSE reports success, and nothing is exposed", () => {
  describe.each([
    ["3.0.4", {}],
    ["3.1.4", native],
  ] as const)("%s", (personality, change) => {
    test.each(causes)("for %s", async (_, prepare) => {
      const id = await ask(personality, change, prepare);
      const failed = await scene.untilState(id, "failed");
      expect(failed.ending).toMatchObject({ as: "failed", reason: "expose-ignored" });
      const { seen } = await scene.cluster("tkg1");
      expect(seen).toMatchObject({ wantsExpose: true, saysExposed: false, phase: { status: "SUCCEEDED" } });
      expect(await scene.rules()).toEqual([]);
      expect(await scene.writes()).toEqual(["createCluster"]);
      await expectNothingLeaked();
    });
  });
});

describe("CSE 3.1.4 lets the creation of a TKGm cluster fail", () => {
  test.each(causes)("for %s", async (_, prepare) => {
    const id = await ask("3.1.4", {}, prepare);
    const failed = await scene.untilState(id, "failed");
    expect(failed.ending).toMatchObject({ as: "failed", reason: "create-failed" });
    expect(await scene.rules()).toEqual([]);
    expect(await scene.writes()).toEqual(["createCluster"]);
    await expectNothingLeaked();
  });
});

describe.each(both)("the rule is found by its name, whatever CSE %s says", (personality) => {
  test("half-made: CSE forgot the rule that it made, and un-exposing takes it away", async () => {
    const change = personality === "3.1.4" ? native : {};
    const id = await ask(personality, change, () =>
      scene.vcd.fault({ operation: "createNatRule", kind: "task-error", applied: true }),
    );
    const exposed = await scene.untilState(id, "exposed");
    const cluster = await scene.cluster("tkg1");
    expect(cluster.seen?.saysExposed).toBe(false);
    const [rule] = await scene.rules();
    expect(rule.name).toBe(cseRuleName("tkg1", cluster.entityId as string));
    expect(exposed.address).toBe(rule.externalAddresses);
    expect(exposed.findings).toContainEqual(
      expect.objectContaining({ code: "half-made-rule", level: "bad" }),
    );

    await scene.remove(id);
    const off = await scene.untilState(id, "off");
    expect(off.ending?.reason).toBe("unexposed-here");
    expect(await scene.rules()).toEqual([]);
    expect(await scene.writes()).toEqual(["createCluster", "deleteNatRule"]);
  });

  test("an orphan of a creation that was rolled back is deleted", async () => {
    const id = await ask(personality, {}, async () => {
      await scene.vcd.fault({
        operation: "cse:join-workers",
        kind: "error",
        message: "Couldn't join cluster",
      });
      await scene.vcd.fault({ operation: "deleteNatRule", kind: "error", via: "cse", status: 403 });
    });
    const failed = await scene.untilState(id, "failed", 1_800_000);
    expect(failed.ending).toMatchObject({ as: "failed", reason: "create-failed" });
    expect(failed.ending?.detail).toContain("Couldn't join cluster");
    expect(await scene.rules()).toEqual([]);
    expect(await scene.writes()).toEqual(["createCluster", "deleteNatRule"]);
    expect(await scene.reservations()).toMatchObject([{ state: "quarantined" }]);
  });

  test("without rollback, a cluster that failed keeps its live rule, and that is said", async () => {
    const id = await ask(personality, { rollbackOnFailure: false }, () =>
      scene.vcd.fault({ operation: "cse:join-workers", kind: "error", message: "Couldn't join cluster" }),
    );
    const kept = await scene.untilState(id, "exposed");
    expect(kept.findings.map(({ code }) => code)).toContain("half-made-rule");
    expect(await scene.rules()).toHaveLength(1);
    await scene.remove(id);
    await scene.untilState(id, "off");
    expect(await scene.rules()).toEqual([]);
  });

  test("a cluster deleted behind our back: CSE has time to clean up, then its orphan goes", async () => {
    const id = await ask(personality);
    await scene.untilState(id, "exposed");
    await scene.act({ act: "delete-entity", organization: "tenant1", cluster: "tkg1" });
    const waiting = await scene.untilBlocked(id, "waiting-cse-cleanup");
    expect(waiting.findings.map(({ code }) => code)).toContain("orphan-rule");
    const off = await scene.untilState(id, "off", 1_800_000);
    expect(off.ending).toMatchObject({ as: "off", reason: "cluster-gone" });
    expect(await scene.rules()).toEqual([]);
  });
});

describe.each(both)("un-exposing by CSE %s", (personality) => {
  test("whose DELETE was refused and reported as done: the rule is seen, and deleted directly", async () => {
    const id = await ask(personality);
    await scene.untilState(id, "exposed");
    await scene.vcd.fault({ operation: "deleteNatRule", kind: "error", via: "cse", status: 403 });
    await scene.remove(id);
    await scene.untilExposure(id, (row) => row.findings.some(({ code }) => code === "unexposed-live-rule"));
    const off = await scene.untilState(id, "off");
    expect(off.ending?.reason).toBe("unexposed-here");
    expect(await scene.rules()).toEqual([]);
    expect(await scene.writes()).toEqual(["createCluster", "updateCluster", "deleteNatRule"]);
  });

  test.each([
    [
      "VMware Tools are down",
      () => scene.act({ act: "set-vm-tools", organization: "tenant1", cluster: "tkg1", running: false }),
      () => scene.act({ act: "set-vm-tools", organization: "tenant1", cluster: "tkg1", running: true }),
    ],
  ])(
    "that does not happen because %s: said, not repeated, and done after a click",
    async (_, break_, mend) => {
      const id = await ask(personality, native);
      await scene.untilState(id, "exposed");
      await break_();
      await scene.remove(id);
      const stuck = await scene.untilBlocked(id, "cse-did-not-unexpose");
      expect(stuck.state).toBe("withdrawing");
      await scene.goOn(900_000);
      expect(await scene.writes()).toEqual(["createCluster", "updateCluster"]);
      expect(await scene.rules()).toHaveLength(1);
      await mend();
      await scene.click(id);
      await scene.untilState(id, "off");
      expect(await scene.rules()).toEqual([]);
      expect(await scene.writes()).toEqual(["createCluster", "updateCluster", "updateCluster"]);
    },
  );

  test("left out by a person's choice: the rule is deleted directly, and CSE goes on calling it exposed", async () => {
    const id = await ask(personality);
    await scene.untilState(id, "exposed");
    await scene.remove(id, { removal: "rule" });
    await scene.untilState(id, "off");
    expect(await scene.writes()).toEqual(["createCluster", "deleteNatRule"]);
    expect((await scene.cluster("tkg1")).seen?.saysExposed).toBe(true);
  });
});

test("CSE 3.0.4 opens every port: said loudly, and narrowed by a click alone", async () => {
  const id = await ask("3.0.4");
  const exposed = await scene.untilState(id, "exposed");
  expect(exposed.findings).toContainEqual(expect.objectContaining({ code: "every-port-open", level: "bad" }));
  await scene.goOn(120_000);
  expect(await scene.writes()).toEqual(["createCluster"]);
  await scene.click(id);
  await scene.untilExposure(id, (row) => row.findings.length === 0);
  expect(await scene.writes()).toEqual(["createCluster", "updateNatRule"]);
  expect(await scene.rules()).toMatchObject([{ dnatExternalPort: "6443" }]);
});

describe.each(both)("a call to CSE %s whose reply was lost", (personality) => {
  test("made the cluster: it is found by its name, and no second is asked for", async () => {
    const id = await ask(personality, {}, () =>
      scene.vcd.fault({ operation: "createCluster", kind: "lost-reply" }),
    );
    await scene.untilState(id, "exposed");
    expect(await scene.writes()).toEqual(["createCluster"]);
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["done"]);
    expect(await scene.clusters()).toHaveLength(1);
  });

  test("never arrived: proved to be lost, then asked for again", async () => {
    const id = await ask(personality, {}, () =>
      scene.vcd.fault({ operation: "createCluster", kind: "drop-before" }),
    );
    await scene.untilState(id, "exposed");
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["lost", "done"]);
    expect(await scene.clusters()).toHaveLength(1);
  });

  test("un-exposed: seen, and not asked for again", async () => {
    const id = await ask(personality);
    await scene.untilState(id, "exposed");
    await scene.vcd.fault({ operation: "updateCluster", kind: "lost-reply" });
    await scene.remove(id);
    await scene.untilState(id, "off");
    expect(await scene.writes()).toEqual(["createCluster", "updateCluster"]);
  });
});

test("CSE that is busy with another cluster is waited for", async () => {
  const id = await ask("3.0.4", {}, async () => {
    await scene.vcd.control("PUT", "settings", { cseThreads: 1 });
    const admin = await scene.vcd.login();
    await admin.createCluster(document1({ name: "other", expose: false }));
  });
  const waiting = await scene.untilBlocked(id, "edge-busy");
  expect(waiting.blocked?.fault?.code).toBe("CseBusy");
  await scene.untilState(id, "exposed");
  expect((await scene.attempts(id)).at(-1)?.outcome).toBe("done");
});

test("the edge gateway is kept for CSE until its rule is there: a late exposure waits for it", async () => {
  scene = await openExposureScene();
  await scene.buildCluster("tkg2");
  const { personId } = await scene.signIn("tenant1-admin");
  const created = await scene.askForCluster(personId);
  await scene.sweep();
  expect(await scene.locks()).toMatchObject([{ exposureId: created.id }]);
  const late = await scene.expose("tkg2");
  const waiting = await scene.untilBlocked(late.id, "waiting-edge");
  expect(waiting.blocked?.by).toBe("tkg1");
  await scene.untilState(late.id, "exposed");
  await scene.untilState(created.id, "exposed");
  const addresses = (await scene.rules()).map(({ externalAddresses }) => externalAddresses);
  expect(new Set(addresses).size).toBe(2);
  expect(await scene.locks()).toEqual([]);
});
