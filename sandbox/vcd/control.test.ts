import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exampleWorld } from "./example-world";
import { type RunningVcdSandbox, startVcdSandbox } from "./server";
import { document1, Person, Vcd } from "./test-support/client";
import type { World } from "./world";

function versions({ url }: RunningVcdSandbox, ca: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { ...(ca && { ca }), agent: false as const, headers: { accept: "*/*" } };
    request(`${url}/api/versions`, options, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
}

describe("the control surface", () => {
  it("takes the same world twice and keeps what changed meanwhile", async () => {
    const vcd = await Vcd.start();
    await vcd.act({
      act: "set-password",
      organization: "tenant1",
      user: "tenant1-admin",
      password: "new-password",
    });
    const again = await vcd.control("PUT", "world", exampleWorld());
    expect(Object.values(again.body.added).every((count) => count === 0)).toBe(true);
    expect((await vcd.login("tenant1-admin", "tenant1", "new-password")).answer.status).toBe(200);
    await vcd.close();
  });

  it("names what is wrong with a world, an act, an address", async () => {
    const vcd = await Vcd.start();
    const world = await vcd.control("PUT", "world", { organizations: [{ name: "x", vdcs: [{ nam: "y" }] }] });
    expect([world.status, world.body.error.message]).toEqual([
      400,
      expect.stringContaining("organizations[0].vdcs[0]"),
    ]);
    const act = await vcd.control("POST", "act", {
      act: "lock-edge",
      organization: "tenant1",
      edgeGateway: "none",
    });
    expect(act.body.error.message).toBe("tenant1 has no edge gateway none.");
    expect((await vcd.control("GET", "nothing")).status).toBe(404);
    await vcd.close();
  });

  it("builds clusters that stood before, exposed or not", async () => {
    const cluster = {
      owner: "tenant1-admin",
      vdc: "tenant1-vdc",
      network: "default-organization-network",
      template: "ubuntu-20.04_tkgm-1.20_antrea-0.11",
    };
    const world = exampleWorld();
    const [tenant1, ...others] = world.organizations ?? [];
    const clusters = [
      { ...cluster, name: "old", expose: true },
      { ...cluster, name: "hidden" },
    ];
    if (!tenant1) throw new Error("The example has no tenant1.");
    const vcd = await Vcd.start({}, { ...world, organizations: [{ ...tenant1, clusters }, ...others] });
    const { clusters: built, edgeGateways } = await vcd.organization("tenant1");
    const shown = built.map(
      (each: { name: string; entity: { status: { exposed: boolean; phase: string } } }) => [
        each.name,
        each.entity.status.exposed,
        each.entity.status.phase,
      ],
    );
    expect(shown).toEqual([
      ["old", true, "CREATE:SUCCEEDED"],
      ["hidden", false, "CREATE:SUCCEEDED"],
    ]);
    expect(edgeGateways[0].natRules).toHaveLength(1);
    await vcd.close();
  });

  it("counts for good whether a System token called CSE, and keeps secrets out of the journal", async () => {
    const vcd = await Vcd.start();
    const admin = await vcd.login();
    await admin.get("/api/cse/system");
    expect((await vcd.control("GET", "journal/summary")).body).toMatchObject({ systemTokenCalledCse: false });
    const provider = await vcd.login("administrator", "System", "provider-password");
    await provider.get("/cloudapi/1.0.0/edgeGateways");
    expect((await vcd.control("GET", "journal/summary")).body.systemTokenCseCalls).toBe(0);
    await provider.get("/api/cse/system");
    const summary = (await vcd.control("GET", "journal/summary")).body;
    expect(summary).toMatchObject({ systemTokenCalledCse: true, systemTokenCseCalls: 1 });
    const journal = JSON.stringify(await vcd.journal());
    expect(journal).toContain('"organization":"System"');
    for (const secret of ["provider-password", "tenant1-password", admin.token, provider.token]) {
      expect(journal).not.toContain(secret);
    }
    await vcd.close();
  });

  it("shows in the journal what CSE calls in a person's name", async () => {
    const vcd = await Vcd.start();
    const admin = await vcd.login();
    await admin.createCluster(document1());
    await vcd.finish();
    const calls = (await vcd.journal()).filter((entry) => entry.via === "cse");
    expect(calls.map((entry) => [entry.operation, entry.user])).toContainEqual([
      "createNatRule",
      "tenant1-admin",
    ]);
    await vcd.close();
  });

  it("makes CSE fail with the person's session", async () => {
    const vcd = await Vcd.start();
    const admin = await vcd.login();
    const answer = await admin.createCluster(document1());
    await vcd.act({ act: "expire-sessions" });
    await vcd.finish();
    const again = await vcd.login();
    expect((await again.entity(answer.body.id)).entity.status).toMatchObject({
      phase: "CREATE:SUCCEEDED",
      exposed: false,
    });
    await vcd.close();
  });

  it("keeps its world and what was under way from one start to the next", async () => {
    const directory = mkdtempSync(join(tmpdir(), "vcd-sandbox-"));
    const stateFile = join(directory, "state.json");
    const first = await Vcd.start({ stateFile });
    const admin = await first.login();
    const answer = await admin.createCluster(document1());
    await first.close();
    const running = await startVcdSandbox({ port: 0, stateFile, clock: "manual", forwarding: false });
    const second = new Vcd(running);
    await second.finish();
    const same = new Person(second, admin.token, admin.version, admin.answer);
    expect((await same.entity(answer.body.id)).entity.status).toMatchObject({
      phase: "CREATE:SUCCEEDED",
      exposed: true,
    });
    await second.close();
    rmSync(directory, { recursive: true });
  });

  it("fills an empty world with the one it is given, and leaves one that was kept alone", async () => {
    const directory = mkdtempSync(join(tmpdir(), "vcd-sandbox-"));
    const stateFile = join(directory, "state.json");
    const start = async (world: World) =>
      new Vcd(await startVcdSandbox({ port: 0, stateFile, clock: "manual", forwarding: false, world }));
    const first = await start(exampleWorld({ external: 5 }));
    expect((await first.login()).answer.status).toBe(200);
    await first.control("PUT", "settings", { personality: "3.1.4" });
    await first.close();
    const second = await start(exampleWorld({ external: 6 }));
    const edge = (await second.organization("tenant1")).edgeGateways[0];
    expect(JSON.stringify(edge)).toContain("127.149.5.101");
    expect((await second.control("GET", "settings")).body.personality).toBe("3.1.4");
    await second.close();
    rmSync(directory, { recursive: true });
  });

  it("keeps its authority from one start to the next, also over an empty world", async () => {
    const directory = mkdtempSync(join(tmpdir(), "vcd-sandbox-"));
    const start = () =>
      startVcdSandbox({
        port: 0,
        stateFile: join(directory, "state.json"),
        forwarding: false,
        tls: "own-authority",
      });
    const first = await start();
    expect(await versions(first, first.authority)).toContain(first.url);
    const reset = request(`${first.url}/_sandbox/vcd/reset`, {
      method: "POST",
      ca: first.authority,
      agent: false,
    });
    await new Promise((resolve) =>
      reset.on("response", (answer) => answer.resume().on("end", resolve)).end(),
    );
    await first.close();
    const second = await start();
    expect(second.authority).toBe(first.authority);
    expect(await versions(second, first.authority)).toContain(second.url);
    await second.close();
    rmSync(directory, { recursive: true });
  });

  it("answers over TLS with a certificate of its own authority", async () => {
    const running = await startVcdSandbox({
      port: 0,
      clock: "manual",
      forwarding: false,
      tls: "own-authority",
    });
    expect(await versions(running, running.authority)).toContain(
      `<LoginUrl>${running.url}/cloudapi/1.0.0/sessions`,
    );
    await expect(versions(running, undefined)).rejects.toThrow(/unable to verify|self-signed/);
    await running.close();
  });
});
