import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { right } from "./rights";
import { document1, document2, type Json, type Person, Vcd } from "./test-support/client";

let vcd: Vcd;
let admin: Person;
const organization = "tenant1";
const edgeGateway = "tenant1-edge";

beforeEach(async () => {
  vcd = await Vcd.start({ personality: "3.1.4" });
  admin = await vcd.login("tenant1-admin", "tenant1", "tenant1-password", "36.0");
});
afterEach(() => vcd.close());

async function build(change: Parameters<typeof document2>[1] = {}) {
  const answer = await admin.createCluster(document2(vcd.url, change));
  await vcd.finish();
  return { answer, id: answer.body.id as string, task: await admin.task(answer) };
}

async function rules(): Promise<Json[]> {
  return (await vcd.organization("tenant1")).edgeGateways[0].natRules;
}

const unexpose = (id: string, change: Parameters<typeof document2>[1] = {}) =>
  admin.call("PUT", `/api/cse/3.0/cluster/${id}`, document2(vcd.url, { ...change, expose: false }));

describe("CSE 3.1.4 at API 36.0", () => {
  it("presents itself with both versions, and keeps TKGm templates apart", async () => {
    const { body } = await admin.get("/api/cse/system");
    expect(body).toMatchObject({ cse_server_supported_api_versions: ["35.0", "36.0"], version: "3.1.4" });
    const names = async (path: string) =>
      (await admin.get(path)).body.map((each: Json) => [each.kind, each.revision]);
    expect(await names("/api/cse/templates")).toEqual([
      ["native", "1"],
      ["native", "2"],
    ]);
    expect(await names("/api/cse/templates/tkgm")).toEqual([["TKGm", 1]]);
  });

  it("creates an exposed TKGm cluster whose rule opens 6443 alone", async () => {
    const { id, answer, task } = await build();
    expect(answer.body.entity.status.taskHref).toMatch(/\/api\/task\//);
    expect(task).toMatchObject({
      status: "success",
      owner: { id },
      result: { resultContent: `Created cluster 'tkg1' (${id})` },
    });
    expect((await admin.entity(id)).entity.status).toMatchObject({
      phase: "CREATE:SUCCEEDED",
      externalIp: "127.149.1.102",
      cloudProperties: { exposed: true },
      nodes: { controlPlane: { ip: "127.168.0.100" } },
    });
    expect(await rules()).toMatchObject([{ dnatExternalPort: "6443", externalAddresses: "127.149.1.102" }]);
  });

  it("shows the private part of the status to Full Control alone", async () => {
    const { id } = await build();
    expect((await admin.entity(id)).entity.status.private.kubeConfig).toContain("client-key-data");
    const viewer = await vcd.login("tenant1-viewer", "tenant1", "tenant1-password", "36.0");
    const status = (await viewer.entity(id)).entity.status;
    expect([status.phase, "private" in status]).toEqual(["CREATE:SUCCEEDED", false]);
  });

  it("refuses documents of 35.0 at 36.0, and takes them at 35.0", async () => {
    const wrong = await admin.createCluster(document1());
    expect([wrong.status, wrong.body.message["error description"]]).toEqual([
      400,
      "Unsupported payload version: None",
    ]);
    const old = await vcd.login("tenant1-admin", "tenant1", "tenant1-password", "35.0");
    const answer = await old.createCluster(document1({ kind: "native" }));
    await vcd.finish();
    expect(answer.body.entityType).toBe("urn:vcloud:type:cse:nativeCluster:1.0.0");
    expect((await old.task(answer)).status).toBe("success");
  });

  it.each([
    ["the name", { name: "1x" }, "Invalid cluster name '1x'"],
    ["the workers", { workers: 0 }, "worker count must be at least 1 for cluster 'tkg1'"],
  ])("accepts a call and refuses %s in the task", async (_, change, words) => {
    const answer = await admin.createCluster(document2(vcd.url, change));
    expect(answer.status).toBe(202);
    const task = await admin.task(answer);
    expect(task).toMatchObject({ status: "error", error: { message: words } });
    expect(task.error.minorErrorCode).toMatch(/^Failed to create cluster/);
    expect((await admin.get(`/cloudapi/1.0.0/entities/${answer.body.id}`)).status).toBe(403);
  });

  it("fails and rolls back a TKGm create whose expose fails, and builds a native one without a word", async () => {
    const role = "Organization Administrator";
    await vcd.act({ act: "withhold-right", organization, role, right: right.natConfigure });
    const tkgm = await build();
    expect(tkgm.task.status).toBe("error");
    expect(tkgm.task.error.message).toMatch(
      /^Error adding control plane node: Unable to add dnat rule with error: /,
    );
    expect((await vcd.organization("tenant1")).vapps).toEqual([]);
    const native = await build({ kind: "native", name: "nat1" });
    expect(native.task.status).toBe("success");
    expect((await admin.entity(native.id)).entity.status.cloudProperties.exposed).toBe(false);
  });

  it("tries a busy edge four times, half a minute apart", async () => {
    await vcd.act({ act: "lock-edge", organization, edgeGateway, forMs: 60_000 });
    const { task } = await build();
    expect(task.status).toBe("success");
    const attempts = (await vcd.journal()).filter((each) => each.operation === "createNatRule");
    expect(attempts.map((each) => each.status)).toEqual([400, 400, 202]);
    await vcd.act({ act: "lock-edge", organization, edgeGateway });
    const second = await build({ name: "tkg2" });
    expect(second.task.error.message).toContain("is busy completing an operation");
    const later = (await vcd.journal()).filter((each) => each.operation === "createNatRule").slice(3);
    expect(later.map((each) => each.status)).toEqual([400, 400, 400, 400]);
  });

  it("refuses two routed networks of one name", async () => {
    const second = {
      organizations: [
        {
          name: "tenant1",
          networks: [
            {
              name: "default-organization-network",
              vdc: "tenant1-vdc",
              edgeGateway: "tenant1-edge",
              gateway: "127.168.9.1",
              prefixLength: 24,
              ranges: [{ start: "127.168.9.100", end: "127.168.9.110" }],
            },
          ],
        },
      ],
    };
    await vcd.control("PUT", "world", second);
    const { task } = await build();
    expect(task.error.message).toContain(
      "Multiple routed networks named default-organization-network found.",
    );
  });

  it("un-exposes, and fails openly for TKGm when the rule is not found", async () => {
    const { id } = await build();
    const answer = await unexpose(id);
    expect(answer.status).toBe(202);
    await vcd.finish();
    expect(await rules()).toEqual([]);
    expect((await admin.entity(id)).entity.status).toMatchObject({
      phase: "UPDATE:SUCCEEDED",
      externalIp: null,
      cloudProperties: { exposed: false },
    });
    const other = await build({ name: "tkg2" });
    const [rule] = await rules();
    await vcd.act({ act: "delete-nat-rule", organization, edgeGateway, rule: String(rule?.id) });
    const failing = await unexpose(other.id, { name: "tkg2" });
    await vcd.finish();
    expect((await admin.task(failing)).error.message).toBe("Unable to unexpose exposed cluster.");
    expect((await admin.entity(other.id)).entity.status).toMatchObject({
      phase: "UPDATE:FAILED",
      cloudProperties: { exposed: true },
    });
  });

  it("reports success with a live rule when VCD refuses the DELETE", async () => {
    const { id } = await build();
    await vcd.fault({
      operation: "deleteNatRule",
      kind: "error",
      via: "cse",
      status: 400,
      code: "BUSY_ENTITY",
    });
    const answer = await unexpose(id);
    await vcd.finish();
    expect((await admin.task(answer)).status).toBe("success");
    expect((await admin.entity(id)).entity.status.cloudProperties.exposed).toBe(false);
    expect(await rules()).toHaveLength(1);
  });

  it("refuses in the task what it cannot do later", async () => {
    const { id } = await build({ expose: false });
    const answer = await admin.call("PUT", `/api/cse/3.0/cluster/${id}`, document2(vcd.url));
    expect(answer.status).toBe(202);
    expect((await admin.task(answer)).error.message).toBe(
      "Cluster 'tkg1' already has 1 workers and is already not exposed.",
    );
  });

  it("deletes with the phase before the end, and by force whatever the phase", async () => {
    const { id } = await build();
    await admin.call("DELETE", `/api/cse/3.0/cluster/${id}`);
    expect((await admin.entity(id)).entity.status.phase).toBe("DELETE:IN_PROGRESS");
    const twice = await admin.call("DELETE", `/api/cse/3.0/cluster/${id}`);
    expect((await admin.task(twice)).error.message).toContain("is not in a valid state to be deleted");
    await vcd.finish();
    expect((await admin.get(`/cloudapi/1.0.0/entities/${id}`)).status).toBe(403);
    expect(await rules()).toEqual([]);
    const other = await build({ name: "tkg2" });
    const force = await admin.call("POST", `/api/cse/3.0/cluster/${other.id}/action/force-delete`);
    await vcd.finish();
    expect((await admin.task(force)).operation).toBe("Completed force deletion of 'tkg2'");
    expect(await rules()).toEqual([]);
  });

  it("serves the same cluster through VCD's entities, with an ETag and a behaviour for the kubeconfig", async () => {
    const type = "urn:vcloud:type:cse:nativeCluster:2.1.0";
    const created = await admin.call("POST", `/cloudapi/1.0.0/entityTypes/${type}`, {
      entityType: type,
      entity: document2(vcd.url),
    });
    const { owner } = await admin.task(created);
    await vcd.finish();
    const read = await admin.get(`/cloudapi/1.0.0/entities/${owner.id}`);
    const path = `/cloudapi/1.0.0/entities/${owner.id}`;
    const body = { ...read.body, entity: document2(vcd.url, { workers: 2 }) };
    expect((await admin.call("PUT", path, body, { "if-match": '"1"' })).status).toBe(412);
    const put = await admin.call("PUT", path, body, { "if-match": read.headers.get("etag") ?? "" });
    expect([put.status, put.headers.has("x-vmware-vcloud-task-location")]).toEqual([200, true]);
    await vcd.finish();
    expect((await admin.entity(owner.id)).entity.status.nodes.workers).toHaveLength(2);
    const behavior = "urn:vcloud:behavior-interface:createKubeConfig:vmware:k8s:1.0.0";
    const invoked = await admin.call("POST", `${path}/behaviors/${behavior}/invocations`, { arguments: {} });
    expect((await admin.task(invoked)).result.resultContent).toContain("server: https://127.149.1.102:6443");
  });

  it("lists a CAPVCD cluster with its virtual service", async () => {
    const capvcdClusters = [
      {
        name: "capi1",
        owner: "tenant1-admin",
        vdc: "tenant1-vdc",
        edgeGateway,
        virtualIpAddress: "127.149.1.109",
      },
    ];
    await vcd.control("PUT", "world", { organizations: [{ name: "tenant1", capvcdClusters }] });
    const [found] = (await admin.get("/cloudapi/1.0.0/entities/types/vmware/capvcdCluster/1.1.0")).body
      .values;
    expect(found.entity.status.capvcd.clusterApiStatus.apiEndpoints).toEqual([
      { host: "127.149.1.109", port: 6443 },
    ]);
    const edge = await admin.edge();
    const path = `/cloudapi/1.0.0/edgeGateways/${edge.id}/loadBalancer/virtualServiceSummaries`;
    const [service] = (await admin.get(path)).body.values;
    expect(service).toMatchObject({ virtualIpAddress: "127.149.1.109", healthStatus: "UP" });
    expect((await admin.get(`/cloudapi/1.0.0/loadBalancer/virtualServices/${service.id}`)).status).toBe(200);
  });
});
