import { eq, sql } from "drizzle-orm";
import pino from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { seal } from "@/lib/crypto/seal";
import { places } from "@/lib/db/schema/places";
import { vcdSites } from "@/lib/db/schema/sites";
import { log } from "@/lib/log";
import { CseInventories } from "@/lib/worker/vcd-inventory";
import { type Gate, startGate } from "../support/gate";
import { sealingKeys } from "../support/sealing-keys";
import { askForCluster, openVcdScene, type VcdScene } from "../support/vcd";
import { startWorker } from "../support/worker";

let scene: VcdScene;
const others: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const other of others.splice(0)) await other.close();
  await scene.close();
});

const forbidden = { kind: "error", status: 403, code: "ACCESS_TO_RESOURCE_IS_FORBIDDEN" };

async function openWithGate(): Promise<Gate> {
  let gate: Gate | undefined;
  scene = await openVcdScene({
    endpoint: async (url) => {
      gate = await startGate(url);
      others.push(gate);
      return gate.url;
    },
  });
  return gate as Gate;
}

describe.each(["3.0.4", "3.1.4"] as const)("with CSE %s", (personality) => {
  it("an edge gateway that cannot be read keeps what is known of it, with its age and the reason", async () => {
    scene = await openVcdScene({ personality });
    await scene.sweep();
    const [before] = await scene.edges();
    await scene.advance(60_000);
    await scene.vcd.fault({ operation: "listNatRules", ...forbidden, message: "No right to view NAT." });
    expect(await scene.sweep()).toMatchObject({ depth: "full", result: { failures: 0, fault: null } });
    expect(await scene.edges()).toMatchObject([
      {
        nat: before?.nat,
        used: before?.used,
        natAt: before?.natAt,
        seenAt: scene.now(),
        edgeFault: { code: forbidden.code, message: "No right to view NAT." },
        firewallAt: scene.now(),
        firewallFault: null,
      },
    ]);
    await scene.advance(60_000);
    await scene.vcd.fault({ operation: "listFirewallRules", ...forbidden, message: "No right to view it." });
    await scene.sweep();
    expect(await scene.edges()).toMatchObject([
      {
        edgeFault: null,
        natAt: scene.now(),
        firewall: before?.firewall,
        firewallFault: { code: forbidden.code },
      },
    ]);
    await scene.advance(60_000);
    await scene.sweep();
    expect(await scene.edges()).toMatchObject([{ edgeFault: null, firewallFault: null }]);
  });

  it("a right that the credential lacks keeps no other part from being read, and is said of the place", async () => {
    scene = await openVcdScene({ personality });
    await scene.sweep();
    const [before] = await scene.edges();
    await scene.advance(60_000);
    await askForCluster(scene, "tkg1");
    await scene.vcd.fault({
      operation: "listEdgeGateways",
      ...forbidden,
      message: "No right to view edges.",
    });
    await scene.vcd.fault({ operation: "getEdgeGateway", ...forbidden, message: "No right to view edges." });
    await scene.sweep();
    expect(await scene.cluster("tkg1")).toMatchObject({ seenAt: scene.now() });
    expect(await scene.edges()).toMatchObject([
      { seenAt: before?.seenAt, nat: before?.nat, edgeFault: { message: "No right to view edges." } },
    ]);
    const fault = { code: forbidden.code, action: "ListEdgeGateways" };
    expect(await scene.readPlace()).toMatchObject({ failures: 0, fault });
    await scene.advance(3_000);
    expect(await scene.sweep()).toMatchObject({ depth: "glance" });
    expect(await scene.readPlace()).toMatchObject({ failures: 0, fault });
    await scene.advance(60_000);
    await scene.sweep();
    expect(await scene.readPlace()).toMatchObject({ failures: 0, fault: null });
    expect(await scene.edges()).toMatchObject([{ seenAt: scene.now(), edgeFault: null }]);
  });

  it("an organization that cannot be read at all keeps what is known, backs off, and recovers", async () => {
    scene = await openVcdScene({ personality });
    await askForCluster(scene, "tkg1");
    await scene.sweep();
    const before = await scene.cluster("tkg1");
    await scene.vcd.fault({ operation: "listEntities", ...forbidden, times: 2 });
    await scene.advance(60_000);
    expect(await scene.sweepAll()).toMatchObject({ failed: { code: forbidden.code } });
    const first = await scene.readPlace();
    expect(first).toMatchObject({ failures: 1, fault: { code: forbidden.code } });
    expect(await scene.sweepAll()).toMatchObject({ failed: { code: forbidden.code } });
    const second = await scene.readPlace();
    expect(second.failures).toBe(2);
    expect(second.dueAt.getTime()).toBeGreaterThan(first.dueAt.getTime());
    expect(await scene.cluster("tkg1")).toEqual(before);
    expect(await scene.sweepAll()).toMatchObject({ depth: "full" });
    expect(await scene.readPlace()).toMatchObject({ failures: 0, fault: null });
  });

  it("cluster templates and CSE's VDCs come with the token of somebody signed in, and no secret stays behind", async () => {
    scene = await openVcdScene({ personality });
    // What leaves pino for the standard output.
    const stream = Reflect.get(log, pino.symbols.streamSym) as { write: (line: string) => void };
    const lines = vi.spyOn(stream, "write");
    await askForCluster(scene, "tkg1");
    await scene.sweep();
    const inventories = new CseInventories();
    await inventories.readDue(scene.worker.context);
    expect(await scene.inventory()).toMatchObject({ templates: null, cseVdcs: null, cseAt: null });

    const { token } = await scene.signIn("tenant1-admin");
    await inventories.readDue(scene.worker.context);
    const read = await scene.inventory();
    expect(read).toMatchObject({ cseAt: scene.now() });
    expect(read.templates?.map(({ name }) => name)).toContain("ubuntu-20.04_tkgm-1.20_antrea-0.11");
    expect(read.cseVdcs?.map(({ name }) => name)).toContain("tenant1-vdc");
    const [site] = await scene.db.select().from(vcdSites);
    expect(site?.cseServer?.version).toBe(personality);
    expect(await scene.systemTokenCalledCse()).toBe(false);

    const calls = (await scene.calls()).length;
    await scene.advance(1_000);
    await inventories.readDue(scene.worker.context);
    expect(await scene.calls()).toHaveLength(calls);
    await scene.vcd.finish();
    await scene.readClock();
    await scene.vcd.act({ act: "expire-sessions" });
    await scene.sweepAll();
    await scene.advance(3_600_000);

    const secrets = [token, "provider-password", "tenant1-password"];
    const rows = await everyRow();
    for (const secret of secrets) {
      expect(rows).not.toContain(secret);
      expect(lines.mock.calls.flat().join("\n")).not.toContain(secret);
    }
    lines.mockRestore();
  });
});

/** Everything that is stored, as text. */
async function everyRow(): Promise<string> {
  const { rows: tables } = await scene.db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(20);
  let text = "";
  for (const { name } of tables) {
    const { rows } = await scene.db.execute(sql`select to_jsonb(t) as row from ${sql.identifier(name)} t`);
    text += JSON.stringify(rows);
  }
  return text;
}

describe("the site's credential", () => {
  it("begins a new session where VCD ended the old one", async () => {
    scene = await openVcdScene();
    await scene.sweep();
    await scene.vcd.act({ act: "expire-sessions" });
    await scene.advance(60_000);
    expect(await scene.sweep()).toMatchObject({ depth: "full", result: { failures: 0 } });
  });

  it("that VCD refuses is sent less and less often: the account is not locked by us", async () => {
    scene = await openVcdScene();
    await scene.vcd.act({
      act: "set-password",
      organization: "System",
      user: "administrator",
      password: "another-password",
    });
    expect(await scene.sweep()).toMatchObject({ failed: { code: "InvalidCredentials" } });
    for (let n = 0; n < 12; n += 1) {
      const { dueAt } = await scene.readPlace();
      await scene.advance(Math.max(0, dueAt.getTime() - scene.now().getTime()));
      await scene.sweep();
    }
    const place = await scene.readPlace();
    expect(place).toMatchObject({ failures: 13, fault: { code: "InvalidCredentials" } });
    expect(place.dueAt.getTime() - scene.now().getTime()).toBe(3_600_000);
    expect(await scene.calls("loginProvider")).toHaveLength(1);

    // A new credential counts at once.
    const credential = { kind: "account", organization: "System", user: "administrator" };
    const sealed = await seal(
      JSON.stringify({ ...credential, password: "another-password" }),
      `vcd-site/${scene.site.id}`,
      sealingKeys.publicKey,
    );
    await scene.db.update(vcdSites).set({ credentialSealed: sealed }).where(eq(vcdSites.id, scene.site.id));
    expect(await scene.sweepAll()).toMatchObject({ depth: "full" });
  });

  it("that does not open is a fault that says what to do, and nothing is sent", async () => {
    scene = await openVcdScene();
    const sealed = await seal("{}", "vcd-site/another", sealingKeys.publicKey);
    await scene.db.update(vcdSites).set({ credentialSealed: sealed });
    expect(await scene.sweep()).toMatchObject({
      failed: {
        code: "CannotOpenCredential",
        message: expect.stringMatching(/An admin of the provider enters it again/),
      },
    });
    expect(await scene.calls()).toEqual([]);
  });
});

describe("a worker that lost its lease", () => {
  it("writes nothing of what it read, and the next one's look stands", async () => {
    const gate = await openWithGate();
    await askForCluster(scene, "tkg1");
    const held = gate.hold("GET /cloudapi/1.0.0/edgeGateways", "after");
    const late = scene.sweep();
    await held.reached;
    await scene.db
      .update(places)
      .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` })
      .where(eq(places.id, scene.place.id));
    await scene.advance(5_000);
    const next = startWorker(scene.installation.url, "http://127.0.0.1:9", scene.now);
    others.push(next);
    await next.sweep(scene.place.id);
    expect(await scene.cluster("tkg1")).toMatchObject({ seenAt: scene.now() });
    const before = [
      await scene.clusters(),
      await scene.edges(),
      await scene.tasks(),
      await scene.inventory(),
    ];
    held.release();
    expect(await late).toBeNull();
    expect([
      await scene.clusters(),
      await scene.edges(),
      await scene.tasks(),
      await scene.inventory(),
    ]).toEqual(before);
  });
});

describe("calls", () => {
  it("grow with pages and edge gateways, not with clusters", async () => {
    scene = await openVcdScene({ world: worldOf(0) });
    const [, alone] = [await scene.sweep(), await again()];
    await scene.vcd.control("PUT", "world", worldOf(129));
    await scene.readClock();
    await again();
    // The machines of those found now are read some at a time.
    for (let n = 0; n < 6; n += 1) await again();
    const many = await again();
    expect(await scene.clusters()).toHaveLength(129);
    expect(many).toEqual({ ...alone, ListClusters: 2, GetVApp: 3 });
    expect((await scene.clusters()).filter(({ vm }) => vm === null)).toEqual([]);
  }, 120_000);
});

async function again(): Promise<Record<string, number>> {
  await scene.advance(60_000);
  const report = await scene.sweep();
  if (!report || "failed" in report) throw new Error(JSON.stringify(report));
  return Object.fromEntries(report.calls.look);
}

/** An organization with so many clusters of no worker each. */
function worldOf(count: number) {
  const network = {
    name: "net",
    vdc: "vdc",
    edgeGateway: "edge",
    gateway: "127.168.8.1",
    prefixLength: 22,
    ranges: [{ start: "127.168.8.10", end: "127.168.11.200" }],
  };
  const subnets = [
    {
      gateway: "127.149.1.1",
      prefixLength: 24,
      ranges: [{ start: "127.149.1.101", end: "127.149.1.110" }],
      primaryIp: "127.149.1.101",
    },
  ];
  return {
    provider: { users: [{ name: "administrator", password: "provider-password" }] },
    templates: [
      {
        name: "template",
        revision: 1,
        kind: "native" as const,
        kubernetesVersion: "1.20.5",
        isDefault: true,
      },
    ],
    organizations: [
      {
        name: "tenant1",
        users: [{ name: "tenant1-admin", password: "tenant1-password", role: "Organization Administrator" }],
        vdcs: [{ name: "vdc", storageProfiles: ["gold"] }],
        edgeGateways: [{ name: "edge", vdc: "vdc", uplinks: [{ name: "ext", subnets }] }],
        networks: [network],
        clusters: Array.from({ length: count }, (_, n) => ({
          name: `cluster-${n}`,
          owner: "tenant1-admin",
          vdc: "vdc",
          network: "net",
          template: "template",
          workers: 0,
        })),
      },
    ],
  };
}
