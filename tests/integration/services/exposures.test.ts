import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { audit } from "@/lib/db/schema/audit";
import { exposures } from "@/lib/db/schema/exposures";
import { requests } from "@/lib/db/schema/requests";
import { vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdSites } from "@/lib/db/schema/sites";
import { vcdEdges } from "@/lib/db/schema/vcd-clusters";
import { configOf } from "@/lib/domain/vcd/cluster-config.fixtures";
import { configToForm } from "@/lib/domain/vcd/cluster-form";
import { rightNames } from "@/lib/domain/vcd/rights";
import { clickExposure } from "@/lib/services/exposures/click-exposure";
import { closeFirewall } from "@/lib/services/exposures/close-firewall";
import { followExposure } from "@/lib/services/exposures/follow-exposure";
import { getExposure } from "@/lib/services/exposures/get-exposure";
import { holdExposure, releaseExposure } from "@/lib/services/exposures/hold-exposure";
import { listEdgeGateways } from "@/lib/services/exposures/list-edge-gateways";
import { listExposures } from "@/lib/services/exposures/list-exposures";
import { openFirewall } from "@/lib/services/exposures/open-firewall";
import { removeExposure } from "@/lib/services/exposures/remove-exposure";
import { requestExposure } from "@/lib/services/exposures/request-exposure";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { denyRequest } from "@/lib/services/requests/deny-request";
import { editRequest } from "@/lib/services/requests/edit-request";
import { getRequest } from "@/lib/services/requests/get-request";
import { listRequests } from "@/lib/services/requests/list-requests";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";
import { createCluster } from "@/lib/services/vcd-clusters/create-cluster";
import { getVcdCluster } from "@/lib/services/vcd-clusters/get-vcd-cluster";
import { refusal } from "../support/refusal";
import { openVerbScene, type VerbScene } from "../support/vcd-verbs";

let scene: VerbScene;
afterEach(() => scene.close());

const nothing = { clientCidrs: "", reason: "For the team." };

describe("a late exposure, from its request to its end, and again", () => {
  test("is asked for, approved, made, taken back and made again", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const before = await getVcdCluster(scene.as("ann"), { id: row.id });
    expect(before).toMatchObject({
      dnat: { code: "not-exposed", rule: null },
      can: { expose: { ok: true }, unexpose: { ok: false } },
      exposure: null,
    });
    expect(before.preflight.map(({ key, value }) => [key, value])).toEqual([
      ["rights", "pass"],
      ["network", "pass"],
      ["edge", "pass"],
      ["addresses", "pass"],
      ["busy", "pass"],
      ["firewall", "pass"],
    ]);

    const { exposureId, requestId } = await requestExposure(scene.as("ann"), {
      clusterId: row.id,
      ...nothing,
    });
    expect(await getExposure(scene.as("vera"), { id: exposureId })).toMatchObject({
      state: "awaiting-approval",
      way: "rule",
      internalAddress: "127.168.0.100",
      edgeName: "tenant1-edge",
      request: { state: "waiting", reason: "For the team." },
      can: { withdraw: { ok: false, kind: "right" }, remove: { ok: false } },
    });
    const shown = await getRequest(scene.as("ada"), { requestId });
    expect(shown.refusals).toBe(0);
    expect(shown.review).toMatchObject({
      kind: "exposure",
      calls: [
        {
          call: `POST /cloudapi/1.0.0/edgeGateways/${row.edgeId}/nat/rules`,
          sentBy: "drawbridge",
          fields: [
            { term: "Name", value: `drawbridge_test-installation_${exposureId}` },
            { term: "Type", value: "DNAT, enabled" },
            { term: "External address", value: "127.149.1.110, if it is still free then" },
            { term: "External port", value: "6443" },
            { term: "Internal address", value: "127.168.0.100" },
          ],
        },
      ],
      firewall: null,
    });
    await scene.approve(requestId);
    expect(await scene.exposure(exposureId)).toMatchObject({ state: "programming", approvedAt: scene.now() });
    await scene.until(async () => (await scene.exposure(exposureId)).state === "exposed");

    const exposed = await getVcdCluster(scene.as("ann"), { id: row.id });
    expect(exposed).toMatchObject({
      dnat: {
        code: "active",
        externalAddress: "127.149.1.110",
        port: "6443",
        internalAddress: "127.168.0.100",
        madeBy: { code: "drawbridge" },
        everyPortOpen: false,
      },
      exposure: { id: exposureId, state: "exposed", address: "127.149.1.110" },
      can: { expose: { ok: false }, unexpose: { ok: true } },
      removals: [{ by: "rule", can: { ok: true } }],
    });
    expect(exposed.dnat.sentence).toBe(
      "tkg1 is reachable at 127.149.1.110, port 6443, by Drawbridge's rule.",
    );
    expect(exposed.dnat.observedAt).not.toBeNull();
    expect(exposed.timeline.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["Asked for the cluster to be exposed", "Approved the request", "Exposed"]),
    );

    await removeExposure(scene.as("ann"), { clusterId: row.id, exposureId });
    expect(await scene.exposure(exposureId)).toMatchObject({ state: "withdrawing", wanted: "gone" });
    await scene.until(async () => (await scene.exposure(exposureId)).state === "off");
    expect(await getVcdCluster(scene.as("ann"), { id: row.id })).toMatchObject({
      dnat: { code: "removed", rule: null },
      exposure: null,
      history: [{ id: exposureId, state: "off" }],
      can: { expose: { ok: true } },
    });
    const [edge] = (await listEdgeGateways(scene.as("ann"), {})).edges;
    expect(edge?.pool.counts).toMatchObject({ quarantined: 1, total: 10 });
    expect(edge?.pool.stretches.at(-1)).toMatchObject({
      first: "127.149.1.110",
      role: "quarantined",
      owner: "tkg1",
    });

    const again = await requestExposure(scene.as("ann"), { clusterId: row.id, ...nothing });
    await scene.approve(again.requestId);
    await scene.until(async () => (await scene.exposure(again.exposureId)).state === "exposed");
    expect((await listExposures(scene.as("vera"), { state: "all" })).rows).toMatchObject([
      { id: again.exposureId, state: "exposed", address: "127.149.1.109" },
      { id: exposureId, state: "off", address: "127.149.1.110" },
    ]);
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });

  test("a local operator may ask too; a viewer may not, and a person's own rights bind", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    expect((await refusal(requestExposure(scene.as("vera"), { clusterId: row.id, ...nothing }))).code).toBe(
      "forbidden",
    );
    const kept = Object.values(rightNames).filter((name) => name !== rightNames.configureNat);
    await scene.db.update(vcdSessions).set({ rights: kept });
    const denied = await refusal(requestExposure(scene.as("ann"), { clusterId: row.id, ...nothing }));
    expect(denied).toMatchObject({ code: "forbidden" });
    expect(denied.message).toContain('"Organization vDC Gateway: Configure NAT"');
    expect(await requestExposure(scene.as("otto"), { clusterId: row.id, ...nothing })).toMatchObject({
      exposureId: expect.any(String),
    });
    expect((await refusal(requestExposure(scene.as("otto"), { clusterId: row.id, ...nothing }))).code).toBe(
      "precondition",
    );
  });

  test("without the right to see NAT rules, nothing of them is shown, and the right is named", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: true });
    const kept = Object.values(rightNames).filter((name) => name !== rightNames.viewNat);
    await scene.db.update(vcdSessions).set({ rights: kept });
    const view = await getVcdCluster(scene.as("ann"), { id: row.id });
    expect(view.dnat).toMatchObject({ code: "unknown", rule: null, missingRight: rightNames.viewNat });
    expect(view.dnat.sentence).toContain(rightNames.viewNat);
    const [edge] = (await listEdgeGateways(scene.as("ann"), {})).edges;
    expect(edge).toMatchObject({
      rules: [],
      pool: { counts: { total: 0 } },
      fault: { title: "A right is missing" },
    });
    expect((await getVcdCluster(scene.as("otto"), { id: row.id })).dnat.code).toBe("active");
  });

  test("is refused where no address is free, and where the edge was not read", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const used = Array.from({ length: 10 }, (_, index) => ({
      address: `127.149.1.${101 + index}`,
      category: "Load_Balancer",
      networkId: null,
    }));
    await scene.db.update(vcdEdges).set({ used });
    const full = await refusal(requestExposure(scene.as("otto"), { clusterId: row.id, ...nothing }));
    expect(full.code).toBe("limit");
    expect(full.message).toContain("None of 10 external addresses is free.");
    await scene.db.update(vcdEdges).set({ used: null, nat: null });
    const unread = await refusal(requestExposure(scene.as("otto"), { clusterId: row.id, ...nothing }));
    expect(unread).toMatchObject({ code: "precondition" });
    expect(unread.message).toContain("could not be read");
  });
});

describe("deciding about exposures", () => {
  test("denying and withdrawing end it before anything was sent; approval is bound to what was shown", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const first = await requestExposure(scene.as("ann"), { clusterId: row.id, ...nothing });
    const [line] = (await listRequests(scene.as("ada"), {})).lines;
    expect(line).toMatchObject({ kind: "exposure", causes: "1 call", checks: { refusals: 0 } });
    const [asked] = await scene.db.select().from(requests).where(eq(requests.id, first.requestId));
    const stale = denyRequest(scene.as("ada"), {
      requestId: first.requestId,
      termsDigest: "other",
      note: "No.",
    });
    expect((await refusal(stale)).code).toBe("stale");
    await denyRequest(scene.as("ada"), {
      requestId: first.requestId,
      termsDigest: asked?.termsDigest ?? "",
      note: "Not this one.",
    });
    expect(await getExposure(scene.as("vera"), { id: first.exposureId })).toMatchObject({
      state: "denied",
      sentence: "The provider denied this request: Not this one.",
    });

    const second = await requestExposure(scene.as("ann"), { clusterId: row.id, ...nothing });
    expect((await refusal(withdrawRequest(scene.as("vera"), { requestId: second.requestId }))).code).toBe(
      "forbidden",
    );
    await withdrawRequest(scene.as("ann"), { requestId: second.requestId });
    expect(await scene.exposure(second.exposureId)).toMatchObject({ state: "withdrawn" });
    expect((await scene.calls("createNatRule")).length).toBe(0);
  });

  test("what the checks refuse by then is not approved", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const { requestId } = await requestExposure(scene.as("ann"), { clusterId: row.id, ...nothing });
    const [edge] = await scene.edges();
    await scene.db
      .update(vcdEdges)
      .set({ seen: { ...(edge?.seen as NonNullable<typeof edge>["seen"]), uplinks: [] } });
    expect((await getRequest(scene.as("ada"), { requestId })).refusals).toBeGreaterThan(0);
    const refused = await refusal(scene.approve(requestId));
    expect(refused.code).toBe("precondition");
    expect(refused.message).toContain("has no uplink with addresses");
  });
});

describe("rules that CSE made", () => {
  test("are taken back by CSE in the person's own name, or deleted directly", async () => {
    scene = await openVerbScene({ personality: "3.1.4" });
    const { row } = await scene.build("tkg1", { expose: true });
    const found = await getVcdCluster(scene.as("ann"), { id: row.id });
    expect(found).toMatchObject({
      dnat: { code: "active", madeBy: { code: "cse" }, externalAddress: "127.149.1.102" },
      exposure: null,
      removals: [
        { by: "cse", can: { ok: true } },
        { by: "rule", can: { ok: true } },
      ],
      can: { expose: { ok: false }, unexpose: { ok: true }, follow: { ok: true } },
    });
    const local = await refusal(removeExposure(scene.as("otto"), { clusterId: row.id, removal: "cse" }));
    expect(local.message).toContain("you are not signed in");
    const { exposureId } = await removeExposure(scene.as("ann"), { clusterId: row.id, removal: "cse" });
    expect(await scene.exposure(exposureId)).toMatchObject({ way: "cse", removedBy: scene.ann.personId });
    await scene.until(async () => {
      await scene.vcd.finish();
      await scene.readClock();
      return (await scene.exposure(exposureId)).state === "off";
    });
    expect(await scene.systemTokenCalledCse()).toBe(false);
    expect(await getVcdCluster(scene.as("ann"), { id: row.id })).toMatchObject({
      dnat: { code: "removed", rule: null },
      can: { expose: { ok: true } },
    });
  });

  test("are narrowed with one click where they have no port, and followed from then on", async () => {
    scene = await openVerbScene({ personality: "3.0.4" });
    const { row } = await scene.build("tkg1", { expose: true });
    const wide = await getVcdCluster(scene.as("otto"), { id: row.id });
    expect(wide.dnat).toMatchObject({ everyPortOpen: true, status: { word: "Every port open" } });
    expect(wide.dnat.findings).toMatchObject([{ code: "every-port-open", act: "narrow" }]);
    expect(wide.repairs).toMatchObject([{ act: "narrow" }]);
    // A click counts only after what it is about was seen.
    await scene.advance(1_000);
    const { exposureId } = await clickExposure(scene.as("otto"), { clusterId: row.id, act: "narrow" });
    await scene.until(async () => (await scene.edges())[0]?.nat?.rules[0]?.externalPort === "6443");
    const narrow = await getVcdCluster(scene.as("otto"), { id: row.id });
    expect(narrow).toMatchObject({
      dnat: { everyPortOpen: false, code: "active", port: "6443" },
      exposure: { id: exposureId, way: "cse" },
      repairs: [],
    });
    expect((await refusal(clickExposure(scene.as("otto"), { clusterId: row.id, act: "narrow" }))).code).toBe(
      "precondition",
    );
  });

  test("can be taken over without anything being sent", async () => {
    scene = await openVerbScene({ personality: "3.1.4" });
    const { row } = await scene.build("tkg1", { expose: true });
    const { exposureId } = await followExposure(scene.as("ann"), { clusterId: row.id });
    await scene.sweepAll();
    expect(await getExposure(scene.as("ann"), { id: exposureId })).toMatchObject({
      state: "exposed",
      address: "127.149.1.102",
      blocked: null,
      request: null,
    });
    expect((await refusal(followExposure(scene.as("ann"), { clusterId: row.id }))).code).toBe("precondition");
  });
});

describe("what somebody closed", () => {
  test("is said, not opened by itself, and put back by a click", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const { exposureId, requestId } = await requestExposure(scene.as("ann"), {
      clusterId: row.id,
      ...nothing,
    });
    await scene.approve(requestId);
    await scene.until(async () => (await scene.exposure(exposureId)).state === "exposed");
    const admin = await scene.vcd.login();
    const edge = await admin.edge();
    const [rule] = await admin.natRules(edge.id);
    await admin.call("DELETE", `/cloudapi/1.0.0/edgeGateways/${edge.id}/nat/rules/${rule?.id}`);
    await scene.vcd.finish();
    await scene.readClock();
    await scene.sweepAll();
    await scene.until(async () => (await scene.exposure(exposureId)).lights?.rule.code === "rule-missing");
    const view = await getExposure(scene.as("ann"), { id: exposureId });
    expect(view).toMatchObject({
      state: "exposed",
      status: { word: "Exposed, needs care" },
      repairs: [{ act: "put-back" }],
      can: { repair: { ok: true } },
      dnat: { code: "rule-missing" },
    });
    await scene.advance(1_000);
    await clickExposure(scene.as("ann"), { clusterId: row.id, exposureId, act: "put-back" });
    await scene.until(async () => (await scene.exposure(exposureId)).lights?.rule.code === "rule-in-place");
    expect((await getExposure(scene.as("ann"), { id: exposureId })).repairs).toEqual([]);
  });
});

describe("the edge's firewall", () => {
  test("is opened for given clients after an approval of its own, and closed again", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const { exposureId, requestId } = await requestExposure(scene.as("ann"), {
      clusterId: row.id,
      ...nothing,
    });
    const early = await refusal(
      openFirewall(scene.as("ann"), { clusterId: row.id, clientCidrs: "198.51.100.0/24" }),
    );
    expect(early.code).toBe("precondition");
    await scene.approve(requestId);
    await scene.until(async () => (await scene.exposure(exposureId)).state === "exposed");
    for (const [clientCidrs, message] of [
      ["", "Give the addresses"],
      ["198.51.100.7/24", "198.51.100.0/24"],
      ["2001:db8::/32", "no IPv4"],
    ]) {
      const error = await refusal(openFirewall(scene.as("ann"), { clusterId: row.id, clientCidrs }));
      expect(error.code).toBe("invalid-input");
      expect(JSON.stringify(error.details.fields?.clientCidrs)).toContain(message);
    }
    const asked = await openFirewall(scene.as("ann"), {
      clusterId: row.id,
      clientCidrs: "198.51.100.0/24, 203.0.113.7",
      reason: "Office.",
    });
    const again = await refusal(
      openFirewall(scene.as("ann"), { clusterId: row.id, clientCidrs: "10.0.0.0/8" }),
    );
    expect(again.code).toBe("precondition");
    const shown = await getRequest(scene.as("ada"), { requestId: asked.requestId });
    expect(shown.review).toMatchObject({
      kind: "exposure",
      firewall: { sources: ["198.51.100.0/24", "203.0.113.7/32"], destination: "127.168.0.100", port: 6443 },
    });
    await scene.approve(asked.requestId);
    await scene.until(async () => (await scene.exposure(exposureId)).memory.openingSeenAt !== undefined);
    const open = await getExposure(scene.as("ann"), { id: exposureId });
    expect(open.firewall).toMatchObject({
      verdict: "allows",
      opening: { clientCidrs: ["198.51.100.0/24", "203.0.113.7/32"], state: "open" },
      waiting: null,
    });
    await closeFirewall(scene.as("ann"), { clusterId: row.id });
    await scene.until(async () => (await scene.edges())[0]?.firewall?.userRules.length === 0);
    expect((await scene.exposure(exposureId)).state).toBe("exposed");
  });

  test("a waiting opening goes with the exposure it is for", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const { exposureId, requestId } = await requestExposure(scene.as("ann"), {
      clusterId: row.id,
      ...nothing,
    });
    await scene.approve(requestId);
    await scene.until(async () => (await scene.exposure(exposureId)).state === "exposed");
    const asked = await openFirewall(scene.as("ann"), { clusterId: row.id, clientCidrs: "198.51.100.0/24" });
    await removeExposure(scene.as("ann"), { clusterId: row.id });
    const [after] = await scene.db.select().from(requests).where(eq(requests.id, asked.requestId));
    expect(after?.state).toBe("withdrawn");
  });
});

describe("holding", () => {
  test("keeps everything from being sent until it is released", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const { exposureId, requestId } = await requestExposure(scene.as("ann"), {
      clusterId: row.id,
      ...nothing,
    });
    expect((await refusal(holdExposure(scene.as("ann"), { id: exposureId, reason: "x" }))).code).toBe(
      "forbidden",
    );
    await holdExposure(scene.as("ada", "tenant1"), { id: exposureId, reason: "Maintenance." });
    await scene.approve(requestId);
    await scene.sweepAll();
    expect(await getExposure(scene.as("ann"), { id: exposureId })).toMatchObject({
      held: { by: "exposure", reason: "Maintenance." },
      status: { word: "On hold" },
      blocked: { code: "held" },
    });
    expect((await scene.calls("createNatRule")).length).toBe(0);
    await releaseExposure(scene.as("ada", "tenant1"), { id: exposureId });
    await scene.until(async () => (await scene.exposure(exposureId)).state === "exposed");
    const acts = await scene.db.select().from(audit).where(eq(audit.subjectId, exposureId));
    expect(acts.filter(({ outcome }) => outcome === "done").map(({ verb }) => verb)).toEqual([
      "exposures.request",
      "exposures.hold",
      "requests.approve",
      "exposures.release",
    ]);
    expect((await scene.db.select().from(exposures)).length).toBe(1);
  });
});

describe("a cluster that is asked for with its exposure", () => {
  const form = (name: string) =>
    configToForm(
      configOf({
        name,
        organization: "tenant1",
        vdc: "tenant1-vdc",
        network: "default-organization-network",
        template: { name: "ubuntu-16.04_k8-1.21_weave-2.8.1", revision: 1 },
        expose: true,
      }),
    );
  /** As the check of the site finds it. */
  const open = async () => {
    scene = await openVerbScene({ personality: "3.1.4" });
    await scene.db.update(vcdSites).set({
      versions: { offered: ["35.0", "36.0"], spoken: "36.0" },
      cseServer: { version: "3.1.4", apiVersions: ["35.0", "36.0"] },
    });
    await scene.sweepAll();
  };
  const ask = async (name: string) => {
    const asked = await createCluster(scene.as("ann"), {
      placeId: scene.place.id,
      as: "form",
      form: form(name),
      reason: "For the team.",
    });
    if (!asked.exposureId || !asked.requestId) throw new Error("It was not asked for with its exposure.");
    return { ...asked, exposureId: asked.exposureId, requestId: asked.requestId };
  };

  test("is made by CSE in the person's own name once it is approved, and waits for them if they are signed out", async () => {
    await open();
    const { clusterId, exposureId, requestId } = await ask("shop");
    expect(await getVcdCluster(scene.as("vera"), { id: clusterId })).toMatchObject({
      name: "shop",
      status: { word: "Waiting for approval" },
      exposure: { id: exposureId, way: "cse", state: "awaiting-approval" },
    });
    const shown = await getRequest(scene.as("ada"), { requestId });
    expect(shown.terms).toMatchObject({ act: "create", document: expect.stringContaining("expose: true") });
    expect(shown).toMatchObject({
      refusals: 0,
      review: { calls: [{ call: "POST /api/cse/3.0/clusters", sentBy: "person" }] },
    });
    await scene.db
      .update(vcdSessions)
      .set({ tokenSealed: null, endedAt: scene.now(), endReason: "signed-out" });
    await scene.approve(requestId);
    await scene.sweepAll();
    expect(await getExposure(scene.as("vera"), { id: exposureId })).toMatchObject({
      state: "programming",
      waitsFor: "You sign in again",
      blocked: { code: "sign-in-needed", title: "Approved: sign in to continue" },
    });
    expect(await scene.calls("createCluster")).toEqual([]);

    await scene.signIn("tenant1-admin");
    await scene.until(async () => {
      await scene.vcd.finish();
      await scene.readClock();
      const { state, ending } = await scene.exposure(exposureId);
      expect(ending).toBeNull();
      return state === "exposed";
    });
    expect(await getVcdCluster(scene.as("vera"), { id: clusterId })).toMatchObject({
      status: { word: "Ready" },
      dnat: { code: "active", madeBy: { code: "cse" }, port: "6443" },
    });
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });

  test("is given up with the request, denied or withdrawn", async () => {
    await open();
    const denied = await ask("shop");
    const [row] = await scene.db.select().from(requests).where(eq(requests.id, denied.requestId));
    await denyRequest(scene.as("ada"), {
      requestId: denied.requestId,
      termsDigest: row?.termsDigest ?? "",
      note: "Not this one.",
    });
    const withdrawn = await ask("shop");
    await withdrawRequest(scene.as("ann"), { requestId: withdrawn.requestId });
    for (const { clusterId } of [denied, withdrawn]) {
      expect(await getVcdCluster(scene.as("vera"), { id: clusterId })).toMatchObject({
        status: { word: "Gone" },
        can: { expose: { ok: false } },
        moving: false,
      });
    }
    expect(await scene.calls("createCluster")).toEqual([]);
  });
});

describe("an edit of what waits", () => {
  test("changes the clients of a late exposure; other clients are what the rule is made for", async () => {
    scene = await openVerbScene();
    const { row } = await scene.build("tkg1", { expose: false });
    const { exposureId, requestId } = await requestExposure(scene.as("ann"), {
      clusterId: row.id,
      ...nothing,
    });
    const { termsDigest } = await getRequest(scene.as("ada"), { requestId });
    const edit = { requestId, termsDigest, reason: "For the team." };
    const malformed = await refusal(editRequest(scene.as("ann"), { ...edit, clientCidrs: "everybody" }));
    expect(malformed.details.fields?.clientCidrs?.[0]).toMatch(/no IPv4 address or block/);
    await editRequest(scene.as("ann"), { ...edit, clientCidrs: "198.51.100.0/24" });
    const edited = await getRequest(scene.as("ada"), { requestId });
    expect(edited).toMatchObject({
      edition: 2,
      terms: { clientCidrs: ["198.51.100.0/24"] },
      comments: [{ kind: "edit", text: "Clients let in: none → 198.51.100.0/24" }],
    });
    const [kept] = await scene.db.select().from(exposures).where(eq(exposures.id, exposureId));
    expect(kept?.firewall).toEqual({ clientCidrs: ["198.51.100.0/24"], wanted: "open" });
    const old = await refusal(approveRequest(scene.as("ada"), { requestId, termsDigest }));
    expect(old.code).toBe("stale");
  });
});
