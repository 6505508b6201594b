import { createServer as createWebServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { shakeHands } from "@/lib/providers/kubernetes/handshake";
import { askVersion } from "@/lib/providers/kubernetes/probe";
import { issue, makeAuthority, validityFrom } from "@/sandbox/kubernetes/certificates";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import { document1, type Person, Vcd } from "@/sandbox/vcd/test-support/client";

// Third parts of their own, so that no other test's sandbox holds these addresses.
const external = (last: number) => `127.149.74.${last}`;
const internal = (last: number) => `127.168.74.${last}`;
const timeoutMs = 5_000;
const port = 6443;

let vcd: Vcd;
let admin: Person;
let authority: string;

beforeAll(async () => {
  vcd = await Vcd.start({ forwarding: true }, exampleWorld({ external: 74, internal: 74 }));
  admin = await vcd.login();
  const { body } = await admin.createCluster(document1({ kind: "native" }));
  await vcd.finish();
  const config = (await admin.get(`/api/cse/3.0/cluster/${body.id}/config`)).body.message as string;
  const [, encoded = ""] = /certificate-authority-data: (\S+)/.exec(config) ?? [];
  authority = Buffer.from(encoded, "base64").toString("utf8");
});
afterAll(() => vcd.close());

describe("a handshake with an API server", () => {
  it("tells the certificate's names, and that its authority vouches for it", async () => {
    const seen = await shakeHands({
      host: external(102),
      port,
      serverName: external(102),
      certificateAuthority: authority,
      timeoutMs,
    });
    expect(seen).toMatchObject({
      ok: true,
      verifiedByAuthority: true,
      verificationError: null,
      serverName: null,
      certificate: {
        dnsNames: expect.arrayContaining(["kubernetes", "kubernetes.default.svc.cluster.local"]),
        ipAddresses: expect.arrayContaining(["10.96.0.1", internal(100), external(102)]),
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    if (!seen.ok) throw new Error(seen.message);
    expect(seen.certificate.validTo.getTime()).toBeGreaterThan(seen.certificate.validFrom.getTime());
    expect(seen.certificate.subject).toContain("kube-apiserver");
  });

  it("asks by name, and judges no name", async () => {
    const seen = await shakeHands({
      host: external(102),
      port,
      serverName: "not.in.the.certificate",
      certificateAuthority: authority,
      timeoutMs,
    });
    expect(seen).toMatchObject({ ok: true, verifiedByAuthority: true, serverName: "not.in.the.certificate" });
  });

  it("knows another authority from the cluster's own, and says nothing where none was given", async () => {
    const other = await makeAuthority("Another", validityFrom(Date.now()));
    const to = { host: external(102), port, serverName: "kubernetes", timeoutMs };
    const stranger = await shakeHands({ ...to, certificateAuthority: other.certificate });
    expect(stranger).toMatchObject({ ok: true, verifiedByAuthority: false });
    expect(stranger.ok && stranger.verificationError).toBe("SELF_SIGNED_CERT_IN_CHAIN");
    const unasked = await shakeHands({ ...to, certificateAuthority: null });
    expect(unasked).toMatchObject({ ok: true, verifiedByAuthority: null, verificationError: null });
  });

  it("lacks the external address where the rule came later", async () => {
    const { body } = await admin.createCluster(document1({ name: "later", kind: "native", expose: false }));
    await vcd.finish();
    const rule = {
      name: "ours",
      externalAddresses: external(110),
      internalAddresses: (await admin.entity(body.id)).entity.status.nodes.control_plane.ip as string,
      dnatExternalPort: "6443",
    };
    await vcd.act({ act: "create-nat-rule", organization: "tenant1", edgeGateway: "tenant1-edge", rule });
    const seen = await shakeHands({
      host: external(110),
      port,
      serverName: "kubernetes",
      certificateAuthority: null,
      timeoutMs,
    });
    expect(seen.ok && seen.certificate.ipAddresses).not.toContain(external(110));
    expect(seen.ok && seen.certificate.dnsNames).toContain("kubernetes");
  });
});

describe("an API server's own answer", () => {
  const ask = (serverName: string, certificateAuthority = authority, host = external(102)) =>
    askVersion({ host, port, serverName, certificateAuthority, timeoutMs });

  it("comes through the rule, under every name of the certificate", async () => {
    expect(await ask(external(102))).toEqual({ answers: true, version: "v1.20.6", status: 200 });
    expect(await ask("kubernetes")).toMatchObject({ answers: true });
    expect(await ask(internal(100))).toMatchObject({ answers: true });
  });

  it("does not count under a wrong name, or from another authority", async () => {
    expect(await ask("127.0.0.9")).toMatchObject({
      answers: false,
      reason: "unverified",
      message: expect.stringContaining("127.0.0.9"),
    });
    const other = await makeAuthority("Another", validityFrom(Date.now()));
    expect(await ask("kubernetes", other.certificate)).toMatchObject({
      answers: false,
      reason: "unverified",
    });
  });

  it("is missing where no rule leads", async () => {
    expect(await ask("kubernetes", authority, external(109))).toMatchObject({
      answers: false,
      reason: "refused",
    });
  });
});

describe("what is no API server", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  async function listening(server: Server): Promise<{ host: string; port: number }> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  }

  const look = (at: { host: string; port: number }, within = timeoutMs) =>
    shakeHands({ ...at, serverName: "kubernetes", certificateAuthority: null, timeoutMs: within });

  it("refuses, stays silent, hangs up, or speaks something else", async () => {
    const silent = await listening(
      createServer((socket) => {
        socket.once("data", () => {});
        socket.once("end", () => socket.destroy());
      }),
    );
    expect(await look(silent, 200)).toMatchObject({ ok: false, reason: "timed-out" });
    const gruff = await listening(createServer((socket) => socket.destroy()));
    expect(await look(gruff)).toMatchObject({ ok: false, reason: "reset" });
    const plain = await listening(createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect(await look(plain)).toMatchObject({ ok: false, reason: "not-tls" });
    servers.splice(0).map((server) => server.close());
    expect(await look(gruff)).toMatchObject({ ok: false, reason: "refused" });
    expect(await look({ host: "no-such-host.invalid", port })).toMatchObject({
      ok: false,
      reason: "unreachable",
    });
  });

  it("is told from one by what it answers", async () => {
    const own = await makeAuthority("Own", validityFrom(Date.now()));
    const names = { subject: "CN=web", usage: "server" as const, dnsNames: ["kubernetes"], ipAddresses: [] };
    const { certificate, privateKey } = await issue(own, names, validityFrom(Date.now()));
    const web = createWebServer({ cert: certificate, key: privateKey }, (_, response) =>
      response.end("<h1>It works</h1>"),
    );
    const at = await listening(web);
    const asked = { ...at, serverName: "kubernetes", certificateAuthority: own.certificate, timeoutMs };
    expect(await askVersion(asked)).toMatchObject({ answers: false, reason: "not-kubernetes" });
    web.removeAllListeners("request");
    web.on("request", (_, response) => {
      response.statusCode = 403;
      response.end(JSON.stringify({ kind: "Status", code: 403 }));
    });
    expect(await askVersion(asked)).toEqual({ answers: true, version: null, status: 403 });
  });
});
