import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdSites } from "@/lib/db/schema/sites";
import { clusterActs, vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { wellIndented } from "@/lib/domain/vcd/cluster-config.fixtures";
import { rightNames } from "@/lib/domain/vcd/rights";
import { cancelAct } from "@/lib/services/vcd-clusters/cancel-act";
import { checkCluster } from "@/lib/services/vcd-clusters/check-cluster";
import { createCluster } from "@/lib/services/vcd-clusters/create-cluster";
import { getCreateWorld } from "@/lib/services/vcd-clusters/get-create-world";
import { type AskScene, openAskScene, refusalOf } from "../asks/support";

describe.each(["3.0.4", "3.1.4"] as const)(
  "what may go wrong when a cluster is created with CSE %s",
  (personality) => {
    let scene: AskScene;
    let admin: Awaited<ReturnType<AskScene["signIn"]>>;
    const old = personality === "3.0.4";

    beforeAll(async () => {
      scene = await openAskScene({ personality });
      admin = await scene.signIn("tenant1-admin");
      await scene.readWorld();
    });
    afterAll(() => scene.close());
    afterEach(async () => {
      await scene.vcd.control("DELETE", "faults");
      await scene.db.update(vcdSites).set({ mode: "act" });
    });

    const me = () => scene.as(admin);
    const renew = async () => {
      admin = await scene.signIn("tenant1-admin");
    };

    /** The form as the page begins with it, with a name and what else is given. */
    async function formOf(change: Record<string, string | boolean>) {
      const world = await getCreateWorld(me(), {});
      const form = {
        ...world.form,
        kind: "native",
        vdc: "tenant1-vdc",
        network: "default-organization-network",
        templateName: "ubuntu-16.04_k8-1.20_weave-2.6.5",
        templateRevision: "2",
        ...change,
      };
      return { placeId: scene.place.id, as: "form" as const, form };
    }
    const rowOf = async (id: string) =>
      (await scene.db.select().from(vcdClusters).where(eq(vcdClusters.id, id)))[0];
    const actOf = async (clusterId: string) =>
      (await scene.db.select().from(clusterActs).where(eq(clusterActs.clusterId, clusterId)))[0];
    const posts = async (name: string) =>
      (await scene.calls("createCluster")).filter(({ body }) => JSON.stringify(body).includes(`"${name}"`));

    test("the form sends what its text shows", async () => {
      const input = await formOf({ name: "formed", workers: "2", workerSizing: "small", sshKey: "" });
      const checked = await checkCluster(me(), input);
      expect(checked).toMatchObject({ create: { ok: true }, findings: [], needsApproval: false });
      const { clusterId } = await createCluster(me(), input);
      await scene.sendActs();
      const [post, ...others] = await posts("formed");
      expect(others).toEqual([]);
      expect(post?.body).toEqual(parse(checked.yaml ?? "", { version: "1.1" }));
      await scene.until(async () => (await actOf(clusterId))?.state === "done");
      expect((await rowOf(clusterId))?.seen).toMatchObject({ wantedWorkers: 2, state: "RESOLVED" });
    });

    if (!old) {
      test("a text for CSE 3.0.x is sent as one for 3.1.x, and that is said first", async () => {
        const yaml = wellIndented.replace("expose: true", "expose: false").replace("tkg1", "translated");
        const input = { placeId: scene.place.id, as: "yaml" as const, yaml };
        const checked = await checkCluster(me(), input);
        expect(checked.findings.map(({ code }) => code)).toContain("translated");
        const { clusterId } = await createCluster(me(), input);
        await scene.sendActs();
        const [post] = await posts("translated");
        expect(post?.body).toMatchObject({
          apiVersion: "cse.vmware.com/v2.1",
          metadata: { name: "translated", site: scene.vcd.url },
        });
        await scene.until(async () => (await actOf(clusterId))?.state === "done");
      });
    }

    test("takes the rights that CSE needs, one by one", async () => {
      await renew();
      const rights = Object.values(rightNames);
      const without = async (...missing: string[]) => {
        const held = rights.filter((right) => !missing.includes(right));
        await scene.db
          .update(vcdSessions)
          .set({ rights: held })
          .where(eq(vcdSessions.id, admin.vcdSessionId));
        const world = await getCreateWorld(me(), {});
        return world.places[0];
      };
      for (const right of [rightNames.viewEdge, rightNames.viewNat, rightNames.configureNat]) {
        const place = await without(right);
        expect(place?.create).toEqual({ ok: true });
        expect(place?.createExposed).toMatchObject({
          kind: "right",
          reason: expect.stringContaining(`"${right}"`),
        });
        const input = { ...(await formOf({ name: "exposed", expose: true })), reason: "Because." };
        const refusal = await refusalOf(createCluster(me(), input));
        expect(refusal).toMatchObject({ code: "forbidden", message: expect.stringContaining(right) });
        const { preflight } = await checkCluster(me(), input);
        expect(preflight.find(({ key }) => key === "rights")).toMatchObject({ value: "fail", stops: true });
      }
      const none = await without(
        rightNames.editClusters,
        rightNames.controlClusters,
        rightNames.controlAllClusters,
      );
      expect(none?.create).toMatchObject({ ok: false, kind: "right" });
      await renew();
    });

    test("is refused while the site only observes, and to whoever is not signed in there", async () => {
      await scene.db.update(vcdSites).set({ mode: "observe" });
      const input = await formOf({ name: "observed" });
      expect((await refusalOf(createCluster(me(), input))).message).toContain("in observe only");
      await scene.db.update(vcdSites).set({ mode: "act" });
      await scene.db
        .update(vcdSessions)
        .set({ tokenSealed: null, endedAt: scene.now() })
        .where(eq(vcdSessions.id, admin.vcdSessionId));
      expect((await refusalOf(createCluster(me(), input))).message).toContain("has ended");
      expect((await getCreateWorld(me(), {})).mayCreate).toMatchObject({ ok: false, kind: "state" });
      await renew();
      const viewer = await scene.signIn("tenant1-viewer", scene.tenant1, "viewer");
      expect((await getCreateWorld(scene.as(viewer), {})).mayCreate).toMatchObject({
        ok: false,
        kind: "right",
      });
      expect((await refusalOf(createCluster(scene.as(viewer), input))).code).toBe("forbidden");
    });

    test("another organization's place answers as a missing one", async () => {
      const globex = await scene.bind("tenant2");
      const other = scene.as(await scene.signIn("tenant2-admin", globex), globex);
      const input = await formOf({ name: "foreign" });
      expect((await refusalOf(createCluster(other, input))).code).toBe("not-found");
      expect((await refusalOf(checkCluster(other, input))).code).toBe("not-found");
      const world = await getCreateWorld(other, {});
      expect(JSON.stringify(world)).not.toContain("tenant1");
    });

    test("what CSE refuses is said in its own words, and the row does not stay", async () => {
      const input = await formOf({ name: "refused", storage: "" });
      await scene.vcd.fault({
        operation: "createCluster",
        kind: "error",
        status: 400,
        code: "BAD_REQUEST",
        message: "No such template.",
      });
      const { clusterId } = await createCluster(me(), input);
      await scene.sendActs();
      expect(await actOf(clusterId)).toMatchObject({
        state: "refused",
        fault: { message: "No such template.", requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      });
      expect((await rowOf(clusterId))?.goneAt).not.toBeNull();
      // The name is free again.
      const again = await createCluster(me(), input);
      await cancelAct(me(), { actId: (await actOf(again.clusterId))?.id ?? "" });
      expect(await actOf(again.clusterId)).toMatchObject({ state: "cancelled" });
      expect((await rowOf(again.clusterId))?.goneAt).not.toBeNull();
    });

    test("a lost reply makes one cluster and no second call", async () => {
      await renew();
      await scene.vcd.fault({ operation: "createCluster", kind: "lost-reply", via: "client" });
      const { clusterId } = await createCluster(me(), await formOf({ name: "silent" }));
      await scene.sendActs();
      expect(await actOf(clusterId)).toMatchObject({ state: "unknown" });
      await scene.until(async () => (await actOf(clusterId))?.state === "done");
      expect(await posts("silent")).toHaveLength(1);
      expect(await rowOf(clusterId)).toMatchObject({ goneAt: null, seen: { name: "silent" } });
      expect((await scene.clusters()).filter(({ name }) => name === "silent")).toHaveLength(1);
    });

    test("a call that never arrived is lost, and the row does not stay", async () => {
      await renew();
      await scene.vcd.fault({ operation: "createCluster", kind: "drop-before", via: "client" });
      const { clusterId } = await createCluster(me(), await formOf({ name: "dropped" }));
      await scene.sendActs();
      await scene.until(async () => (await actOf(clusterId))?.state === "lost");
      await scene.until(async () => (await rowOf(clusterId))?.goneAt !== null);
    });

    test("of two who take one name at once, one gets it", async () => {
      await renew();
      const input = await formOf({ name: "twice" });
      const made = await Promise.allSettled([createCluster(me(), input), createCluster(me(), input)]);
      expect(made.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });
  },
);
