import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { audit } from "@/lib/db/schema/audit";
import { requests } from "@/lib/db/schema/requests";
import { vcdSites } from "@/lib/db/schema/sites";
import { vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { configOf } from "@/lib/domain/vcd/cluster-config.fixtures";
import { configToForm } from "@/lib/domain/vcd/cluster-form";
import { getExposure } from "@/lib/services/exposures/get-exposure";
import { openFirewall } from "@/lib/services/exposures/open-firewall";
import { requestExposure } from "@/lib/services/exposures/request-exposure";
import { createPolicy } from "@/lib/services/policies/create-policy";
import { switchPolicy } from "@/lib/services/policies/switch-policy";
import { createCluster } from "@/lib/services/vcd-clusters/create-cluster";
import { getVcdCluster } from "@/lib/services/vcd-clusters/get-vcd-cluster";
import { openVerbScene, type VerbScene } from "../support/vcd-verbs";

let scene: VerbScene;
afterEach(() => scene.close());

async function write(rule: Parameters<typeof createPolicy>[1]): Promise<string> {
  const { policyId } = await createPolicy(scene.as("ada"), rule);
  await switchPolicy(scene.as("ada"), { policyId, version: 1, on: true });
  return policyId;
}
const requestOf = async (id: string) =>
  (await scene.db.select().from(requests).where(eq(requests.id, id)))[0];
const lastAct = async (subjectId: string) =>
  (await scene.db.select().from(audit).where(eq(audit.subjectId, subjectId)).orderBy(audit.seq)).at(-1);

describe("an exposure that rules judge", () => {
  test("late: approved at once and made, and its opening only for clients that the rule names", async () => {
    scene = await openVerbScene();
    const policyId = await write({
      name: "Office clients",
      effect: "approve",
      words: "The office may look in.",
      kinds: ["exposure"],
      clientsWithin: ["198.51.100.0/24"],
    });
    const { row } = await scene.build("tkg1", { expose: false });
    const asked = await requestExposure(scene.as("ann"), { clusterId: row.id, reason: "For the team." });
    expect(asked.outcome).toBe("approved");
    expect(await requestOf(asked.requestId)).toMatchObject({
      state: "approved",
      decidedBy: null,
      policyId,
      policyVersion: 1,
      note: "The office may look in.",
    });
    expect((await scene.exposure(asked.exposureId)).state).toBe("programming");
    expect(await lastAct(asked.exposureId)).toMatchObject({
      verb: "requests.approve",
      personId: null,
      personName: "Policy Office clients, version 1",
    });
    await scene.until(async () => (await scene.exposure(asked.exposureId)).state === "exposed");
    const view = await getExposure(scene.as("vera"), { id: asked.exposureId });
    expect(view.request).toMatchObject({
      decidedBy: "Policy Office clients, version 1",
      policy: { name: "Office clients", version: 1, part: "approved" },
    });
    expect(view.timeline).toContainEqual(
      expect.objectContaining({ who: "Policy Office clients, version 1", what: "Approved the request" }),
    );

    const strangers = await openFirewall(scene.as("ann"), {
      clusterId: row.id,
      clientCidrs: "203.0.113.0/24",
    });
    expect(strangers.outcome).toBe("waiting");
    expect(await requestOf(strangers.requestId)).toMatchObject({ state: "waiting", policyId: null });
    await scene.db.delete(requests).where(eq(requests.id, strangers.requestId));

    const office = await openFirewall(scene.as("ann"), { clusterId: row.id, clientCidrs: "198.51.100.7" });
    expect(office.outcome).toBe("approved");
    await scene.until(
      async () => (await scene.exposure(asked.exposureId)).memory.openingSeenAt !== undefined,
    );
  });

  test("late: refused with the rule's words, and nothing is sent", async () => {
    scene = await openVerbScene();
    await write({
      name: "Nothing outside",
      effect: "refuse",
      words: "Reach it through the VPN.",
      kinds: ["exposure"],
    });
    const { row } = await scene.build("tkg1", { expose: false });
    const asked = await requestExposure(scene.as("ann"), { clusterId: row.id, reason: "For the team." });
    expect(asked.outcome).toBe("denied");
    const view = await getExposure(scene.as("ann"), { id: asked.exposureId });
    expect(view).toMatchObject({
      state: "denied",
      sentence: "Policy Nothing outside, version 1, refuses this: Reach it through the VPN.",
      can: { exposeAgain: { ok: true } },
    });
    await scene.sweepAll();
    expect((await scene.edges())[0]?.nat?.rules ?? []).toEqual([]);
  });

  test("an opening is refused beside an exposure that goes on", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const { exposureId, requestId } = await requestExposure(scene.as("ann"), { clusterId: row.id });
    await scene.approve(requestId);
    await scene.until(async () => (await scene.exposure(exposureId)).state === "exposed");
    await write({
      name: "No openings",
      effect: "refuse",
      words: "Ask your provider's desk.",
      acts: ["open-firewall"],
    });
    const asked = await openFirewall(scene.as("ann"), { clusterId: row.id, clientCidrs: "198.51.100.0/24" });
    expect(asked.outcome).toBe("denied");
    expect(await scene.exposure(exposureId)).toMatchObject({ state: "exposed", firewall: null });
  });

  test("with a new cluster: approved and asked of CSE, refused and given up, or left to two people", async () => {
    scene = await openVerbScene({ personality: "3.1.4" });
    await scene.db.update(vcdSites).set({
      versions: { offered: ["35.0", "36.0"], spoken: "36.0" },
      cseServer: { version: "3.1.4", apiVersions: ["35.0", "36.0"] },
    });
    await scene.sweepAll();
    const ask = (name: string) =>
      createCluster(scene.as("ann"), {
        placeId: scene.place.id,
        as: "form",
        form: configToForm(
          configOf({
            name,
            organization: "tenant1",
            vdc: "tenant1-vdc",
            network: "default-organization-network",
            template: { name: "ubuntu-16.04_k8-1.21_weave-2.8.1", revision: 1 },
            expose: true,
          }),
        ),
        reason: "For the team.",
      });
    const two = await write({ name: "By two", effect: "two-approvers", words: "", acts: ["create"] });
    const waiting = await ask("two");
    expect(waiting.outcome).toBe("waiting");
    expect(await requestOf(waiting.requestId ?? "")).toMatchObject({ approvalsNeeded: 2, policyId: two });
    await switchPolicy(scene.as("ada"), { policyId: two, version: 1, on: false });

    const refusing = await write({
      name: "Not here",
      effect: "refuse",
      words: "Not here.",
      acts: ["create"],
    });
    const refused = await ask("shop");
    expect(refused.outcome).toBe("denied");
    const [gone] = await scene.db.select().from(vcdClusters).where(eq(vcdClusters.id, refused.clusterId));
    expect(gone?.goneAt).not.toBeNull();
    expect(await getVcdCluster(scene.as("vera"), { id: refused.clusterId })).toMatchObject({
      status: { word: "Gone" },
    });
    await switchPolicy(scene.as("ada"), { policyId: refusing, version: 1, on: false });

    await write({ name: "New ones", effect: "approve", words: "", acts: ["create"] });
    const approved = await ask("shop");
    expect(approved.outcome).toBe("approved");
    await scene.until(async () => {
      await scene.vcd.finish();
      await scene.readClock();
      return (await scene.exposure(approved.exposureId ?? "")).state === "exposed";
    });
    expect(await scene.calls("createCluster")).toHaveLength(1);
  });
});
