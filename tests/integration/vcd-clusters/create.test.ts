import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { exposures } from "@/lib/db/schema/exposures";
import { requests } from "@/lib/db/schema/requests";
import { misindented, sentForIt } from "@/lib/domain/vcd/cluster-config.fixtures";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { checkCluster } from "@/lib/services/vcd-clusters/check-cluster";
import { createCluster } from "@/lib/services/vcd-clusters/create-cluster";
import { getCreateWorld } from "@/lib/services/vcd-clusters/get-create-world";
import { type AskScene, openAskScene, refusalOf } from "../asks/support";

describe.each(["3.0.4", "3.1.4"] as const)("creating clusters with CSE %s", (personality) => {
  let scene: AskScene;
  let admin: Awaited<ReturnType<AskScene["signIn"]>>;
  const old = personality === "3.0.4";

  beforeAll(async () => {
    scene = await openAskScene({ personality });
    admin = await scene.signIn("tenant1-admin");
    await scene.readWorld();
  });
  afterAll(() => scene.close());

  const me = () => scene.as(admin);
  const placeId = () => scene.place.id;

  test("offers what VCD and CSE have", async () => {
    const world = await getCreateWorld(me(), {});
    expect(world.mayCreate).toEqual({ ok: true });
    expect(world.chosen).toBe(placeId());
    expect(world.places).toHaveLength(1);
    expect(world.places[0]).toMatchObject({
      organization: "tenant1",
      version: old ? "1.0.0" : "2.1.0",
      cseVersion: personality,
      kinds: ["native", "TKGm"],
      create: { ok: true },
      createExposed: { ok: true },
      stale: null,
    });
  });

  /** The repaired text of the article, and one that says the same to CSE 3.1.x. */
  async function repairedText(expose: boolean): Promise<{ yaml: string; sent: unknown }> {
    const broken = await checkCluster(me(), { placeId: placeId(), as: "yaml", yaml: misindented });
    expect(broken.create.ok).toBe(false);
    expect(broken.problems.length).toBeGreaterThan(0);
    const text = broken.repair?.text ?? "";
    if (old) {
      const yaml = expose ? text : text.replace("expose: true", "expose: false");
      return { yaml, sent: { ...sentForIt, spec: { ...sentForIt.spec, expose } } };
    }
    const yaml = `apiVersion: cse.vmware.com/v2.1
kind: TKGm
metadata:
  name: tkg1
  orgName: tenant1
  site: ${scene.vcd.url}
  virtualDataCenterName: tenant1-vdc
spec:
  distribution:
    templateName: ubuntu-20.04_tkgm-1.20_antrea-0.11
    templateRevision: 1
  settings:
    network:
      expose: ${expose}
    ovdcNetwork: default-organization-network
    rollbackOnFailure: true
    sshKey: null
  topology:
    controlPlane:
      count: 1
      storageProfile: truenas-iscsi-luns
    workers:
      count: 1
      storageProfile: truenas-iscsi-luns
`;
    return { yaml, sent: parse(yaml, { version: "1.1" }) };
  }

  const sentToCse = async () =>
    (await scene.calls()).filter(({ service, method }) => service === "cse" && method === "POST");

  test("sends what the client of CSE would send, in the person's own name, and knows what became of it", async () => {
    const { yaml, sent } = await repairedText(false);
    const checked = await checkCluster(me(), { placeId: placeId(), as: "yaml", yaml });
    expect(checked).toMatchObject({ create: { ok: true }, needsApproval: false, problems: [] });
    expect(checked.yaml).toBe(yaml);
    const { clusterId } = await createCluster(me(), { placeId: placeId(), as: "yaml", yaml });
    await scene.vcd.control("DELETE", "journal");
    expect(await scene.sendActs()).toBe(1);
    expect(await scene.sendActs()).toBe(0);
    const calls = await sentToCse();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      user: "tenant1-admin",
      organization: "tenant1",
      status: 202,
      body: sent,
    });
    expect(await scene.acts()).toMatchObject([{ state: "accepted", taskId: expect.stringMatching(/task/) }]);

    await scene.until(async () => (await scene.acts()).every(({ state }) => state === "done"));
    const row = await scene.cluster("tkg1");
    expect(row).toMatchObject({ id: clusterId, seen: { state: "RESOLVED", name: "tkg1" }, goneAt: null });
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });

  test("refuses a name that is taken, at its field", async () => {
    const { yaml } = await repairedText(false);
    const refusal = await refusalOf(createCluster(me(), { placeId: placeId(), as: "yaml", yaml }));
    expect(refusal).toMatchObject({
      code: "invalid-input",
      details: { fields: { yaml: [/tkg1 is taken/] } },
    });
  });

  test("with expose waits for an admin, then sends exactly what was approved", async () => {
    const { yaml, sent } = await repairedText(true);
    const named = yaml.replace("tkg1", "tkg2");
    const input = { placeId: placeId(), as: "yaml" as const, yaml: named };
    const refusal = await refusalOf(createCluster(me(), input));
    expect(refusal.details.fields).toHaveProperty("reason");
    const made = await createCluster(me(), { ...input, reason: "Our developers work from outside." });
    expect(made.requestId).not.toBeNull();
    expect(await scene.sendActs()).toBe(0);
    const [request] = await scene.db
      .select()
      .from(requests)
      .where(eq(requests.id, made.requestId ?? ""));
    const document = request?.terms.kind === "exposure" ? request.terms.document : null;
    expect(parse(document ?? "", { version: "1.1" })).toEqual(parse(named, { version: "1.1" }));

    await scene.vcd.control("DELETE", "journal");
    await approveRequest(await scene.provider(), {
      requestId: request?.id ?? "",
      termsDigest: request?.termsDigest ?? "",
    });
    await scene.until(async () => {
      const [row] = await scene.db
        .select()
        .from(exposures)
        .where(eq(exposures.id, made.exposureId ?? ""));
      return row?.state === "exposed";
    });
    const calls = await sentToCse();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ user: "tenant1-admin", status: 202 });
    // Of the same meaning, key for key, but for the name that was changed here.
    expect(JSON.parse(JSON.stringify(calls[0]?.body).replaceAll("tkg2", "tkg1"))).toEqual(sent);
  });
});
