import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cseRuleName, type ExposureScene, openExposureScene } from "../support/exposures";

describe.each(["3.0.4", "3.1.4"] as const)("a cluster made with an exposure by CSE %s", (personality) => {
  let scene: ExposureScene;

  beforeEach(async () => {
    scene = await openExposureScene({ personality });
  });
  afterEach(() => scene.close());

  test("is asked for in the person's name, has the address that CSE took, and gives it back through CSE", async () => {
    const ann = await scene.signIn("tenant1-admin");
    const { id } = await scene.askForCluster(ann.personId);
    const exposed = await scene.untilState(id, "exposed");
    const cluster = await scene.cluster("tkg1");
    const [rule, ...others] = await scene.rules();
    expect(others).toEqual([]);
    expect(rule.name).toBe(cseRuleName("tkg1", cluster.entityId as string));
    expect(exposed).toMatchObject({ address: rule.externalAddresses, internalAddress: "127.168.0.100" });
    expect(cluster.seen?.phase).toEqual({ operation: "CREATE", status: "SUCCEEDED" });
    expect(await scene.writes()).toEqual(["createCluster"]);
    expect(await scene.locks()).toEqual([]);
    expect(await scene.reservations()).toEqual([]);

    await scene.remove(id);
    const off = await scene.untilState(id, "off");
    expect(off.ending).toMatchObject({ as: "off", reason: "unexposed-here" });
    expect(await scene.rules()).toEqual([]);
    expect(await scene.writes()).toEqual(["createCluster", "updateCluster"]);
    expect(await scene.reservations()).toMatchObject([
      { address: rule.externalAddresses, state: "quarantined" },
    ]);
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });

  test("waits for the person to sign in again, and goes on by itself then", async () => {
    const ann = await scene.signIn("tenant1-admin");
    const { id } = await scene.askForCluster(ann.personId);
    await scene.act({ act: "expire-sessions", organization: "tenant1" });
    const waiting = await scene.untilBlocked(id, "sign-in-needed");
    expect(waiting.state).toBe("programming");
    await scene.goOn(120_000);
    expect((await scene.exposure(id)).blocked?.code).toBe("sign-in-needed");
    expect(await scene.rules()).toEqual([]);

    await scene.signIn("tenant1-admin");
    await scene.untilState(id, "exposed");
    const attempts = await scene.attempts(id);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["lost", "done"]);
    expect(await scene.rules()).toHaveLength(1);
  });
});
