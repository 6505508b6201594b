import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quarantineMs } from "@/lib/domain/exposures/addresses";
import { type ExposureScene, openExposureScene, ruleNameOf } from "../support/exposures";

describe.each(["3.0.4", "3.1.4"] as const)("a late exposure beside CSE %s", (personality) => {
  let scene: ExposureScene;

  beforeEach(async () => {
    scene = await openExposureScene({ personality });
    await scene.buildCluster();
  });
  afterEach(() => scene.close());

  test("gets a rule of ours for port 6443, gives it back, and lets the address rest", async () => {
    const { id } = await scene.expose();
    const exposed = await scene.untilState(id, "exposed");
    expect(exposed).toMatchObject({
      address: "127.149.1.110",
      internalAddress: "127.168.0.100",
      blocked: null,
      findings: [],
      ending: null,
    });
    expect(exposed.lights?.rule).toMatchObject({ value: "good", code: "rule-in-place" });
    const [rule, ...others] = await scene.rules();
    expect(others).toEqual([]);
    expect(rule).toMatchObject({
      name: ruleNameOf(id),
      enabled: true,
      externalAddresses: "127.149.1.110",
      internalAddresses: "127.168.0.100",
      dnatExternalPort: "6443",
    });
    expect(await scene.reservations()).toMatchObject([
      { address: "127.149.1.110", exposureId: id, state: "reserved", until: null },
    ]);
    expect(await scene.locks()).toEqual([]);
    const [attempt] = await scene.attempts(id);
    expect(attempt).toMatchObject({ outcome: "done", stepKey: "create-nat-rule:127.149.1.110" });
    expect(attempt?.taskId).toMatch(/^urn:vcloud:task:/);
    expect(attempt?.providerRequestId).toBeTruthy();

    await scene.remove(id);
    const off = await scene.untilState(id, "off");
    expect(off.ending).toMatchObject({ as: "off", reason: "unexposed-here" });
    expect(off.endedAt).not.toBeNull();
    expect(await scene.rules()).toEqual([]);
    expect(await scene.writes()).toEqual(["createNatRule", "deleteNatRule"]);
    const [resting] = await scene.reservations();
    expect(resting).toMatchObject({ address: "127.149.1.110", exposureId: id, state: "quarantined" });
    expect((resting?.until?.getTime() ?? 0) - (resting?.since.getTime() ?? 0)).toBe(quarantineMs);
    expect(await scene.locks()).toEqual([]);
    expect(await scene.eventKinds(id)).toEqual([
      "rule-found",
      "state-changed",
      "state-changed",
      "ended",
      "state-changed",
    ]);
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });
});
