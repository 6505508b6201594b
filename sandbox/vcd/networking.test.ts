import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { right } from "./rights";
import { type Json, type Person, Vcd } from "./test-support/client";

let vcd: Vcd;
let admin: Person;
let edgeId: string;

const rule = (change: Json = {}) => ({
  name: "web",
  ruleType: "DNAT",
  externalAddresses: "127.149.1.103",
  internalAddresses: "127.168.0.100",
  dnatExternalPort: "6443",
  ...change,
});

const rulesPath = () => `/cloudapi/1.0.0/edgeGateways/${edgeId}/nat/rules`;

async function create(change: Json = {}): Promise<void> {
  const answer = await admin.call("POST", rulesPath(), rule(change));
  expect(answer.status).toBe(202);
  await vcd.finish();
}

beforeEach(async () => {
  vcd = await Vcd.start();
  admin = await vcd.login();
  edgeId = (await admin.edge()).id;
});
afterEach(() => vcd.close());

describe("edge gateways", () => {
  it("show uplinks, ranges and what is in use", async () => {
    const edge = await admin.edge();
    expect(edge).toMatchObject({ status: "REALIZED", gatewayBacking: { gatewayType: "NSXT_BACKED" } });
    const [subnet] = edge.edgeGatewayUplinks[0].subnets.values;
    expect(subnet).toMatchObject({ totalIpCount: 10, usedIpCount: 1, primaryIp: "127.149.1.101" });
    const used = await admin.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}/usedIpAddresses?page=1&pageSize=10`);
    expect(used.body.values).toMatchObject([{ ipAddress: "127.149.1.101", category: "PRIMARY_IP" }]);
    const past = await admin.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}/usedIpAddresses?page=2&pageSize=10`);
    expect([past.status, past.body.values]).toEqual([200, []]);
  });

  it("serve every VDC of their group", async () => {
    const vdcs = (await admin.get("/cloudapi/1.0.0/vdcs")).body.values;
    const byName = (name: string) => vdcs.find((vdc: { name: string }) => vdc.name === name).id;
    const networks = async (vdc: string) =>
      (await admin.get(`/cloudapi/1.0.0/orgVdcNetworks?filter=_context==${vdc}`)).body.values.map(
        (network: { name: string }) => network.name,
      );
    expect(await networks(byName("tenant1-vdc"))).toEqual(["default-organization-network"]);
    expect(await networks(byName("tenant1-vdc-2"))).toEqual(["default-organization-network"]);
    expect(await networks(byName("tenant1-isolated-vdc"))).toEqual(["isolated-network"]);
  });

  it("are invisible to another tenant, by list and by id, and visible to the provider in its context", async () => {
    const other = await vcd.login("tenant2-admin", "tenant2");
    const names = (await other.get("/cloudapi/1.0.0/edgeGateways")).body.values.map(
      (edge: Json) => edge.name,
    );
    expect(names).toEqual(["tenant2-edge"]);
    for (const path of ["", "/nat/rules", "/usedIpAddresses", "/firewall/rules"]) {
      expect((await other.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}${path}`)).status).toBe(403);
    }
    const own = await vcd.organization("tenant1");
    const pretending = { "x-vmware-vcloud-tenant-context": own.id };
    expect((await other.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}`, pretending)).status).toBe(403);
    const provider = await vcd.login("administrator", "System", "provider-password");
    expect((await provider.get("/cloudapi/1.0.0/edgeGateways")).body.resultTotal).toBe(2);
    const inTenant = await provider.get("/cloudapi/1.0.0/edgeGateways", pretending);
    expect(inTenant.body.values.map((edge: Json) => edge.name)).toEqual(["tenant1-edge"]);
  });
});

describe("NAT rules", () => {
  it("are accepted with a task, refused while the edge is busy, and listed once realized", async () => {
    const first = await admin.call("POST", rulesPath(), rule());
    expect([first.status, first.text]).toEqual([202, ""]);
    expect((await admin.task(first)).status).toBe("running");
    expect((await admin.edge()).status).toBe("CONFIGURING");
    const second = await admin.call("POST", rulesPath(), rule({ name: "other" }));
    expect([second.status, second.body.minorErrorCode]).toEqual([400, "BUSY_ENTITY"]);
    expect(second.body.message).toMatch(/gateway:.* is busy completing an operation NAT_RULE_CREATE\.$/);
    expect(await admin.natRules(edgeId)).toEqual([]);
    await vcd.advance(2_000);
    expect((await admin.task(first)).status).toBe("success");
    expect(await admin.natRules(edgeId)).toMatchObject([
      {
        name: "web",
        ruleType: "DNAT",
        dnatExternalPort: "6443",
        version: { version: 0 },
        enabled: true,
      },
    ]);
    expect((await admin.edge()).status).toBe("REALIZED");
  });

  it("take a port as a number and answer it as text", async () => {
    await create({ dnatExternalPort: 6443 });
    expect((await admin.natRules(edgeId))[0].dnatExternalPort).toBe("6443");
  });

  it("show what API 35.2 added from there on alone, and keep it through an older client's change", async () => {
    await vcd.close();
    vcd = await Vcd.start({ personality: "3.1.4" });
    const at = (version: string) => vcd.login("tenant1-admin", "tenant1", "tenant1-password", version);
    admin = await at("36.0");
    await create({ priority: 7, firewallMatch: "BYPASS" });
    const old = await at("35.0");
    const [seen] = await old.natRules(edgeId);
    expect([seen.ruleType, "type" in seen, "priority" in seen]).toEqual(["DNAT", false, false]);
    expect((await old.call("PUT", `${rulesPath()}/${seen.id}`, { ...seen, enabled: false })).status).toBe(
      202,
    );
    await vcd.finish();
    expect(await admin.natRules(edgeId)).toMatchObject([
      { type: "DNAT", priority: 7, firewallMatch: "BYPASS", enabled: false },
    ]);
  });

  it("may share a name; their addresses count as used, disabled or not", async () => {
    await create();
    await create({ externalAddresses: "127.149.1.104", enabled: false });
    expect((await admin.natRules(edgeId)).map((each) => each.name)).toEqual(["web", "web"]);
    const used = await admin.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}/usedIpAddresses`);
    expect(used.body.values.map((each: Json) => each.ipAddress)).toEqual([
      "127.149.1.101",
      "127.149.1.103",
      "127.149.1.104",
    ]);
  });

  it("are paged by the cursor of the Link header alone", async () => {
    for (let index = 0; index < 5; index += 1) await create({ name: `rule-${index}` });
    const names: string[] = [];
    let next: string | undefined = `${vcd.url}${rulesPath()}?pageSize=2`;
    const pages: number[] = [];
    while (next) {
      const answer = await admin.get(next);
      expect(answer.body.resultTotal).toBeUndefined();
      pages.push(answer.body.values.length);
      names.push(...answer.body.values.map((each: { name: string }) => each.name));
      next = /<([^>]+)>;rel="nextPage"/.exec(answer.headers.get("link") ?? "")?.[1];
    }
    expect(pages).toEqual([2, 2, 1]);
    expect(names).toEqual(["rule-0", "rule-1", "rule-2", "rule-3", "rule-4"]);
    expect((await admin.get(rulesPath())).headers.get("link")).toContain('rel="self"');
  });

  it("are changed with their current version alone", async () => {
    await create();
    const [before] = await admin.natRules(edgeId);
    const put = (body: Json) => admin.call("PUT", `${rulesPath()}/${before.id}`, body);
    expect((await put({ ...before, version: undefined })).status).toBe(400);
    expect((await put({ ...before, enabled: false })).status).toBe(202);
    await vcd.finish();
    expect((await admin.natRules(edgeId))[0]).toMatchObject({ enabled: false, version: { version: 1 } });
    expect((await put({ ...before, enabled: true })).status).toBe(409);
    expect((await admin.call("DELETE", `${rulesPath()}/${before.id}`)).status).toBe(202);
    await vcd.finish();
    expect(await admin.natRules(edgeId)).toEqual([]);
    expect((await admin.call("DELETE", `${rulesPath()}/${before.id}`)).status).toBe(403);
  });

  it.each([
    ["no name", { name: "" }],
    ["an address outside the edge's ranges", { externalAddresses: "127.149.1.200" }],
    ["a port that is none", { dnatExternalPort: "70000" }],
    ["no internal address", { internalAddresses: "" }],
    ["an unknown profile", { applicationPortProfile: { id: "urn:vcloud:applicationPortProfile:none" } }],
  ])("are refused with %s", async (_, change) => {
    const answer = await admin.call("POST", rulesPath(), rule(change));
    expect([answer.status, answer.body.minorErrorCode]).toEqual([400, "BAD_REQUEST"]);
    expect((await admin.edge()).status).toBe("REALIZED");
  });

  it("need each right by its name", async () => {
    const role = "Organization Administrator";
    const withhold = (name: string) =>
      vcd.act({ act: "withhold-right", organization: "tenant1", role, right: name });
    await withhold(right.natConfigure);
    const refused = await admin.call("POST", rulesPath(), rule());
    expect([refused.status, refused.body.minorErrorCode]).toEqual([403, "ACCESS_TO_RESOURCE_IS_FORBIDDEN"]);
    expect(refused.body.message).toContain(right.natConfigure);
    expect((await admin.get(rulesPath())).status).toBe(200);
    await withhold(right.natView);
    expect((await admin.get(rulesPath())).status).toBe(403);
    expect((await admin.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}`)).status).toBe(200);
    await withhold(right.gatewayView);
    expect((await admin.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}`)).status).toBe(403);
  });

  it("can be made though the reply was lost, or fail though they were made", async () => {
    await vcd.fault({ operation: "createNatRule", kind: "lost-reply" });
    await expect(admin.call("POST", rulesPath(), rule({ name: "lost" }))).rejects.toThrow();
    await vcd.finish();
    expect((await admin.natRules(edgeId)).map((each) => each.name)).toEqual(["lost"]);
    await vcd.fault({ operation: "createNatRule", kind: "task-error", applied: true });
    const half = await admin.call(
      "POST",
      rulesPath(),
      rule({ name: "half", externalAddresses: "127.149.1.104" }),
    );
    await vcd.finish();
    expect(await admin.task(half)).toMatchObject({ status: "error", error: { majorErrorCode: 500 } });
    expect((await admin.natRules(edgeId)).map((each) => each.name)).toEqual(["lost", "half"]);
    await vcd.fault({ operation: "deleteNatRule", kind: "error", status: 400, code: "BUSY_ENTITY" });
    const [lost] = await admin.natRules(edgeId);
    expect((await admin.call("DELETE", `${rulesPath()}/${lost.id}`)).body.minorErrorCode).toBe("BUSY_ENTITY");
  });

  it("can be listed stale, as they were before the last change", async () => {
    await create();
    await vcd.fault({ operation: "listNatRules", kind: "stale-read" });
    expect(await admin.natRules(edgeId)).toEqual([]);
    expect(await admin.natRules(edgeId)).toHaveLength(1);
  });

  it("meet an edge that somebody else keeps busy, until it is free", async () => {
    const edgeGateway = { organization: "tenant1", edgeGateway: "tenant1-edge" };
    await vcd.act({ act: "lock-edge", ...edgeGateway, operation: "ORG_VDC_GATEWAY_UPDATE", forMs: 10_000 });
    const busy = await admin.call("POST", rulesPath(), rule());
    expect(busy.body.message).toContain("ORG_VDC_GATEWAY_UPDATE");
    await vcd.advance(10_000);
    expect((await admin.call("POST", rulesPath(), rule())).status).toBe(202);
  });
});

describe("the edge firewall", () => {
  const path = () => `/cloudapi/1.0.0/edgeGateways/${edgeId}/firewall/rules`;

  it("is replaced as a whole, with IP sets and port profiles", async () => {
    const made = await admin.call("POST", "/cloudapi/1.0.0/firewallGroups", {
      name: "clients",
      ownerRef: { id: edgeId },
      type: "IP_SET",
      ipAddresses: ["10.0.0.0/8"],
    });
    const groupId = (await admin.task(made)).owner.id;
    await vcd.finish();
    expect((await admin.get(`/cloudapi/1.0.0/firewallGroups/${groupId}`)).body.ipAddresses).toEqual([
      "10.0.0.0/8",
    ]);
    const [https] = (await admin.get("/cloudapi/1.0.0/applicationPortProfiles?filter=name==HTTPS")).body
      .values;
    const userDefinedRules = [
      {
        name: "allow-clients",
        actionValue: "ALLOW",
        direction: "IN",
        ipProtocol: "IPV4",
        sourceFirewallGroups: [{ id: groupId }],
        applicationPortProfiles: [{ id: https.id }],
      },
    ];
    expect((await admin.call("PUT", path(), { userDefinedRules })).status).toBe(202);
    await vcd.finish();
    const listed = (await admin.get(path())).body;
    expect(listed.userDefinedRules).toMatchObject([
      {
        name: "allow-clients",
        actionValue: "ALLOW",
        sourceFirewallGroups: [{ name: "clients" }],
        version: { version: 0 },
      },
    ]);
    expect(listed.defaultRules).toMatchObject([{ name: "default_rule", actionValue: "ALLOW" }]);
    expect((await admin.call("DELETE", `/cloudapi/1.0.0/firewallGroups/${groupId}`)).status).toBe(400);
  });
});
