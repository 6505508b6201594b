import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ExposureScene, openExposureScene } from "../support/exposures";

let scene: ExposureScene;
beforeEach(async () => {
  scene = await openExposureScene();
  await scene.buildCluster();
});
afterEach(() => scene.close());

describe("nothing is sent", () => {
  const holds: [string, (id: string, on: boolean) => Promise<void>][] = [
    ["exposure", (id, on) => scene.change(id, { heldAt: on ? scene.now() : null })],
    ["cluster", (_, on) => scene.holdCluster("tkg1", on ? scene.now() : null)],
    ["place", (_, on) => scene.holdPlace(on ? scene.now() : null)],
  ];

  test.each(holds)("while the %s is on hold, and all goes on once it is lifted", async (heldBy, hold) => {
    const { id } = await scene.expose();
    await hold(id, true);
    const held = await scene.untilBlocked(id, "held");
    expect(held.blocked).toMatchObject({ code: "held", heldBy });
    expect(held.wouldSend).toMatchObject([{ kind: "create-nat-rule" }]);
    await scene.goOn(120_000);
    expect([await scene.writes(), await scene.locks()]).toEqual([[], []]);
    await hold(id, false);
    await scene.untilState(id, "exposed");

    await hold(id, true);
    await scene.remove(id);
    await scene.untilBlocked(id, "held");
    await scene.goOn(120_000);
    expect(await scene.rules()).toHaveLength(1);
    await hold(id, false);
    await scene.untilState(id, "off");
  });

  test("to a site that is only observed", async () => {
    await scene.setMode("observe");
    const { id } = await scene.expose();
    const observed = await scene.untilBlocked(id, "observe-only");
    expect(observed.wouldSend).toMatchObject([{ kind: "create-nat-rule" }]);
    await scene.goOn(120_000);
    expect(await scene.writes()).toEqual([]);
    await scene.setMode("act");
    await scene.untilState(id, "exposed");
  });

  test("for an exposure that is withdrawn before anything was sent: its address is free at once", async () => {
    await scene.setMode("observe");
    const { id } = await scene.expose();
    await scene.untilBlocked(id, "observe-only");
    expect(await scene.reservations()).toHaveLength(1);
    await scene.remove(id);
    const gone = await scene.untilState(id, "withdrawn");
    expect(gone.ending?.reason).toBe("withdrawn-here");
    expect(await scene.writes()).toEqual([]);
    expect(await scene.reservations()).toEqual([]);
  });

  test("for a request that nobody has approved yet", async () => {
    const { id } = await scene.expose("tkg1", { state: "awaiting-approval", approvedAt: null });
    await scene.goOn(120_000);
    expect(await scene.writes()).toEqual([]);
    expect(await scene.exposure(id)).toMatchObject({ state: "awaiting-approval", plannedRevision: 0 });
  });
});
