import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkServerIdentity } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exampleWorld } from "./example-world";
import { startVcdSandbox } from "./server";
import { document1, type Json, type Person, Vcd } from "./test-support/client";

// Third parts of their own, so that no other test's sandbox holds these addresses.
const world = exampleWorld({ external: 71, internal: 71 });
const external = (last: number) => `127.149.71.${last}`;
const internal = (last: number) => `127.168.71.${last}`;
const organization = "tenant1";
const edgeGateway = "tenant1-edge";

let vcd: Vcd;
let admin: Person;

beforeEach(async () => {
  vcd = await Vcd.start({ forwarding: true }, world);
  admin = await vcd.login();
});
afterEach(() => vcd.close());

interface Files {
  server: string;
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

function readConfig(yaml: string): Files {
  const field = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(yaml)?.[1] ?? "", "base64");
  return {
    server: /server: (\S+)/.exec(yaml)?.[1] ?? "",
    ca: field("certificate-authority-data"),
    cert: field("client-certificate-data"),
    key: field("client-key-data"),
  };
}

interface Ask {
  files: Files;
  server?: string;
  path?: string;
  /** The name to check instead of the address: `tls-server-name` of a kubeconfig. */
  name?: string;
  anonymous?: boolean;
  from?: string;
  accept?: string;
}

function ask({ files, server = files.server, path = "/api/v1/nodes", name, anonymous, from, accept }: Ask) {
  return new Promise<{ status: number; body: Json }>((resolve, reject) => {
    const client = anonymous ? {} : { cert: files.cert, key: files.key };
    const outgoing = request(
      new URL(path, server),
      {
        ca: files.ca,
        ...client,
        agent: false,
        ...(name && {
          servername: name,
          checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
        }),
        ...(from && { localAddress: from }),
        headers: { accept: accept ?? "application/json" },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
}

async function build(expose: boolean) {
  const answer = await admin.createCluster(document1({ expose }));
  await vcd.finish();
  const id: string = answer.body.id;
  const { body } = await admin.get(`/api/cse/3.0/cluster/${id}/config`);
  return { id, files: readConfig(body.message) };
}

const createRule = (change: Json = {}) =>
  vcd.act({
    act: "create-nat-rule",
    organization,
    edgeGateway,
    rule: {
      name: "late",
      externalAddresses: external(110),
      internalAddresses: internal(100),
      dnatExternalPort: "6443",
      ...change,
    },
  });

const late = `https://${external(110)}:6443`;

/** The first bytes a TCP service says by itself. */
function greeting(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString("utf8"));
    });
    socket.once("error", reject);
  });
}

describe("a DNAT rule on loopback addresses", () => {
  it("leads to the cluster that was exposed at its creation", async () => {
    const { files } = await build(true);
    expect(files.server).toBe(`https://${external(102)}:6443`);
    const { status, body } = await ask({ files });
    expect(status).toBe(200);
    const items = body.items as { metadata: { name: string } }[];
    expect(items.map((node) => node.metadata.name.slice(0, 5))).toEqual(["mstr-", "node-"]);
  });

  it("without a port opens every port of the node, SSH among them", async () => {
    await build(true);
    const { body } = await vcd.control("GET", "world");
    // Port 22 needs rights this process may not have: then the world says what is left out.
    if (body.listening.includes(`${external(102)}:22`)) {
      expect(await greeting(external(102), 22)).toMatch(/^SSH-2\.0-/);
    } else expect(body.leftOut.join(" ")).toContain(`${external(102)}:22 cannot be bound`);
    await vcd.act({
      act: "change-nat-rule",
      organization,
      edgeGateway,
      rule: (await admin.natRules((await admin.edge()).id))[0].id,
      set: { dnatExternalPort: "6443" },
    });
    await expect(greeting(external(102), 22)).rejects.toThrow("ECONNREFUSED");
  });

  it("gives the seed's x509 error where the certificate lacks the address, and none under another name", async () => {
    const { files } = await build(false);
    await expect(ask({ files, server: late })).rejects.toThrow("ECONNREFUSED");
    await createRule();
    await expect(ask({ files, server: late })).rejects.toThrow(
      `IP: ${external(110)} is not in the cert's list: 10.96.0.1, ${internal(100)}`,
    );
    expect((await ask({ files, server: late, name: "kubernetes" })).status).toBe(200);
  });

  it("ends with the rule: disabled, deleted, un-exposed", async () => {
    const { id, files } = await build(true);
    await createRule();
    const rule = "late";
    await vcd.act({ act: "change-nat-rule", organization, edgeGateway, rule, set: { enabled: false } });
    await expect(ask({ files, server: late, name: "kubernetes" })).rejects.toThrow("ECONNREFUSED");
    await vcd.act({ act: "change-nat-rule", organization, edgeGateway, rule, set: { enabled: true } });
    expect((await ask({ files, server: late, name: "kubernetes" })).status).toBe(200);
    await vcd.act({ act: "delete-nat-rule", organization, edgeGateway, rule });
    await expect(ask({ files, server: late, name: "kubernetes" })).rejects.toThrow("ECONNREFUSED");
    const { entity } = await admin.entity(id);
    const { status: _, ...stored } = entity;
    await admin.call("PUT", `/api/cse/3.0/cluster/${id}`, {
      ...stored,
      spec: { ...stored.spec, expose: false },
    });
    await vcd.finish();
    await expect(ask({ files })).rejects.toThrow("ECONNREFUSED");
    expect((await ask({ files, server: `https://${internal(100)}:6443` })).status).toBe(200);
  });

  it("translates the port, and leads nowhere when the node has another address", async () => {
    const { files } = await build(false);
    await createRule({ dnatExternalPort: "16443", internalPort: "6443" });
    const server = `https://${external(110)}:16443`;
    expect((await ask({ files, server, name: "kubernetes" })).status).toBe(200);
    await vcd.act({ act: "move-control-plane", organization, cluster: "tkg1", ipAddress: internal(150) });
    await expect(ask({ files, server, name: "kubernetes" })).rejects.toThrow();
    expect((await ask({ files, server: `https://${internal(150)}:6443`, name: "kubernetes" })).status).toBe(
      200,
    );
  });

  it("tries rules of one address by priority", async () => {
    const { files } = await build(false);
    await createRule({ priority: 10 });
    await createRule({ name: "shadow", internalAddresses: internal(199), priority: 5 });
    await expect(ask({ files, server: late, name: "kubernetes" })).rejects.toThrow();
    await vcd.act({
      act: "change-nat-rule",
      organization,
      edgeGateway,
      rule: "shadow",
      set: { priority: 20 },
    });
    expect((await ask({ files, server: late, name: "kubernetes" })).status).toBe(200);
  });
});

describe("the edge firewall in front of it", () => {
  async function setRules(userDefinedRules: Json[]): Promise<void> {
    const edge = await admin.edge();
    const answer = await admin.call("PUT", `/cloudapi/1.0.0/edgeGateways/${edge.id}/firewall/rules`, {
      userDefinedRules,
    });
    expect(answer.status).toBe(202);
    await vcd.finish();
  }

  it("rejects, and lets through whom a rule before allows, by source", async () => {
    const { files } = await build(true);
    const edge = await admin.edge();
    const made = await admin.call("POST", "/cloudapi/1.0.0/firewallGroups", {
      name: "office",
      ownerRef: { id: edge.id },
      ipAddresses: ["127.9.0.0/16"],
    });
    const group = { id: (await admin.task(made)).owner.id };
    await vcd.finish();
    const reject = { name: "nobody", actionValue: "REJECT", direction: "IN" };
    const allow = { name: "office", actionValue: "ALLOW", direction: "IN", sourceFirewallGroups: [group] };
    await setRules([allow, reject]);
    expect((await ask({ files, from: "127.9.1.1" })).status).toBe(200);
    await expect(ask({ files, from: "127.8.1.1" })).rejects.toThrow(/ECONNRESET|socket hang up|disconnected/);
    await setRules([reject, allow]);
    await expect(ask({ files, from: "127.9.1.1" })).rejects.toThrow(/ECONNRESET|socket hang up|disconnected/);
  });

  it("sees the internal address, unless the rule says otherwise or goes round it", async () => {
    const { files } = await build(true);
    const [rule] = await admin.natRules((await admin.edge()).id);
    await setRules([{ name: "nobody", actionValue: "REJECT", direction: "IN" }]);
    await expect(ask({ files })).rejects.toThrow();
    const set = { firewallMatch: "BYPASS" as const };
    await vcd.act({ act: "change-nat-rule", organization, edgeGateway, rule: rule.id, set });
    expect((await ask({ files })).status).toBe(200);
  });
});

describe("a control plane", () => {
  it("knows an administrator by certificate, nobody without one, and refuses another authority's", async () => {
    const { files } = await build(true);
    const version = await ask({ files, path: "/version", anonymous: true });
    expect(version.body.gitVersion).toBe("v1.20.5");
    const anonymous = await ask({ files, anonymous: true });
    expect([anonymous.status, anonymous.body.reason]).toEqual([403, "Forbidden"]);
    const second = await admin.createCluster(document1({ name: "tkg2" }));
    await vcd.finish();
    const config = await admin.get(`/api/cse/3.0/cluster/${second.body.id}/config`);
    const stranger = { ...readConfig(config.body.message), ca: files.ca };
    expect((await ask({ files: stranger, server: files.server })).status).toBe(401);
  });

  it("refuses a client certificate that has expired, and shows a server certificate that has", async () => {
    await build(true);
    await vcd.act({ act: "renew-certificates", organization, cluster: "tkg1", clientDays: -1 });
    const [entity] = (await vcd.organization("tenant1")).clusters;
    const config = async () =>
      readConfig((await admin.get(`/api/cse/3.0/cluster/${entity.id}/config`)).body.message);
    expect((await ask({ files: await config() })).status).toBe(401);
    await vcd.act({
      act: "renew-certificates",
      organization,
      cluster: "tkg1",
      clientDays: 10,
      serverDays: -1,
    });
    await expect(ask({ files: await config() })).rejects.toThrow("certificate has expired");
  });

  it("is gone with its machine", async () => {
    const { files } = await build(true);
    await vcd.act({ act: "set-power", organization, cluster: "tkg1", on: false });
    await expect(ask({ files })).rejects.toThrow();
    await vcd.act({ act: "set-power", organization, cluster: "tkg1", on: true });
    expect((await ask({ files })).status).toBe(200);
    await vcd.act({ act: "delete-vapp", organization, cluster: "tkg1" });
    await expect(ask({ files })).rejects.toThrow();
  });

  it("comes back with the sandbox: the same authority, the same certificates, the same way in", async () => {
    const directory = mkdtempSync(join(tmpdir(), "vcd-sandbox-"));
    const options = { forwarding: true, stateFile: join(directory, "state.json") };
    await vcd.close();
    vcd = await Vcd.start(options, world);
    admin = await vcd.login();
    const { files } = await build(true);
    expect((await ask({ files })).status).toBe(200);
    await vcd.close();
    await expect(ask({ files })).rejects.toThrow("ECONNREFUSED");
    vcd = new Vcd(await startVcdSandbox({ port: 0, clock: "manual", ...options }));
    const { status, body } = await ask({ files });
    expect([status, body.kind]).toEqual([200, "NodeList"]);
    rmSync(directory, { recursive: true });
  });

  it("names the reasons for addresses that cannot be bound", async () => {
    await createRule({ externalAddresses: "203.0.113.7" });
    const { body } = await vcd.control("GET", "world");
    expect(body.leftOut).toEqual(["203.0.113.7:6443 is no loopback address; nothing listens there."]);
  });
});
