import { describe, expect, it } from "vitest";
import { editDocument } from "@/lib/domain/vcd/edit-document";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { findClusters, getCluster, listClusters, listNativeVersions } from "@/lib/providers/vcd/clusters";
import { getControlPlaneVm } from "@/lib/providers/vcd/control-plane-vms";
import {
  type AcceptedByCse,
  commonCseVersion,
  createCluster,
  deleteCluster,
  forceDeleteCluster,
  getCseServer,
  getKubeconfig,
  getUpgradePlan,
  listCseVdcs,
  listShares,
  listTemplates,
  replaceShares,
  updateCluster,
  upgradeCluster,
} from "@/lib/providers/vcd/cse";
import { listEdgeGateways } from "@/lib/providers/vcd/edge-gateways";
import { isCseBusy, isForbidden, isMissing } from "@/lib/providers/vcd/faults";
import { listNatRules } from "@/lib/providers/vcd/nat-rules";
import { listUsers } from "@/lib/providers/vcd/organizations";
import { getTask } from "@/lib/providers/vcd/tasks";
import { getVirtualService } from "@/lib/providers/vcd/virtual-services";
import { document1, document2 } from "@/sandbox/vcd/test-support/client";
import { faultOf, standingSite } from "./support";

const personalities = [
  { personality: "3.0.4", dialect: "native-1", version: "35.0" },
  { personality: "3.1.4", dialect: "native-2", version: "36.0" },
] as const;

describe.each(personalities)("clusters of CSE $personality", ({ personality, dialect, version }) => {
  const site = standingSite({ personality });
  const old = personality === "3.0.4";

  const documentOf = (change: { name?: string; expose?: boolean; kind?: string }) =>
    old ? document1(change) : document2(site().vcd.url, change);

  async function ended(session: VcdSession, { taskId }: AcceptedByCse) {
    await site().vcd.finish();
    return getTask(session, taskId ?? "");
  }

  async function build(session: VcdSession, change: { name?: string; expose?: boolean; kind?: string } = {}) {
    const { cluster, ...accepted } = await createCluster(session, documentOf({ kind: "native", ...change }));
    const task = await ended(session, { cluster, ...accepted });
    const built = await getCluster(session, cluster.id);
    if (!built) throw new Error(`The cluster was not built: ${task.fault?.message}`);
    return { cluster: built, task };
  }

  it("knows the server, its templates and its org VDCs", async () => {
    const session = await site().account();
    const server = await getCseServer(session);
    expect(server).toEqual({ version: personality, apiVersions: old ? ["35.0"] : ["35.0", "36.0"] });
    expect(server && commonCseVersion(session, server)).toBe(version);
    expect(await listNativeVersions(session)).toEqual(old ? ["1.0.0"] : ["1.0.0", "2.1.0"]);
    const templates = await listTemplates(session, version);
    expect(templates.map(({ name, revision, kind }) => `${kind} ${name} ${revision}`).sort()).toEqual([
      "TKGm ubuntu-20.04_tkgm-1.20_antrea-0.11 1",
      "native ubuntu-16.04_k8-1.20_weave-2.6.5 2",
      "native ubuntu-16.04_k8-1.21_weave-2.8.1 1",
    ]);
    expect(templates.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expect(await listCseVdcs(session, version)).toEqual(
      expect.arrayContaining([
        { id: expect.stringMatching(/^urn:vcloud:vdc:/), name: "tenant1-isolated-vdc", runtimes: ["native"] },
      ]),
    );
    await site().vcd.control("PUT", "settings", { cseInstalled: false });
    expect(await getCseServer(session)).toBeNull();
    await site().vcd.control("PUT", "settings", { cseInstalled: true });
  });

  it("creates from a document, step by step, and reads what came of it", async () => {
    const session = await site().account();
    const { cluster, taskId } = await createCluster(session, documentOf({ kind: "native" }));
    expect(cluster).toMatchObject({
      dialect,
      name: "tkg1",
      kind: "native",
      state: "PRE_CREATED",
      phase: { operation: "CREATE", status: "IN_PROGRESS" },
      wantsExpose: true,
      saysExposed: false,
      vAppId: null,
      taskId,
    });
    expect((await getTask(session, taskId ?? "")).step).toBe("accepted");
    const steps = new Set<unknown>();
    let task = await getTask(session, taskId ?? "");
    while (task.status === "running") {
      steps.add(task.step);
      await site().vcd.advance(1_000);
      task = await getTask(session, taskId ?? "");
    }
    expect([...steps]).toEqual([
      "accepted",
      "creating-vapp",
      "creating-control-plane",
      "initializing",
      "creating-workers",
      "joining-workers",
      "updating-entity",
    ]);
    expect(task).toMatchObject({ status: "success", step: "created", fault: null });

    const built = await getCluster(session, cluster.id);
    expect(built).toMatchObject({
      id: cluster.id,
      state: "RESOLVED",
      phase: { operation: "CREATE", status: "SUCCEEDED" },
      owner: { name: "tenant1-admin" },
      organization: { name: "tenant1" },
      vdcName: "tenant1-vdc",
      networkName: "default-organization-network",
      template: { name: "ubuntu-16.04_k8-1.20_weave-2.6.5", revision: 2 },
      wantedWorkers: 1,
      wantsExpose: true,
      saysExposed: true,
      externalAddress: "127.149.1.102",
      vAppId: expect.stringMatching(/^urn:vcloud:vapp:/),
    });
    expect(built?.controlPlane?.address).toBe(old ? null : "127.168.0.100");
    expect(built?.workers).toHaveLength(1);
    expect(built?.document).not.toHaveProperty("status");
    expect(await findClusters(session, "tkg1")).toEqual([expect.objectContaining({ id: cluster.id })]);
    expect(await findClusters(session, "tkg")).toEqual([]);

    const machine = await getControlPlaneVm(session, built?.vAppId ?? "", built?.controlPlane?.name ?? "");
    expect(machine).toMatchObject({
      id: expect.stringMatching(/^urn:vcloud:vm:/),
      address: "127.168.0.100",
      networkName: "default-organization-network",
      isPoweredOn: true,
    });
    expect(await getControlPlaneVm(session, built?.vAppId ?? "", "another")).toBeNull();

    const [edge] = await listEdgeGateways(session);
    const [rule] = (await listNatRules(session, edge?.id ?? "")).rules;
    expect(rule?.name).toBe(`tkg1_${cluster.id}_expose_dnat`);
    expect(rule?.externalPort).toBe(old ? null : "6443");
  });

  it("resizes and un-exposes by sending the stored document, changed", async () => {
    const session = await site().account();
    const { cluster } = await build(session);
    const resized = await updateCluster(session, cluster, editDocument(cluster, { workers: 2 }));
    expect(resized.cluster.phase).toEqual({ operation: "UPDATE", status: "IN_PROGRESS" });
    expect((await ended(session, resized)).step).toBe("resized");
    const bigger = await getCluster(session, cluster.id);
    if (!bigger) throw new Error("The cluster is gone.");
    expect(bigger.workers).toHaveLength(2);
    const hidden = await updateCluster(session, bigger, editDocument(bigger, { expose: false }));
    expect((await ended(session, hidden)).step).toBe("resized-and-unexposed");
    const seen = await getCluster(session, cluster.id);
    expect(seen).toMatchObject({
      saysExposed: false,
      externalAddress: null,
      controlPlane: { address: "127.168.0.100" },
      wantsExpose: old,
    });
  });

  it("upgrades to what the plan offers", async () => {
    const session = await site().account();
    const { cluster } = await build(session);
    const [target, ...more] = await getUpgradePlan(session, cluster);
    expect(more).toEqual([]);
    expect(target).toMatchObject({
      name: "ubuntu-16.04_k8-1.21_weave-2.8.1",
      revision: 1,
      kubernetesVersion: "1.21.2",
    });
    const template = { name: target?.name ?? "", revision: target?.revision ?? 0 };
    const accepted = await upgradeCluster(session, cluster, editDocument(cluster, { template }));
    const task = await ended(session, accepted);
    expect(task).toMatchObject({ status: "success", step: "upgraded" });
    expect((await getCluster(session, cluster.id))?.template).toEqual(template);
  });

  it("shares a native cluster with others, and no more", async () => {
    const session = await site().account();
    const { cluster } = await build(session);
    expect(await listShares(session, cluster)).toEqual([]);
    const user = (await listUsers(session)).find(({ name }) => name === "tenant1-viewer");
    const share = {
      accessLevelId: "urn:vcloud:accessLevel:ReadOnly",
      user: { id: user?.id ?? "", name: user?.name ?? "" },
    };
    await replaceShares(session, cluster, [share]);
    expect(await listShares(session, cluster)).toEqual([share]);
    await replaceShares(session, cluster, []);
    expect(await listShares(session, cluster)).toEqual([]);
  });

  it("hands out the kubeconfig, or says why not", async () => {
    const session = await site().account();
    const { cluster } = await build(session);
    expect(await getKubeconfig(session, cluster)).toContain("server: https://127.149.1.102:6443");
    await site().vcd.act({ act: "set-vm-tools", organization: "tenant1", cluster: "tkg1", running: false });
    const { fault, outcomeUnknown } = await faultOf(getKubeconfig(session, cluster));
    expect(fault).toMatchObject({ code: "CseError", message: "Couldn't get cluster configuration" });
    expect(outcomeUnknown).toBe(false);
  });

  it("deletes; the entity is gone or missing like any other", async () => {
    const session = await site().account();
    const { cluster } = await build(session);
    const accepted = await deleteCluster(session, cluster);
    expect((await getTask(session, accepted.taskId ?? "")).step).toBe("deleting");
    expect(await ended(session, accepted)).toMatchObject({ status: "success", step: "deleted" });
    expect(isMissing((await faultOf(getCluster(session, cluster.id))).fault)).toBe(true);
    expect(await listClusters(session)).toEqual([]);
  });

  it("force-deletes where the version can", async () => {
    const session = await site().account();
    const { cluster } = await build(session);
    if (old) {
      expect((await faultOf(forceDeleteCluster(session, cluster))).fault.code).toBe("CseError");
      expect(await listClusters(session)).toHaveLength(1);
      return;
    }
    expect(await ended(session, await forceDeleteCluster(session, cluster))).toMatchObject({
      step: "deleted",
    });
    expect(await listClusters(session)).toEqual([]);
  });

  it("speaks to clusters of the older family in their own version", async () => {
    const session = await site().account();
    const { cluster } = await createCluster(session, document1({ kind: "native" }));
    await site().vcd.finish();
    const built = await getCluster(session, cluster.id);
    expect(built).toMatchObject({ dialect: "native-1", saysExposed: true, externalAddress: "127.149.1.102" });
    expect(await getKubeconfig(session, cluster)).toContain("https://127.149.1.102:6443");
    const [call] = await site().calls("getClusterConfig");
    expect(call?.apiVersion).toBe("35.0");
  });

  it("passes on what CSE refuses, and knows when CSE has no hands free", async () => {
    const session = await site().account();
    const broken = { ...documentOf({}), spec: { settings: { network: "n" }, surprise: true, expose: "yes" } };
    const refused = await faultOf(createCluster(session, { ...broken, metadata: {} }));
    expect(refused.fault.code).toBe("CseError");
    expect(refused.outcomeUnknown).toBe(false);
    await site().vcd.control("PUT", "settings", { cseThreads: 1 });
    await createCluster(session, documentOf({ name: "first" }));
    const busy = await faultOf(createCluster(session, documentOf({ name: "second" })));
    expect(isCseBusy(busy.fault)).toBe(true);
    expect(busy.outcomeUnknown).toBe(false);
    await site().vcd.control("PUT", "settings", { cseThreads: 10, cseEnabled: false });
    expect((await faultOf(listTemplates(session, version))).fault.code).toBe("CseDisabled");
    await site().vcd.control("PUT", "settings", { cseEnabled: true });
  });

  it("tells why a cluster was not built, in the task's words", async () => {
    const session = await site().account();
    await site().vcd.fault({ operation: "cse:kubeadm-init", kind: "error" });
    const accepted = await createCluster(session, documentOf({ kind: "native" }));
    const task = await ended(session, accepted);
    expect(task.status).toBe("error");
    expect(task.fault?.message).not.toBe("");
    expect(["rolling-back", "create-failed"]).toContain(task.step);
  });

  it("never shows the provider's token to CSE", async () => {
    const provider = await site().provider();
    for (const call of [
      getCseServer(provider),
      listTemplates(provider, version),
      createCluster(provider, documentOf({})),
    ]) {
      expect((await faultOf(call)).fault).toMatchObject({
        code: "NotSent",
        message: expect.stringContaining("CSE"),
      });
    }
    const { body } = await site().vcd.control("GET", "journal/summary");
    expect(body.systemTokenCalledCse).toBe(false);
  });

  it("shows each organization its own clusters, the provider's look included", async () => {
    await build(await site().account());
    expect(await listClusters(await site().provider("tenant1"))).toHaveLength(1);
    expect(await listClusters(await site().provider("tenant2"))).toEqual([]);
    expect(await listClusters(await site().account("tenant2-admin", "tenant2"))).toEqual([]);
    const [cluster] = await listClusters(await site().account());
    const other = await site().account("tenant2-admin", "tenant2");
    expect(isForbidden((await faultOf(getCluster(other, cluster?.id ?? ""))).fault)).toBe(true);
  });

  it("reads a cluster of CSE 4 with its virtual service", async () => {
    await site().vcd.control("PUT", "world", {
      organizations: [
        {
          name: "tenant1",
          capvcdClusters: [
            {
              name: "capi1",
              owner: "tenant1-admin",
              vdc: "tenant1-vdc",
              edgeGateway: "tenant1-edge",
              virtualIpAddress: "127.149.1.108",
              healthStatus: "DOWN",
            },
          ],
        },
      ],
    });
    const session = await site().account();
    const [cluster] = await listClusters(session);
    expect(cluster).toMatchObject({
      dialect: "capvcd",
      kind: "CAPVCD",
      name: "capi1",
      capvcdState: "provisioned",
      phase: null,
      vdcName: "tenant1-vdc",
      apiEndpoint: { host: "127.149.1.108", port: 6443 },
      document: {},
    });
    const [service] = cluster?.virtualServices ?? [];
    expect(service).toMatchObject({ virtualIp: "127.149.1.108", health: null });
    expect(await getVirtualService(session, service?.id ?? "")).toEqual({ ...service, health: "DOWN" });
  });
});
