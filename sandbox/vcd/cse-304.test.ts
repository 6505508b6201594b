import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { document1, type Json, type Person, Vcd } from "./test-support/client";
import { buildCluster, description, putSpec, rulesOf } from "./test-support/clusters";

let vcd: Vcd;
let admin: Person;
const _organization = "tenant1";
const _edgeGateway = "tenant1-edge";

beforeEach(async () => {
  vcd = await Vcd.start();
  admin = await vcd.login();
});
afterEach(() => vcd.close());

const build = (change: Parameters<typeof document1>[0] = {}) => buildCluster(admin, change);
const put = (id: string, change: Json) => putSpec(admin, id, change);
const rules = () => rulesOf(vcd);

describe("CSE 3.0.4", () => {
  it("presents itself without the keys of 3.1", async () => {
    const { body } = await admin.get("/api/cse/system");
    expect(body).toMatchObject({ product: "CSE", version: "3.0.4", cse_server_api_version: "35.0" });
    expect(Object.keys(body)).not.toContain("cse_server_supported_api_versions");
  });

  it("creates an exposed cluster in its own steps, with a rule that has no port", async () => {
    const answer = await admin.createCluster(document1());
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      state: "PRE_CREATED",
      externalId: null,
      entity: { status: { phase: "CREATE:IN_PROGRESS", nodes: null, exposed: false } },
    });
    const id = answer.body.id;
    const messages: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      const { operation, status } = await admin.task(answer);
      if (messages.at(-1) !== operation) messages.push(operation);
      if (status !== "running") break;
      await vcd.advance(500);
    }
    expect(messages).toEqual([
      "Creating cluster 'tkg1' from template 'ubuntu-20.04_tkgm-1.20_antrea-0.11' (revision 1)",
      `Creating cluster vApp tkg1 (${id})`,
      `Creating control plane node for cluster 'tkg1' (${id})`,
      `Initializing cluster 'tkg1' (${id})`,
      `Creating 1 node(s) for cluster 'tkg1' (${id})`,
      `Adding 1 node(s) to cluster 'tkg1' (${id})`,
      `Updating cluster \`tkg1\` (${id}) defined entity`,
      `Created cluster 'tkg1' (${id})`,
    ]);
    expect(await admin.task(answer)).toMatchObject({
      status: "success",
      progress: null,
      owner: { name: "tenant1" },
    });
    const entity = await admin.entity(id);
    expect(entity).toMatchObject({
      state: "RESOLVED",
      entityType: "urn:vcloud:type:cse:nativeCluster:1.0.0",
    });
    // The trap of 1.0.0: the control plane's address is the external one.
    expect(entity.entity.status).toMatchObject({
      phase: "CREATE:SUCCEEDED",
      exposed: true,
      nodes: { control_plane: { ip: "127.149.1.102" }, workers: [{ ip: "127.168.0.101" }] },
    });
    expect(await rules()).toMatchObject([
      {
        name: `tkg1_${id}_expose_dnat`,
        externalAddresses: "127.149.1.102",
        internalAddresses: "127.168.0.100",
        dnatExternalPort: null,
      },
    ]);
    const config = await admin.get(`/api/cse/3.0/cluster/${id}/config`);
    expect(config.body.message).toContain("server: https://127.149.1.102:6443");
  });

  it("has the entity in VCD's lists at once, and hides it from others", async () => {
    const { body } = await admin.createCluster(document1());
    const filter = "entity.metadata.org_name==tenant1;(entityType==urn:vcloud:type:cse:nativeCluster:1.0.0)";
    const path = `/cloudapi/1.0.0/entities/interfaces/vmware/k8s/1.0.0?filter=${filter}&page=1&pageSize=25`;
    expect((await admin.get(path)).body.values.map((each: Json) => each.id)).toEqual([body.id]);
    const byName = "/cloudapi/1.0.0/entities/types/cse/nativeCluster/1.0.0?filter=name==tkg1";
    expect((await admin.get(byName)).body.resultTotal).toBe(1);
    expect(
      (await admin.get("/cloudapi/1.0.0/entityTypes?filter=nss==nativeCluster&page=2")).body.values,
    ).toEqual([]);
    expect((await admin.get("/cloudapi/1.0.0/entities/types/vmware/tkgcluster/1.0.0")).body.values).toEqual(
      [],
    );
    expect((await admin.get(`${byName};wrong==1`)).status).toBe(400);
    const author = await vcd.login("tenant1-author");
    expect((await author.get(byName)).body.values).toEqual([]);
    const viewer = await vcd.login("tenant1-viewer");
    expect((await viewer.get(byName)).body.values).toHaveLength(1);
    const other = await vcd.login("tenant2-admin", "tenant2");
    expect((await other.get(`/cloudapi/1.0.0/entities/${body.id}`)).status).toBe(403);
    expect((await other.get(`/api/cse/3.0/cluster/${body.id}`)).status).toBe(500);
  });

  it.each([
    [
      "an unknown field",
      { ...document1(), extra: 1 },
      400,
      "__init__() got an unexpected keyword argument 'extra'",
    ],
    ["no settings", { ...document1(), spec: { expose: true } }, 400, "'settings'"],
    ["a name that is none", document1({ name: "1-wrong" }), 500, "Invalid cluster name '1-wrong'"],
    ["a long name", document1({ name: "a".repeat(26) }), 500, `Invalid cluster name '${"a".repeat(26)}'`],
  ])("refuses a document with %s", async (_, document, status, words) => {
    const answer = await admin.createCluster(document as Json);
    expect([answer.status, description(answer)]).toEqual([status, words]);
    expect(answer.body.message["minor error code"]).toBe(-1);
  });

  it("refuses a second cluster of the name, a stranger's version, and work beyond its threads", async () => {
    await build();
    const again = await admin.createCluster(document1());
    expect([again.status, description(again)]).toEqual([500, "Cluster 'tkg1' already exists."]);
    const old = await admin.get("/api/cse/3.0/clusters", { accept: "application/json;version=34.0" });
    expect([old.status, description(old)]).toEqual([
      406,
      "Invalid api version specified. Expected api version '['35.0']'.",
    ]);
    await vcd.control("PUT", "settings", { cseThreads: 1 });
    expect((await admin.createCluster(document1({ name: "a1" }))).status).toBe(202);
    const full = await admin.createCluster(document1({ name: "a2" }));
    expect([full.status, full.body]).toEqual([429, { "CSE Server Busy": "Please wait and try again." }]);
  });

  it("un-exposes: rule gone, internal kubeconfig, spec.expose still true", async () => {
    const { id } = await build();
    const answer = await put(id, { expose: false });
    expect([answer.status, answer.body.entity.status.phase]).toEqual([202, "UPDATE:IN_PROGRESS"]);
    await vcd.finish();
    expect((await admin.task(answer)).operation).toBe(
      `Resized the cluster 'tkg1' (${id}) to the desired worker count 1 and nfs count 0 and un-exposed the cluster`,
    );
    const { entity } = await admin.entity(id);
    expect(entity.spec.expose).toBe(true);
    expect(entity.status).toMatchObject({
      phase: "UPDATE:SUCCEEDED",
      exposed: false,
      nodes: { control_plane: { ip: "127.168.0.100" } },
    });
    expect(await rules()).toEqual([]);
    expect((await admin.get(`/api/cse/3.0/cluster/${id}/config`)).body.message).toContain(
      "https://127.168.0.100:6443",
    );
  });

  it("exposes nothing later: refused alone, ignored beside a resize", async () => {
    const { id } = await build({ expose: false });
    const alone = await put(id, { expose: true });
    expect([alone.status, description(alone)]).toEqual([
      500,
      "Cluster 'tkg1' already has 1 workers and 0 nfs nodes.",
    ]);
    const { entity } = await admin.entity(id);
    const both = await put(id, { expose: true, workers: { ...entity.spec.workers, count: 2 } });
    expect(both.status).toBe(202);
    await vcd.finish();
    const after = (await admin.entity(id)).entity.status;
    expect([after.exposed, after.nodes.workers.length]).toEqual([false, 2]);
    expect(await rules()).toEqual([]);
  });

  it("names the immutable field that was changed", async () => {
    const { id } = await build();
    const { entity } = await admin.entity(id);
    const answer = await put(id, { settings: { ...entity.spec.settings, network: "other" } });
    expect([answer.status, description(answer)]).toEqual([
      400,
      "Change detected in immutable field(s) [settings.network found : other expected : default-organization-network, ].",
    ]);
  });

  it("deletes: entity at once, then vApp and rule", async () => {
    const { id } = await build();
    const answer = await admin.call("DELETE", `/api/cse/3.0/cluster/${id}`);
    expect(answer.status).toBe(202);
    expect((await admin.get(`/cloudapi/1.0.0/entities/${id}`)).status).toBe(403);
    await vcd.finish();
    expect(await admin.task(answer)).toMatchObject({
      status: "success",
      operation: "Deleted cluster 'tkg1'",
    });
    expect([await rules(), (await vcd.organization("tenant1")).vapps]).toEqual([[], []]);
    expect((await admin.call("DELETE", `/api/cse/3.0/cluster/${id}`)).status).toBe(500);
  });

  it("is shared by access level, natively alone", async () => {
    const { id } = await build({ kind: "native" });
    const author = await vcd.login("tenant1-author");
    const memberId = author.answer.body.user.id;
    const share = (level: string) =>
      admin.call("PUT", `/api/cse/3.0/cluster/${id}/acl`, {
        accessSetting: [
          { memberId, accessLevelId: `urn:vcloud:accessLevel:${level}`, username: "tenant1-author" },
        ],
      });
    expect((await author.get(`/api/cse/3.0/cluster/${id}`)).status).toBe(500);
    expect((await share("ReadOnly")).status).toBe(204);
    expect((await author.get(`/api/cse/3.0/cluster/${id}`)).status).toBe(200);
    expect((await author.call("DELETE", `/api/cse/3.0/cluster/${id}`)).status).toBe(500);
    expect((await admin.get(`/api/cse/3.0/cluster/${id}/acl`)).body).toMatchObject({
      resultTotal: 1,
      values: [{ memberId, username: "tenant1-author", accessLevelId: "urn:vcloud:accessLevel:ReadOnly" }],
    });
    await share("FullControl");
    expect((await author.call("DELETE", `/api/cse/3.0/cluster/${id}`)).status).toBe(202);
  });

  it("upgrades a native cluster to what its plan lists", async () => {
    const { id } = await build({ kind: "native" });
    const plan = (await admin.get(`/api/cse/3.0/cluster/${id}/upgrade-plan`)).body;
    expect(plan).toMatchObject([{ name: "ubuntu-16.04_k8-1.21_weave-2.8.1", revision: "1" }]);
    const { entity } = await admin.entity(id);
    const { status: _, ...stored } = entity;
    const k8_distribution = { template_name: plan[0].name, template_revision: 1 };
    const wanted = { ...stored, spec: { ...stored.spec, k8_distribution } };
    const answer = await admin.call("POST", `/api/cse/3.0/cluster/${id}/action/upgrade`, wanted);
    expect(answer.status).toBe(202);
    await vcd.finish();
    expect((await admin.entity(id)).entity.status).toMatchObject({
      phase: "UPGRADE:SUCCEEDED",
      kubernetes: "upstream 1.21.2",
      exposed: true,
    });
  });
});
