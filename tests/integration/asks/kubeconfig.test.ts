import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { makeSealingKeyPair } from "@/lib/crypto/key-pair";
import { asks } from "@/lib/db/schema/asks";
import { audit } from "@/lib/db/schema/audit";
import { exposures } from "@/lib/db/schema/exposures";
import { vcdSessions } from "@/lib/db/schema/sign-on";
import { rightNames } from "@/lib/domain/vcd/rights";
import { log } from "@/lib/log";
import { askForKubeconfig } from "@/lib/services/kubeconfigs/ask-for-kubeconfig";
import { fetchKubeconfig } from "@/lib/services/kubeconfigs/fetch-kubeconfig";
import { getKubeconfigPage } from "@/lib/services/kubeconfigs/get-kubeconfig-page";
import { document1, document2 } from "@/sandbox/vcd/test-support/client";
import {
  type AskScene,
  answeredBy,
  everythingWritten,
  impatient,
  nobodyAnswers,
  openAskScene,
  refusalOf,
} from "./support";

describe.each(["3.0.4", "3.1.4"] as const)("kubeconfigs with CSE %s", (personality) => {
  let scene: AskScene;
  let admin: Awaited<ReturnType<AskScene["signIn"]>>;
  const old = personality === "3.0.4";

  beforeAll(async () => {
    scene = await openAskScene({ personality });
    admin = await scene.signIn("tenant1-admin");
    const person = await scene.vcd.login("tenant1-admin", "tenant1", undefined, old ? "35.0" : "36.0");
    for (const change of [
      { name: "open", expose: true, kind: "native" },
      { name: "shut", expose: false, kind: "native" },
      { name: "tkgm", expose: false, kind: "TKGm" },
    ]) {
      const answer = await person.createCluster(old ? document1(change) : document2(scene.vcd.url, change));
      if (answer.status !== 202) throw new Error(answer.text);
      await scene.vcd.finish();
    }
    await scene.readClock();
    await scene.sweepAll();
  });
  afterAll(() => scene.close());
  afterEach(async () => {
    await scene.vcd.control("DELETE", "faults");
    await scene.db.delete(exposures);
    await scene.db.delete(asks);
  });

  const idOf = async (name: string) => (await scene.cluster(name)).id;
  const fetchIt = async (name: string, person = admin) =>
    fetchKubeconfig(scene.as(person), { id: await idOf(name) }, answeredBy(scene));
  const clusterIn = (text: string) => parse(text).clusters[0].cluster;

  /** An exposure as the worker records one whose rule it saw. */
  async function exposed(name: string, way: "cse" | "rule", address: string) {
    const cluster = await scene.cluster(name);
    await scene.db.insert(exposures).values({
      id: crypto.randomUUID(),
      organizationId: cluster.organizationId,
      clusterId: cluster.id,
      placeId: cluster.placeId,
      way,
      address,
      edgeId: cluster.edgeId,
      state: "exposed",
      stateSince: scene.now(),
      requestedBy: admin.personId,
    });
  }

  test("is read in the person's own name, and nothing of it is kept but what is no secret", async () => {
    await scene.vcd.control("DELETE", "journal");
    const logged = (["info", "warn", "error"] as const).map((level) => vi.spyOn(log, level));
    const file = await fetchIt("shut");
    expect(file).toMatchObject({ fileName: "shut.kubeconfig.yaml", endpoint: null });
    expect(clusterIn(file.text).server).toMatch(/^https:\/\/127\.168\.\d+\.\d+:6443$/);
    expect(clusterIn(file.text)).not.toHaveProperty("tls-server-name");
    expect(file.notices.map(({ sentence }) => sentence).join()).toContain("is not exposed");

    const calls = await scene.calls();
    expect(calls.filter(({ service }) => service === "cse")).toEqual([
      expect.objectContaining({ user: "tenant1-admin", organization: "tenant1", status: 200 }),
    ]);
    expect(await scene.systemTokenCalledCse()).toBe(false);

    const row = await scene.cluster("shut");
    expect(row.certificateAuthority).toContain("BEGIN CERTIFICATE");
    expect(row.clientCertificateEnds?.getTime()).toBeGreaterThan(scene.now().getTime());
    expect(row.kubeconfigReadAt).toEqual(scene.now());
    expect(await scene.db.select().from(asks)).toEqual([]);

    const key: string = parse(file.text).users[0].user["client-key-data"];
    const pem = Buffer.from(key, "base64").toString("utf8");
    expect(pem).toContain("PRIVATE KEY");
    const said = logged.flatMap(({ mock }) => mock.calls);
    expect(said.length).toBeGreaterThan(0);
    vi.restoreAllMocks();
    const written = (await everythingWritten(scene)) + JSON.stringify(said);
    expect(written).toContain("kubeconfigs.fetch");
    for (const secret of [
      key,
      pem.split("\n")[1] ?? key,
      "kubernetes-admin",
      "client-key-data",
      "PRIVATE KEY",
    ]) {
      expect(written).not.toContain(secret);
    }
    const verbs = (await scene.db.select().from(audit)).map(({ verb, outcome }) => `${verb} ${outcome}`);
    expect(verbs).toEqual(["kubeconfigs.fetch done", "asks.take done"]);
  });

  test("of a TKGm cluster too, wherever its CSE keeps it", async () => {
    const file = await fetchIt("tkgm");
    const { vm } = await scene.cluster("tkgm");
    expect(parse(file.text).users[0].user).toHaveProperty("client-key-data");
    expect(clusterIn(file.text).server).toBe(`https://${vm?.address}:6443`);
  });

  test("leads where the exposure leads now", async () => {
    const byCse = await fetchIt("open");
    expect(byCse.endpoint).toEqual({ server: "https://127.149.1.102:6443", tlsServerName: null });
    expect(clusterIn(byCse.text).server).toBe("https://127.149.1.102:6443");

    await exposed("open", "cse", "127.149.1.102");
    const owned = await fetchIt("open");
    expect(owned.endpoint).toEqual(byCse.endpoint);

    await exposed("shut", "rule", "127.149.1.110");
    const later = await fetchIt("shut");
    expect(later.endpoint).toEqual({ server: "https://127.149.1.110:6443", tlsServerName: "kubernetes" });
    expect(clusterIn(later.text)).toMatchObject({
      server: "https://127.149.1.110:6443",
      "tls-server-name": "kubernetes",
    });
    const page = await getKubeconfigPage(scene.as(admin), { id: await idOf("shut") });
    expect(page).toMatchObject({ source: "cse", endpoint: later.endpoint, download: { ok: true } });
    expect(page.clients.map(({ name }) => name)).toContain("Helm");
    expect(JSON.stringify(page)).not.toContain("PRIVATE");
  });

  test("leads inside where CSE's file names an address whose rule is gone", async () => {
    const cluster = await scene.cluster("open");
    const [edge] = await scene.edges();
    const rule = edge?.nat?.rules[0];
    await scene.vcd.act({
      act: "delete-nat-rule",
      organization: "tenant1",
      edgeGateway: "tenant1-edge",
      rule: rule?.name ?? "",
    });
    await scene.sweepAll();
    const file = await fetchIt("open");
    expect(file.endpoint).toBeNull();
    expect(clusterIn(file.text).server).toBe(`https://${cluster.vm?.address ?? "127.168.0.100"}:6443`);
  });

  test("takes a role here that reads kubeconfigs, whatever VCD would allow", async () => {
    const viewer = await scene.signIn("tenant1-viewer", scene.tenant1, "viewer");
    const refusal = await refusalOf(fetchIt("shut", viewer));
    expect(refusal).toMatchObject({ code: "forbidden", message: expect.stringContaining("Viewer") });
    const denied = await scene.db.select().from(audit).where(eq(audit.outcome, "denied"));
    expect(denied.at(-1)).toMatchObject({ verb: "kubeconfigs.fetch", personId: viewer.personId });
    const page = await getKubeconfigPage(scene.as(viewer), { id: await idOf("shut") });
    expect(page.download).toMatchObject({ ok: false, kind: "right" });
  });

  test("is refused by VCD itself where the cluster is not the person's to see", async () => {
    const author = await scene.signIn("tenant1-author");
    const refusal = await refusalOf(fetchIt("shut", author));
    expect(refusal).toMatchObject({ code: "precondition", message: expect.stringMatching(/Request \S+\.$/) });
    expect(await scene.systemTokenCalledCse()).toBe(false);
  });

  const session = async (id: string) =>
    (await scene.db.select().from(vcdSessions).where(eq(vcdSessions.id, id)))[0];

  test("needs the rights of the cluster's kind, one by one", async () => {
    const rights = (await session(admin.vcdSessionId))?.rights ?? [];
    const set = (held: string[] | null) =>
      scene.db.update(vcdSessions).set({ rights: held }).where(eq(vcdSessions.id, admin.vcdSessionId));
    const about = async (name: string) =>
      (await getKubeconfigPage(scene.as(admin), { id: await idOf(name) })).download;
    await set([rightNames.viewClusters]);
    expect(await about("shut")).toEqual({ ok: true });
    // The file of a TKGm cluster of CSE 3.1.x is in a part of the entity that takes full control.
    expect((await about("tkgm")).ok).toBe(old);
    await set([rightNames.controlClusters]);
    expect(await about("tkgm")).toEqual({ ok: true });
    await set([]);
    for (const name of ["shut", "tkgm"]) {
      expect(await about(name)).toMatchObject({ ok: false, kind: "right" });
      expect((await refusalOf(fetchIt(name))).code).toBe("forbidden");
    }
    // Where VCD does not let them be read, only trying tells.
    await set(null);
    expect(await about("shut")).toEqual({ ok: true });
    await set(rights);
  });

  test("says CSE's own words and VCD's request id where CSE fails", async () => {
    const organization = "tenant1";
    await scene.vcd.act({ act: "set-vm-tools", organization, cluster: "shut", running: false });
    const refusal = await refusalOf(fetchIt("shut"));
    expect(refusal).toMatchObject({ code: "precondition" });
    expect(refusal.message).toMatch(
      /^CSE refused\. CSE says: Couldn't get cluster configuration.* Request [0-9a-f-]{36}\.$/s,
    );
    await scene.vcd.act({ act: "set-vm-tools", organization, cluster: "shut", running: true });

    await scene.vcd.fault({ operation: "getClusterConfig", kind: "lost-reply" });
    expect((await fetchIt("shut")).text).toContain("kind: Config");
  });

  test("asks to sign in again where VCD has ended the session, and drops the token", async () => {
    const author = await scene.signIn("tenant1-author");
    await scene.vcd.act({ act: "expire-sessions", organization: "tenant1", user: "tenant1-author" });
    const refusal = await refusalOf(fetchIt("shut", author));
    // The session here ends with the one at VCD, whoever finds out first.
    expect(refusal).toMatchObject({ code: "unauthenticated", message: "You are signed out." });
    expect(refusal.details.next).toContain("Sign in");
    expect(await session(author.vcdSessionId)).toMatchObject({
      tokenSealed: null,
      endReason: "ended-by-vcd",
    });
    await scene.vcd.control("DELETE", "journal");
    expect((await refusalOf(fetchIt("shut", author))).code).toBe("unauthenticated");
    expect(await scene.calls()).toEqual([]);
  });

  test("is not handed to another organization, which learns nothing", async () => {
    const globex = await scene.bind("tenant2");
    const other = await scene.signIn("tenant2-admin", globex);
    const id = await idOf("shut");
    const calls = [
      () => fetchKubeconfig(scene.as(other, globex), { id }, nobodyAnswers, impatient),
      () => getKubeconfigPage(scene.as(other, globex), { id }),
      () => fetchKubeconfig(scene.as(other), { id }, nobodyAnswers, impatient),
    ];
    for (const call of calls) expect((await refusalOf(call())).code).toBe("not-found");
    const missing = await refusalOf(getKubeconfigPage(scene.as(other, globex), { id: crypto.randomUUID() }));
    const theirs = await refusalOf(getKubeconfigPage(scene.as(other, globex), { id }));
    expect({ ...theirs, message: theirs.message }).toEqual({ ...missing, message: missing.message });
    expect(await scene.db.select().from(asks)).toEqual([]);
  });

  test("waits for nobody for long, and says who did not come", async () => {
    const id = await idOf("shut");
    const refusal = await refusalOf(fetchKubeconfig(scene.as(admin), { id }, nobodyAnswers, impatient));
    expect(refusal.message).toContain("No worker has taken this up");
    expect(await scene.db.select().from(asks)).toEqual([]);
    const { publicKey } = await makeSealingKeyPair();
    for (let asked = 0; asked < 5; asked += 1) await askForKubeconfig(scene.as(admin), { id, publicKey });
    expect((await refusalOf(askForKubeconfig(scene.as(admin), { id, publicKey }))).code).toBe("limit");
  });
});
