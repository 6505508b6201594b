import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quarantineMs } from "@/lib/domain/exposures/addresses";
import { type ExposureScene, edge, openExposureScene, ruleNameOf } from "../support/exposures";

let scene: ExposureScene;
beforeEach(async () => {
  scene = await openExposureScene();
  await scene.buildCluster();
});
afterEach(() => scene.close());

/** The one rule of an exposure, as it is to be. */
async function expectOneRule(id: string): Promise<void> {
  const { address } = await scene.exposure(id);
  expect(await scene.rules()).toMatchObject([
    { name: ruleNameOf(id), enabled: true, externalAddresses: address, dnatExternalPort: "6443" },
  ]);
}

/** Nothing is held any more but what rests after its use. */
async function expectNothingLeaked(): Promise<void> {
  expect((await scene.reservations()).filter(({ state }) => state === "reserved")).toEqual([]);
  expect(await scene.locks()).toEqual([]);
}

describe("an edge gateway that does not take a change", () => {
  test("is waited for while it is busy, with the reason, and nothing is sent meanwhile", async () => {
    await scene.act({ act: "lock-edge", ...edge, operation: "ORG_VDC_GATEWAY_UPDATE" });
    const { id } = await scene.expose();
    const waiting = await scene.untilBlocked(id, "edge-busy");
    expect(waiting.blocked?.facts).toMatchObject({ status: "CONFIGURING" });
    await scene.goOn(60_000);
    expect(await scene.writes()).toEqual([]);
    await scene.act({ act: "release-edge", ...edge });
    await scene.untilState(id, "exposed");
    await expectOneRule(id);
  });

  test("says BUSY_ENTITY to the call itself: waiting, not a failure, and tried again", async () => {
    const message = "The entity is busy completing an operation NAT_RULE_CREATE.";
    await scene.vcd.fault({
      operation: "createNatRule",
      kind: "error",
      status: 400,
      code: "BUSY_ENTITY",
      message,
      times: 2,
    });
    const { id } = await scene.expose();
    const waiting = await scene.untilBlocked(id, "edge-busy");
    expect(waiting).toMatchObject({ state: "programming", ending: null });
    expect(waiting.blocked?.fault).toMatchObject({ code: "BUSY_ENTITY", message });
    await scene.untilState(id, "exposed");
    const attempts = await scene.attempts(id);
    expect(attempts.map(({ outcome, failures }) => [outcome, failures])).toEqual([
      ["refused", 1],
      ["refused", 2],
      ["done", 3],
    ]);
    for (const attempt of attempts) expect(attempt.providerRequestId).toMatch(/^[0-9a-f-]{36}$/);
    await expectOneRule(id);
  });

  test("refuses for want of a right: the right is named, and it goes on once it is there", async () => {
    const message =
      "Either you need some or all of the following rights [Organization vDC Gateway: Configure NAT] to perform operations.";
    await scene.vcd.fault({
      operation: "createNatRule",
      kind: "error",
      status: 403,
      code: "ACCESS_TO_RESOURCE_IS_FORBIDDEN",
      message,
    });
    const { id } = await scene.expose();
    const refused = await scene.untilBlocked(id, "refused-rights");
    expect(refused.blocked?.fault?.message).toContain("Configure NAT");
    await scene.click(id);
    await scene.untilState(id, "exposed", 60_000);
    await expectOneRule(id);
  });

  test("failed to be realized: nothing is sent to it", async () => {
    await scene.act({ act: "set-edge-status", ...edge, status: "REALIZATION_FAILED" });
    const { id } = await scene.expose();
    await scene.untilBlocked(id, "edge-failed");
    await scene.goOn(60_000);
    expect(await scene.writes()).toEqual([]);
  });
});

describe("a call whose end is not known", () => {
  test("took effect although no reply came: the rule is found by its name, and no second is made", async () => {
    await scene.vcd.fault({ operation: "createNatRule", kind: "lost-reply" });
    const { id } = await scene.expose();
    await scene.untilState(id, "exposed");
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["done"]);
    expect(await scene.writes()).toEqual(["createNatRule"]);
    await expectOneRule(id);
  });

  test("never arrived: it is proved to be lost before it is sent again", async () => {
    await scene.vcd.fault({ operation: "createNatRule", kind: "drop-before" });
    const { id } = await scene.expose();
    await scene.untilBlocked(id, "looking-for-lost-call");
    await scene.untilState(id, "exposed");
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(["lost", "done"]);
    await expectOneRule(id);
  });

  test.each([
    ["the change was not made", false, ["refused", "done"], 2],
    ["the change was made all the same", true, ["done"], 1],
  ] as const)("was accepted, and its task failed: %s", async (_, applied, outcomes, calls) => {
    await scene.vcd.fault({ operation: "createNatRule", kind: "task-error", applied });
    const { id } = await scene.expose();
    await scene.untilState(id, "exposed");
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(await scene.writes()).toHaveLength(calls);
    await expectOneRule(id);
  });

  test("is waited for before the exposure is withdrawn: what it made is taken back", async () => {
    await scene.vcd.fault({ operation: "createNatRule", kind: "lost-reply" });
    const { id } = await scene.expose();
    await scene.sweep();
    await scene.remove(id);
    await scene.untilState(id, "withdrawn");
    expect(await scene.rules()).toEqual([]);
    await expectNothingLeaked();
  });

  test("of a deletion: the rule's absence, seen twice, tells it", async () => {
    const { id } = await scene.expose();
    await scene.untilState(id, "exposed");
    await scene.vcd.fault({ operation: "deleteNatRule", kind: "lost-reply" });
    await scene.remove(id);
    await scene.untilState(id, "off");
    expect(await scene.writes()).toEqual(["createNatRule", "deleteNatRule"]);
    await expectNothingLeaked();
  });
});

describe("an address", () => {
  test("that somebody else uses by now is left to them before anything is sent", async () => {
    const { id } = await scene.expose();
    await scene.setMode("observe");
    await scene.untilExposure(id, ({ address }) => address === "127.149.1.110");
    await scene.act({ act: "use-address", ...edge, ipAddress: "127.149.1.110" });
    await scene.setMode("act");
    const exposed = await scene.untilState(id, "exposed");
    expect(exposed.address).toBe("127.149.1.109");
    await expectOneRule(id);
    expect((await scene.reservations()).map(({ address, state }) => [address, state])).toEqual([
      ["127.149.1.109", "reserved"],
    ]);
    expect(await scene.eventKinds(id)).toContain("address-given-up");
  });

  test("that another rule took at the same moment is left to that rule, and rests", async () => {
    await scene.vcd.control("PUT", "settings", { edgeTaskMs: 5_000 });
    const { id } = await scene.expose();
    await scene.sweep();
    const rule = {
      name: "by hand",
      externalAddresses: "127.149.1.110",
      internalAddresses: "127.168.0.177",
      dnatExternalPort: "6443",
    };
    await scene.act({ act: "create-nat-rule", ...edge, rule });
    const exposed = await scene.untilState(id, "exposed");
    expect(exposed.address).toBe("127.149.1.109");
    const rules = await scene.rules();
    expect(rules.map(({ name }) => name).sort()).toEqual([ruleNameOf(id), "by hand"].sort());
    const rows = (await scene.reservations()).map(({ address, state }) => [address, state]);
    expect(rows).toEqual([
      ["127.149.1.109", "reserved"],
      ["127.149.1.110", "quarantined"],
    ]);
  });

  test("is waited for while none is free, and had as soon as a rest is over", async () => {
    for (let last = 102; last <= 109; last += 1) {
      await scene.act({ act: "use-address", ...edge, ipAddress: `127.149.1.${last}` });
    }
    const first = await scene.expose();
    await scene.untilState(first.id, "exposed");
    await scene.buildCluster("tkg2");
    const second = await scene.expose("tkg2");
    await scene.untilBlocked(second.id, "waiting-address");
    await scene.remove(first.id);
    await scene.untilState(first.id, "off");
    await scene.advance(quarantineMs - 60_000);
    await scene.sweep();
    expect((await scene.exposure(second.id)).blocked?.code).toBe("waiting-address");
    const exposed = await scene.untilState(second.id, "exposed", 120_000);
    expect(exposed.address).toBe("127.149.1.110");
    expect(await scene.reservations()).toHaveLength(1);
  });

  test("serves its own cluster again although it rests, when nothing else is free", async () => {
    for (let last = 102; last <= 109; last += 1) {
      await scene.act({ act: "use-address", ...edge, ipAddress: `127.149.1.${last}` });
    }
    const first = await scene.expose();
    await scene.untilState(first.id, "exposed");
    await scene.remove(first.id);
    await scene.untilState(first.id, "off");
    const again = await scene.expose();
    const exposed = await scene.untilState(again.id, "exposed");
    expect(exposed.address).toBe("127.149.1.110");
    await expectOneRule(again.id);
  });
});
