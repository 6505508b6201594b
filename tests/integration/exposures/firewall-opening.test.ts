import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ExposureScene, openExposureScene, openingNamesOf } from "../support/exposures";

describe.each(["3.0.4", "3.1.4"] as const)(
  "an opening of the edge gateway's firewall, VCD of %s",
  (personality) => {
    let scene: ExposureScene;
    let id: string;

    beforeEach(async () => {
      scene = await openExposureScene({ personality });
      await scene.buildCluster();
      ({ id } = await scene.expose());
      await scene.untilState(id, "exposed");
    });
    afterEach(() => scene.close());

    const open = (clientCidrs: string[]) =>
      scene.change(id, { firewall: { clientCidrs, wanted: "open" }, clickedAt: scene.now() });
    const isOpen = () => scene.untilExposure(id, (row) => row.memory.openingSeenAt !== undefined);
    const parts = async () => (await scene.writes()).filter((name) => !/NatRule/.test(name));

    test("is made part by part under the edge's lock, and taken back with the exposure", async () => {
      await open(["203.0.113.0/24", "198.51.100.7/32"]);
      const opened = await isOpen();
      expect(opened.lights?.firewall).toMatchObject({ value: "good", code: "allows" });
      const firewall = await scene.firewall();
      expect(await firewall.read()).toMatchObject([{ name: openingNamesOf(id).rule, enabled: true }]);
      expect(await parts()).toEqual([
        "putFirewallGroup",
        "putFirewallGroup",
        "createPortProfile",
        "updateFirewallRules",
      ]);
      expect(await scene.locks()).toEqual([]);

      await scene.remove(id);
      await scene.untilState(id, "off");
      expect(await (await scene.firewall()).read()).toEqual([]);
      expect(await scene.rules()).toEqual([]);
      expect((await parts()).slice(4)).toEqual([
        "updateFirewallRules",
        "deleteFirewallGroup",
        "deleteFirewallGroup",
        "deletePortProfile",
      ]);
      expect(await scene.locks()).toEqual([]);
    });

    test("is closed alone, and the exposure stays", async () => {
      await open(["203.0.113.0/24"]);
      await isOpen();
      await scene.change(id, { firewall: { clientCidrs: ["203.0.113.0/24"], wanted: "closed" } });
      await scene.untilExposure(id, (row) => row.memory.openingSeenAt === undefined);
      expect(await (await scene.firewall()).read()).toEqual([]);
      expect((await scene.exposure(id)).state).toBe("exposed");
      expect(await scene.rules()).toHaveLength(1);
    });

    test("stands above what keeps the clients out, and is not opened again after somebody closed it", async () => {
      const firewall = await scene.firewall();
      await firewall.replace([firewall.drop("drop all")]);
      const shut = await scene.untilExposure(id, (row) => row.lights?.firewall.value === "bad");
      expect(shut.lights?.firewall).toMatchObject({ code: "drops", facts: { rule: "drop all" } });
      await open(["203.0.113.0/24"]);
      await scene.untilExposure(id, (row) => row.lights?.firewall.value === "good");
      expect(await firewall.names()).toEqual([openingNamesOf(id).rule, "drop all"]);

      await firewall.replace((await firewall.read()).filter(({ name }) => name === "drop all"));
      await scene.untilExposure(id, (row) => row.lights?.firewall.code === "opening-closed");
      const writes = await parts();
      await scene.goOn(300_000);
      expect(await parts()).toEqual(writes);
      expect(await firewall.names()).toEqual(["drop all"]);
      await scene.click(id);
      await scene.untilExposure(id, (row) => row.lights?.firewall.value === "good");
      expect(await firewall.names()).toEqual([openingNamesOf(id).rule, "drop all"]);
    });

    test("that VCD does not let us write is refused with the right's name, and the exposure stays", async () => {
      const message =
        "Either you need some or all of the following rights [Organization vDC Gateway: Configure Firewall] to perform operations.";
      const code = "ACCESS_TO_RESOURCE_IS_FORBIDDEN";
      await scene.vcd.fault({ operation: "updateFirewallRules", kind: "error", status: 403, code, message });
      await open(["203.0.113.0/24"]);
      const refused = await scene.untilBlocked(id, "refused-rights");
      expect(refused.blocked?.fault?.message).toContain("Configure Firewall");
      expect(refused.state).toBe("exposed");
      await scene.remove(id);
      await scene.untilState(id, "off");
      expect((await parts()).filter((name) => name.startsWith("delete"))).toHaveLength(3);
    });
  },
);
