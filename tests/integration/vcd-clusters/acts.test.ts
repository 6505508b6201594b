import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startAct } from "@/lib/db/act-sends";
import { places } from "@/lib/db/schema/places";
import { vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdSites } from "@/lib/db/schema/sites";
import { clusterActs } from "@/lib/db/schema/vcd-clusters";
import { actWaitsMs } from "@/lib/domain/vcd/acts";
import { rightNames } from "@/lib/domain/vcd/rights";
import { askShares } from "@/lib/services/vcd-clusters/ask-shares";
import { askUpgradePlan } from "@/lib/services/vcd-clusters/ask-upgrade-plan";
import { cancelAct } from "@/lib/services/vcd-clusters/cancel-act";
import { deleteCluster } from "@/lib/services/vcd-clusters/delete-cluster";
import { forceDeleteCluster } from "@/lib/services/vcd-clusters/force-delete-cluster";
import { resizeCluster } from "@/lib/services/vcd-clusters/resize-cluster";
import { shareCluster } from "@/lib/services/vcd-clusters/share-cluster";
import { upgradeCluster } from "@/lib/services/vcd-clusters/upgrade-cluster";
import { ClusterActs } from "@/lib/worker/cluster-acts";
import { document1, document2 } from "@/sandbox/vcd/test-support/client";
import { type AskScene, answeredBy, openAskScene, refusalOf } from "../asks/support";

describe.each(["3.0.4", "3.1.4"] as const)("acts on clusters with CSE %s", (personality) => {
  let scene: AskScene;
  let admin: Awaited<ReturnType<AskScene["signIn"]>>;
  const old = personality === "3.0.4";
  let made = 0;

  beforeAll(async () => {
    scene = await openAskScene({ personality });
    admin = await scene.signIn("tenant1-admin");
    await scene.readWorld();
  });
  afterAll(() => scene.close());
  afterEach(async () => {
    await scene.vcd.control("DELETE", "faults");
    await scene.vcd.control("PUT", "settings", { cseThreads: 10 });
  });

  /** A cluster that CSE has built, as a look found it. */
  async function built(change: { kind?: string; expose?: boolean } = {}) {
    made += 1;
    const name = `act-${made}`;
    const person = await scene.vcd.login("tenant1-admin", "tenant1", undefined, old ? "35.0" : "36.0");
    const wanted = { name, kind: "native", expose: false, ...change };
    const answer = await person.createCluster(old ? document1(wanted) : document2(scene.vcd.url, wanted));
    if (answer.status !== 202) throw new Error(answer.text);
    await scene.vcd.finish();
    await scene.readClock();
    await renew();
    await scene.sweepAll();
    return scene.cluster(name);
  }
  /** Sessions at VCD last half an hour of its time. */
  async function renew() {
    await scene.db.update(vcdSessions).set({ tokenSealed: null, endedAt: scene.now() });
    admin = await scene.signIn("tenant1-admin");
  }
  const me = () => scene.as(admin);
  const actsOf = async (clusterId: string) =>
    scene.db.select().from(clusterActs).where(eq(clusterActs.clusterId, clusterId));
  const lastAct = async (clusterId: string) => (await actsOf(clusterId)).at(-1);
  const settled = (clusterId: string) =>
    scene.until(async () => ["done", "refused", "lost"].includes((await lastAct(clusterId))?.state ?? ""));
  const changesSent = async () =>
    (await scene.calls()).filter(({ service, method }) => service === "cse" && method !== "GET");
  const natRules = async () => (await scene.vcd.organization("tenant1")).edgeGateways[0].natRules;

  test("resizes in the person's name, once, and leaves an exposure as it is", async () => {
    const { id, name, entityId } = await built({ expose: true });
    const rules = await natRules();
    expect(rules).toHaveLength(1);
    await scene.vcd.control("DELETE", "journal");
    await resizeCluster(me(), { id, workers: "2", nfsNodes: "0" });
    expect((await refusalOf(resizeCluster(me(), { id, workers: "3", nfsNodes: "0" }))).message).toContain(
      "A resize is waiting to be sent",
    );
    expect(await scene.sendActs()).toBe(1);
    expect(await scene.sendActs()).toBe(0);
    const sent = await changesSent();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: "PUT", user: "tenant1-admin", status: 202 });
    expect(JSON.stringify(sent[0]?.body)).toContain('"expose":true');
    await settled(id);
    expect(await lastAct(id)).toMatchObject({ state: "done", taskId: expect.stringContaining("task") });
    const after = await scene.cluster(name);
    expect(after.seen).toMatchObject({ id: entityId, wantedWorkers: 2, saysExposed: true });
    expect(await natRules()).toEqual(rules);
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });

  test("a resize after an un-expose exposes nothing and un-exposes nothing", async () => {
    const { id, name } = await built({ expose: true });
    const person = await scene.vcd.login("tenant1-admin", "tenant1", undefined, old ? "35.0" : "36.0");
    const cluster = await scene.cluster(name);
    const { entity } = await person.entity(cluster.entityId ?? "");
    const { status: _, ...document } = entity;
    if (old) document.spec.expose = false;
    else document.spec.settings.network.expose = false;
    await person.call("PUT", `/api/cse/3.0/cluster/${cluster.entityId}`, document);
    await scene.vcd.finish();
    await scene.readClock();
    await renew();
    await scene.sweepAll();
    const rules = await natRules();
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    await scene.sendActs();
    await settled(id);
    expect(await lastAct(id)).toMatchObject({ state: "done" });
    expect((await scene.cluster(name)).seen).toMatchObject({ wantedWorkers: 2, saysExposed: false });
    expect(await natRules()).toEqual(rules);
  });

  test("upgrades to what CSE's plan names, and to nothing else", async () => {
    const { id, name } = await built();
    const { templates } = await askUpgradePlan(me(), { id }, answeredBy(scene));
    expect(templates.map((each) => each.name)).toEqual(["ubuntu-16.04_k8-1.21_weave-2.8.1"]);
    await scene.vcd.control("DELETE", "journal");
    await upgradeCluster(me(), { id, templateName: "ubuntu-99.04_made-up", templateRevision: "1" });
    await scene.sendActs();
    expect(await lastAct(id)).toMatchObject({ state: "refused", fault: { code: "NotInPlan" } });
    expect(await changesSent()).toEqual([]);
    const [template] = templates;
    await upgradeCluster(me(), {
      id,
      templateName: template?.name ?? "",
      templateRevision: template?.revision ?? 0,
    });
    await scene.sendActs();
    await settled(id);
    expect((await actsOf(id)).map(({ state }) => state).sort()).toEqual(["done", "refused"]);
    expect((await scene.cluster(name)).seen?.template?.name).toBe("ubuntu-16.04_k8-1.21_weave-2.8.1");
  });

  test("shares the whole list anew", async () => {
    const { id } = await built();
    const before = await askShares(me(), { id }, answeredBy(scene));
    expect(before.shares).toEqual([]);
    const author = before.users?.find(({ name }) => name === "tenant1-author");
    const accessLevelId = "urn:vcloud:accessLevel:ReadOnly";
    const shares = [{ userId: author?.id ?? "", userName: "tenant1-author", accessLevelId }];
    await shareCluster(me(), { id, shares });
    await scene.sendActs();
    expect(await lastAct(id)).toMatchObject({ state: "done" });
    const after = await askShares(me(), { id }, answeredBy(scene));
    expect(after.shares).toEqual([{ accessLevelId, user: { id: author?.id, name: "tenant1-author" } }]);
    const nobody = { userId: "urn:vcloud:user:nobody", userName: "x", accessLevelId };
    expect((await refusalOf(shareCluster(me(), { id, shares: [nobody] }))).code).toBe("invalid-input");
  });

  test("deletes what was confirmed by its name", async () => {
    const { id, name } = await built();
    const wrong = await refusalOf(deleteCluster(me(), { id, confirm: "another" }));
    expect(wrong.details.fields?.confirm?.[0]).toContain(name);
    await deleteCluster(me(), { id, confirm: name });
    await scene.sendActs();
    await settled(id);
    expect(await lastAct(id)).toMatchObject({ state: "done" });
    const gone = (await scene.clusters()).find((row) => row.id === id);
    expect(gone?.goneAt).not.toBeNull();
    expect((await refusalOf(deleteCluster(me(), { id, confirm: name }))).message).toContain("is gone");
  });

  test("keeps to the limits of each version without asking CSE", async () => {
    const { id, name } = await built({ kind: "TKGm" });
    await scene.vcd.control("DELETE", "journal");
    const share = await refusalOf(shareCluster(me(), { id, shares: [] }));
    expect(share).toMatchObject({ code: "limit" });
    expect(share.message).toContain("shares native clusters only");
    if (old) {
      const force = await refusalOf(forceDeleteCluster(me(), { id, confirm: name }));
      expect(force).toMatchObject({ code: "limit" });
      expect(force.message).toContain("no force-delete");
    } else {
      const upgrade = await refusalOf(askUpgradePlan(me(), { id }, answeredBy(scene)));
      expect(upgrade.message).toContain("does not upgrade TKGm clusters");
      const fewer = await refusalOf(resizeCluster(me(), { id, workers: 0, nfsNodes: 0 }));
      expect(fewer.details.fields?.workers?.[0]).toContain("cannot take workers away");
    }
    expect(await actsOf(id)).toEqual([]);
    expect((await scene.calls()).filter(({ service }) => service === "cse")).toEqual([]);
  });

  test("takes the rights that VCD gives, one by one, and names the one that is missing", async () => {
    const { id, name } = await built();
    const held = async (rights: string[]) =>
      scene.db.update(vcdSessions).set({ rights }).where(eq(vcdSessions.id, admin.vcdSessionId));
    await held([rightNames.viewClusters]);
    for (const [call, right] of [
      [() => resizeCluster(me(), { id, workers: 2, nfsNodes: 0 }), rightNames.editClusters],
      [() => deleteCluster(me(), { id, confirm: name }), rightNames.controlClusters],
      [() => shareCluster(me(), { id, shares: [] }), rightNames.controlClusters],
    ] as const) {
      const refusal = await refusalOf(call());
      expect(refusal).toMatchObject({ code: "forbidden", message: expect.stringContaining(right) });
    }
    await held([rightNames.editClusters]);
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    expect((await refusalOf(deleteCluster(me(), { id, confirm: name }))).code).toBe("forbidden");
    await cancelAct(me(), { actId: (await lastAct(id))?.id ?? "" });
    await renew();
  });

  test("a lost reply is looked for: done once, and known", async () => {
    const { id, name } = await built();
    await scene.vcd.control("DELETE", "journal");
    await scene.vcd.fault({ operation: "updateCluster", kind: "lost-reply", via: "client" });
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    await scene.sendActs();
    expect(await lastAct(id)).toMatchObject({ state: "unknown" });
    expect(await scene.sendActs()).toBe(0);
    await settled(id);
    expect(await lastAct(id)).toMatchObject({ state: "done" });
    expect(await changesSent()).toHaveLength(1);
    expect((await scene.cluster(name)).seen?.wantedWorkers).toBe(2);
  });

  test("a call that never arrived is lost after its deadline, and can be asked for again", async () => {
    const { id } = await built();
    await scene.vcd.fault({ operation: "updateCluster", kind: "drop-before", via: "client" });
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    await scene.sendActs();
    expect(await lastAct(id)).toMatchObject({ state: "unknown" });
    await settled(id);
    expect(await lastAct(id)).toMatchObject({ state: "lost" });
    await renew();
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    await scene.sendActs();
    await settled(id);
    expect((await actsOf(id)).map(({ state }) => state).sort()).toEqual(["done", "lost"]);
  });

  test("a worker that dies between record and call leaves an act that a look settles", async () => {
    const { id } = await built();
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    const act = await lastAct(id);
    const deadline = new Date(scene.now().getTime() + 65_000);
    await startAct(
      scene.worker.context.db,
      { id: act?.id ?? "", vcdSessionId: admin.vcdSessionId },
      { now: scene.now(), deadline },
    );
    expect(await scene.sendActs()).toBe(0);
    await settled(id);
    expect(await lastAct(id)).toMatchObject({ state: "lost" });
  });

  test("waits for a sign-in, goes with the new session, and is taken back after an hour without one", async () => {
    const { id } = await built();
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    await scene.vcd.act({ act: "expire-sessions", organization: "tenant1" });
    const acts = new ClusterActs(scene.worker.context);
    await scene.sendActs(acts);
    expect(await lastAct(id)).toMatchObject({ state: "waiting", fault: { code: "SessionEnded" } });
    expect(await scene.sendActs(acts)).toBe(0);
    await renew();
    await scene.advance(5 * 60_000);
    expect(await scene.sendActs()).toBe(1);
    expect(await lastAct(id)).toMatchObject({
      state: "accepted",
      vcdSessionId: admin.vcdSessionId,
      fault: null,
    });
    await settled(id);

    await renew();
    await resizeCluster(me(), { id, workers: 3, nfsNodes: 0 });
    await scene.db.update(vcdSessions).set({ tokenSealed: null });
    await scene.advance(actWaitsMs + 1_000);
    expect(await scene.sendActs()).toBe(0);
    expect(await lastAct(id)).toMatchObject({ state: "cancelled", fault: { code: "NotSentInTime" } });
    await renew();
    expect(await scene.sendActs()).toBe(0);
  });

  test("waits while CSE has no thread free, and is sent then", async () => {
    const first = await built();
    const second = await built();
    await scene.vcd.control("PUT", "settings", { cseThreads: 1 });
    await resizeCluster(me(), { id: first.id, workers: 2, nfsNodes: 0 });
    await resizeCluster(me(), { id: second.id, workers: 2, nfsNodes: 0 });
    const acts = new ClusterActs(scene.worker.context);
    expect(await scene.sendActs(acts)).toBe(2);
    const states = [await lastAct(first.id), await lastAct(second.id)];
    const waiting = states.find((act) => act?.state === "waiting");
    expect(waiting?.fault?.code).toBe("CseBusy");
    expect(await scene.sendActs(acts)).toBe(0);
    await scene.vcd.finish();
    await scene.readClock();
    await renew();
    await scene.advance(5_000);
    expect(await scene.sendActs(acts)).toBe(1);
    await settled(waiting?.clusterId ?? "");
    expect(await lastAct(waiting?.clusterId ?? "")).toMatchObject({ state: "done" });
  });

  test("nothing is sent while a site is in observe only, or a place is held", async () => {
    const { id } = await built();
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    await scene.db.update(vcdSites).set({ mode: "observe" });
    expect(await scene.sendActs()).toBe(0);
    await scene.db.update(vcdSites).set({ mode: "act" });
    await scene.db
      .update(places)
      .set({ heldAt: scene.now(), heldReason: "Maintenance." })
      .where(eq(places.id, scene.place.id));
    expect(await scene.sendActs()).toBe(0);
    const actId = (await lastAct(id))?.id ?? "";
    await cancelAct(me(), { actId });
    expect((await refusalOf(cancelAct(me(), { actId }))).code).toBe("precondition");
    const refusal = await refusalOf(resizeCluster(me(), { id, workers: 2, nfsNodes: 0 }));
    expect(refusal.message).toContain("on hold: Maintenance.");
    await scene.db
      .update(places)
      .set({ heldAt: null, heldReason: null })
      .where(eq(places.id, scene.place.id));
  });

  test("of two who ask at once one is let through", async () => {
    const { id } = await built();
    const asked = await Promise.allSettled(
      [2, 3, 4].map((workers) => resizeCluster(me(), { id, workers, nfsNodes: 0 })),
    );
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await actsOf(id)).toHaveLength(1);
  });

  test("another organization's cluster and acts answer as missing ones", async () => {
    const { id, name } = await built();
    await resizeCluster(me(), { id, workers: 2, nfsNodes: 0 });
    const actId = (await lastAct(id))?.id ?? "";
    const globex = await scene.bind("tenant2");
    const other = scene.as(await scene.signIn("tenant2-admin", globex), globex);
    const calls = [
      () => resizeCluster(other, { id, workers: 2, nfsNodes: 0 }),
      () => deleteCluster(other, { id, confirm: name }),
      () => shareCluster(other, { id, shares: [] }),
      () => cancelAct(other, { actId }),
    ];
    for (const call of calls) expect((await refusalOf(call())).code).toBe("not-found");
    expect(await actsOf(id)).toMatchObject([{ state: "waiting" }]);
  });

  if (!old) {
    test("force-deletes", async () => {
      const { id, name } = await built();
      await forceDeleteCluster(me(), { id, confirm: name });
      await scene.sendActs();
      await settled(id);
      expect(await lastAct(id)).toMatchObject({ state: "done" });
    });
  }
});
