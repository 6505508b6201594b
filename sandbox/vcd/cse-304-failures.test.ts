import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { right } from "./rights";
import { document1, type Json, type Person, Vcd } from "./test-support/client";
import { buildCluster, description, putSpec, rulesOf } from "./test-support/clusters";

let vcd: Vcd;
let admin: Person;
const organization = "tenant1";
const edgeGateway = "tenant1-edge";

beforeEach(async () => {
  vcd = await Vcd.start();
  admin = await vcd.login();
});
afterEach(() => vcd.close());

const build = (change: Parameters<typeof document1>[0] = {}) => buildCluster(admin, change);
const put = (id: string, change: Json) => putSpec(admin, id, change);
const rules = () => rulesOf(vcd);

describe("a create of 3.0.4 whose expose fails succeeds all the same", () => {
  const withhold = (name: string) =>
    vcd.act({ act: "withhold-right", organization, role: "Organization Administrator", right: name });

  const oldNetwork = {
    name: "old-network",
    vdc: "tenant1-vdc",
    gateway: "127.168.5.1",
    prefixLength: 24,
    ranges: [{ start: "127.168.5.100", end: "127.168.5.109" }],
  };

  const causes: [string, () => Promise<unknown>, Parameters<typeof document1>[0]?][] = [
    ["no gateway view", () => withhold(right.gatewayView)],
    ["no NAT view", () => withhold(right.natView)],
    ["no NAT configuration", () => withhold(right.natConfigure)],
    ["a busy edge", () => vcd.act({ act: "lock-edge", organization, edgeGateway })],
    ["a NAT task that fails", () => vcd.fault({ operation: "createNatRule", kind: "task-error" })],
    ["VCD's own error", () => vcd.fault({ operation: "listUsedIpAddresses", kind: "error", via: "cse" })],
    [
      "an isolated network",
      async () => {},
      { kind: "native", vdc: "tenant1-isolated-vdc", network: "isolated-network" },
    ],
    [
      "an edge of NSX-V",
      () =>
        vcd.control("PUT", "world", {
          organizations: [
            {
              name: organization,
              edgeGateways: [
                {
                  name: "old-edge",
                  vdc: "tenant1-vdc",
                  gatewayType: "NSXV_BACKED",
                  uplinks: [{ name: "ext-net-2", subnets: [] }],
                },
              ],
              networks: [{ ...oldNetwork, edgeGateway: "old-edge" }],
            },
          ],
        }),
      { network: "old-network" },
    ],
    [
      "an edge whose addresses come from an IP Space",
      () =>
        vcd.control("PUT", "world", {
          organizations: [
            {
              name: organization,
              edgeGateways: [
                {
                  name: "new-edge",
                  vdc: "tenant1-vdc",
                  uplinks: [{ name: "ext-net-2", usingIpSpace: true }],
                },
              ],
              networks: [{ ...oldNetwork, edgeGateway: "new-edge" }],
            },
          ],
        }),
      { network: "old-network" },
    ],
    [
      "no free address",
      async () => {
        for (let last = 102; last <= 110; last += 1) {
          await vcd.act({ act: "use-address", organization, edgeGateway, ipAddress: `127.149.1.${last}` });
        }
      },
    ],
  ];

  it.each(causes)("with %s", async (_, prepare, change = {}) => {
    await prepare();
    const { id, task } = await build(change);
    expect(task).toMatchObject({ status: "success", operation: `Created cluster 'tkg1' (${id})` });
    const entity = (await admin.entity(id)).entity;
    expect(entity.spec.expose).toBe(true);
    expect(entity.status).toMatchObject({ phase: "CREATE:SUCCEEDED", exposed: false });
    expect(await rules()).toEqual([]);
    const config = await admin.get(`/api/cse/3.0/cluster/${id}/config`);
    expect(config.body.message).toMatch(/server: https:\/\/127\.168\.\d\.100:6443/);
  });

  it("leaves a half-made rule when only the waiting failed", async () => {
    await vcd.fault({ operation: "createNatRule", kind: "task-error", applied: true });
    const { id } = await build();
    expect((await admin.entity(id)).entity.status.exposed).toBe(false);
    expect((await rules()).map((rule) => rule.name)).toEqual([`tkg1_${id}_expose_dnat`]);
    await admin.call("DELETE", `/api/cse/3.0/cluster/${id}`);
    await vcd.finish();
    expect(await rules()).toHaveLength(1);
  });

  it("picks one address for two clusters created together", async () => {
    await vcd.control("PUT", "settings", { edgeTaskMs: 100, csePickMs: 200 });
    await admin.createCluster(document1({ name: "a1" }));
    await vcd.advance(150);
    await admin.createCluster(document1({ name: "a2" }));
    await vcd.finish();
    expect((await rules()).map((rule) => rule.externalAddresses)).toEqual(["127.149.1.102", "127.149.1.102"]);
  });
});

describe("other ends of a create", () => {
  it("rolls back what it made, the rule included", async () => {
    await vcd.fault({ operation: "cse:join-workers", kind: "error", message: "Couldn't join cluster" });
    const { id, task } = await build();
    expect(task).toMatchObject({
      status: "error",
      operation: "Error creating cluster 'tkg1'. Deleting cluster (rollback=True)",
      error: {
        majorErrorCode: 500,
        minorErrorCode: "INTERNAL_SERVER_ERROR",
        message: "Couldn't join cluster",
      },
    });
    expect((await admin.get(`/cloudapi/1.0.0/entities/${id}`)).status).toBe(403);
    expect([await rules(), (await vcd.organization("tenant1")).vapps]).toEqual([[], []]);
  });

  it("leaves an orphan rule and an orphan vApp where the clean-up is refused", async () => {
    await vcd.fault({ operation: "cse:join-workers", kind: "error" });
    await vcd.fault({ operation: "cse:rollback-delete-vapp", kind: "error" });
    await vcd.fault({ operation: "deleteNatRule", kind: "error", via: "cse", status: 403 });
    await build();
    expect(await rules()).toHaveLength(1);
    const { vapps, clusters } = await vcd.organization("tenant1");
    expect([vapps.length, clusters.length]).toEqual([1, 0]);
  });

  it("keeps everything without rollback, and after an error it does not know", async () => {
    await vcd.fault({ operation: "cse:join-workers", kind: "error" });
    const kept = await build({ rollback: false });
    expect(kept.task).toMatchObject({ status: "error", operation: "Error creating cluster 'tkg1'" });
    expect((await admin.entity(kept.id)).entity.status).toMatchObject({
      phase: "CREATE:FAILED",
      exposed: false,
    });
    expect(await rules()).toHaveLength(1);
    await vcd.fault({ operation: "cse:create-workers", kind: "unknown-error" });
    const unknown = await build({ name: "tkg2" });
    expect(unknown.task.operation).toBe("Unknown error creating cluster 'tkg2'");
    expect((await admin.entity(unknown.id)).entity.status.phase).toBe("CREATE:FAILED");
  });

  it("cannot read a kubeconfig without VMware Tools", async () => {
    const { id } = await build();
    await vcd.act({ act: "set-vm-tools", organization, cluster: "tkg1", running: false });
    const answer = await admin.get(`/api/cse/3.0/cluster/${id}/config`);
    expect([answer.status, description(answer)]).toEqual([500, "Couldn't get cluster configuration"]);
  });
});

describe("un-exposing that goes wrong", () => {
  it.each([
    [
      "VMware Tools are down",
      () => vcd.act({ act: "set-vm-tools", organization, cluster: "tkg1", running: false }),
    ],
    [
      "the rule was renamed",
      async () => {
        const [rule] = await rules();
        await vcd.act({
          act: "change-nat-rule",
          organization,
          edgeGateway,
          rule: String(rule?.id),
          set: { name: "mine" },
        });
      },
    ],
  ])("says so in the task's words alone when %s", async (_, prepare) => {
    const { id } = await build();
    await prepare();
    const answer = await put(id, { expose: false });
    await vcd.finish();
    const task = await admin.task(answer);
    expect(task.status).toBe("success");
    expect(task.operation).toMatch(/ and failed to un-expose the cluster$/);
    expect((await admin.entity(id)).entity.status).toMatchObject({
      phase: "UPDATE:SUCCEEDED",
      exposed: true,
    });
    expect(await rules()).toHaveLength(1);
  });

  it.each([
    ["the DELETE is refused", { operation: "deleteNatRule", kind: "error", via: "cse", status: 403 }],
    ["the DELETE's task fails", { operation: "deleteNatRule", kind: "task-error" }],
  ])("reports success with a live rule when %s", async (_, fault) => {
    const { id } = await build();
    await vcd.fault(fault);
    const answer = await put(id, { expose: false });
    await vcd.finish();
    expect((await admin.task(answer)).operation).toMatch(/ and un-exposed the cluster$/);
    expect((await admin.entity(id)).entity.status.exposed).toBe(false);
    expect(await rules()).toHaveLength(1);
  });
});
