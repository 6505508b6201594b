import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ExposureScene, edge, openExposureScene, ruleNameOf } from "../support/exposures";

let scene: ExposureScene;
let id: string;
beforeEach(async () => {
  scene = await openExposureScene();
  await scene.buildCluster();
  ({ id } = await scene.expose());
  await scene.untilState(id, "exposed");
});
afterEach(() => scene.close());

const changeRule = (set: Record<string, unknown>) =>
  scene.act({ act: "change-nat-rule", ...edge, rule: ruleNameOf(id), set });

describe("what others did to the rule is said, and undone only by a person's click", () => {
  const acts: [string, () => Promise<void>, string, string[]][] = [
    ["disabled", () => changeRule({ enabled: false }), "rule-disabled", ["updateNatRule"]],
    ["given another port", () => changeRule({ dnatExternalPort: "8443" }), "rule-changed", ["updateNatRule"]],
    [
      "led to another machine",
      () => changeRule({ internalAddresses: "127.168.0.177" }),
      "rule-changed",
      ["deleteNatRule", "createNatRule"],
    ],
    [
      "deleted",
      () => scene.act({ act: "delete-nat-rule", ...edge, rule: ruleNameOf(id) }),
      "rule-missing",
      ["createNatRule"],
    ],
  ];

  test.each(acts)("%s", async (_, act, code, repairs) => {
    await act();
    await scene.untilExposure(id, (row) => row.lights?.rule.code === code);
    await scene.goOn(900_000);
    expect(await scene.writes()).toEqual(["createNatRule"]);
    expect((await scene.exposure(id)).state).toBe("exposed");
    expect(await scene.eventKinds(id)).toContain("finding");

    await scene.click(id);
    await scene.untilExposure(id, (row) => row.lights?.rule.code === "rule-in-place");
    expect(await scene.writes()).toEqual(["createNatRule", ...repairs]);
    expect(await scene.rules()).toMatchObject([
      {
        name: ruleNameOf(id),
        enabled: true,
        internalAddresses: "127.168.0.100",
        dnatExternalPort: "6443",
      },
    ]);
    expect(await scene.locks()).toEqual([]);
  });

  test("opened for every port, which is said loudly, and narrowed by a click", async () => {
    await changeRule({ dnatExternalPort: "" });
    const open = await scene.untilExposure(id, (row) => row.lights?.rule.code === "every-port-open");
    expect(open.findings).toContainEqual(expect.objectContaining({ code: "every-port-open", level: "bad" }));
    await scene.goOn(120_000);
    expect(await scene.writes()).toEqual(["createNatRule"]);
    await scene.click(id);
    await scene.untilExposure(id, (row) => row.lights?.rule.code === "rule-in-place");
    expect(await scene.rules()).toMatchObject([{ dnatExternalPort: "6443" }]);
  });

  test("changed again between the look and the call: nothing is written over", async () => {
    await changeRule({ enabled: false });
    await scene.untilExposure(id, (row) => row.lights?.rule.code === "rule-disabled");
    await scene.vcd.fault({ operation: "updateNatRule", kind: "error", status: 409 });
    await scene.advance(1_000);
    await scene.click(id);
    await scene.untilBlocked(id, "backing-off");
    await scene.untilExposure(id, (row) => row.lights?.rule.code === "rule-in-place");
    expect(await scene.writes()).toEqual(["createNatRule", "updateNatRule", "updateNatRule"]);
  });
});

test("a rule that somebody copied under its own name is the only one left", async () => {
  const [rule] = await scene.rules();
  await scene.act({
    act: "create-nat-rule",
    ...edge,
    rule: {
      name: rule.name,
      externalAddresses: rule.externalAddresses,
      internalAddresses: rule.internalAddresses,
      dnatExternalPort: "6443",
    },
  });
  await scene.until(async () => (await scene.rules()).length === 1);
  expect(await scene.writes()).toEqual(["createNatRule", "deleteNatRule"]);
});

test("a control plane that moved is said; the rule follows it only where a person confirms", async () => {
  await scene.act({
    act: "move-control-plane",
    organization: "tenant1",
    cluster: "tkg1",
    ipAddress: "127.168.0.140",
  });
  const moved = await scene.untilExposure(id, (row) =>
    row.findings.some(({ code }) => code === "node-moved"),
  );
  expect(moved.state).toBe("exposed");
  await scene.goOn(120_000);
  expect(await scene.writes()).toEqual(["createNatRule"]);
  const { vm } = await scene.cluster("tkg1");
  await scene.change(id, { internalAddress: "127.168.0.140", controlPlaneVmId: vm?.id ?? null });
  await scene.untilExposure(id, (row) => row.lights?.rule.code === "rule-changed");
  expect(await scene.writes()).toEqual(["createNatRule"]);
  await scene.advance(1_000);
  await scene.click(id);
  await scene.untilExposure(id, (row) => row.lights?.rule.code === "rule-in-place");
  expect(await scene.rules()).toMatchObject([
    { internalAddresses: "127.168.0.140", dnatExternalPort: "6443" },
  ]);
  expect(await scene.writes()).toEqual(["createNatRule", "deleteNatRule", "createNatRule"]);
});

test("the cluster was deleted behind our back: seen twice, its rule goes and the address rests", async () => {
  await scene.act({ act: "delete-entity", organization: "tenant1", cluster: "tkg1" });
  const off = await scene.untilState(id, "off");
  expect(off.ending).toMatchObject({ as: "off", reason: "cluster-gone" });
  expect(await scene.rules()).toEqual([]);
  expect(await scene.reservations()).toMatchObject([{ state: "quarantined" }]);
  expect(await scene.eventKinds(id)).toContain("entity-gone");
});
