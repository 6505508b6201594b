import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VcdClients } from "@/lib/providers/vcd/client";
import { listEdgeGateways } from "@/lib/providers/vcd/edge-gateways";
import { isForbidden, missingRights } from "@/lib/providers/vcd/faults";
import { createApiServerRule, listNatRules } from "@/lib/providers/vcd/nat-rules";
import { findOrganization, listOrganizations } from "@/lib/providers/vcd/organizations";
import { getCurrentSession } from "@/lib/providers/vcd/session";
import { listNetworks, listVdcs } from "@/lib/providers/vcd/vdcs";
import { issue, makeAuthority, validityFrom } from "@/sandbox/kubernetes/certificates";
import type { KeyPair } from "@/sandbox/kubernetes/records";
import { type RunningVcdSandbox, startVcdSandbox } from "@/sandbox/vcd/server";
import { faultOf, standingSite } from "./support";

const site = standingSite({ personality: "3.0.4" });

const rule = {
  name: "ours",
  description: "",
  externalAddress: "127.149.1.110",
  internalAddress: "127.168.0.100",
};

async function edgeId(): Promise<string> {
  const [edge] = await listEdgeGateways(await site().account());
  return edge?.id ?? "";
}

describe("signing in", () => {
  it("speaks the newest version both know, and says who it is", async () => {
    const session = await site().account();
    expect(session.versions).toEqual({ offered: ["33.0", "34.0", "35.0"], spoken: "35.0" });
    const seen = await getCurrentSession(session);
    expect(seen).toMatchObject({
      user: { name: "tenant1-admin" },
      organization: { name: "tenant1" },
      isProvider: false,
      roles: [{ name: "Organization Administrator" }],
      idleTimeoutMs: 1_800_000,
    });
    expect(seen.rights).toContain("Organization vDC Gateway: Configure NAT");
  });

  it("logs in once for many calls, and the provider at its own door", async () => {
    const session = await site().provider();
    await Promise.all([listVdcs(session), listEdgeGateways(session), listNetworks(session)]);
    expect((await getCurrentSession(session)).isProvider).toBe(true);
    expect(await site().calls("login")).toHaveLength(0);
    expect(await site().calls("loginProvider")).toHaveLength(1);
  });

  it("tells a wrong password from an ended session, and sends it once for all", async () => {
    const place = site().place({
      kind: "account",
      organization: "tenant1",
      user: "tenant1-admin",
      password: "wrong",
    });
    const session = await site().clients.open(place);
    const { fault, outcomeUnknown } = await faultOf(listVdcs(session));
    expect(fault).toMatchObject({ code: "InvalidCredentials", action: "LogIn" });
    expect(outcomeUnknown).toBe(false);
    const another = await site().clients.open(place);
    expect((await faultOf(listNetworks(another))).fault.code).toBe("InvalidCredentials");
    expect(await site().calls("login")).toHaveLength(1);
    site().clients.forget(place);
    expect((await faultOf(site().clients.open(place).then(listVdcs))).fault.code).toBe("InvalidCredentials");
    expect(await site().calls("login")).toHaveLength(2);
  });

  it("begins a new session where VCD ended the old one, but only before a read", async () => {
    const session = await site().account();
    await listVdcs(session);
    await site().vcd.act({ act: "expire-sessions", organization: "tenant1" });
    expect((await listVdcs(session)).length).toBeGreaterThan(0);
    await site().vcd.act({ act: "expire-sessions", organization: "tenant1" });
    const gateway = "urn:vcloud:gateway:00000000-0000-4000-8000-000000000000";
    const { fault, outcomeUnknown } = await faultOf(createApiServerRule(session, gateway, rule));
    expect(fault.code).toBe("SessionEnded");
    expect(outcomeUnknown).toBe(false);
    expect(await site().calls("createNatRule")).toHaveLength(1);
  });

  it("never renews a person's token", async () => {
    const token = await (await site().account()).bearer();
    const person = await site().clients.open(
      site().place({ kind: "session", organization: "tenant1", token }),
    );
    expect((await listVdcs(person)).length).toBeGreaterThan(0);
    await site().vcd.act({ act: "expire-sessions", organization: "tenant1" });
    expect((await faultOf(listVdcs(person))).fault.code).toBe("SessionEnded");
    expect(await site().calls("login")).toHaveLength(1);
  });

  it("says that the site knows no API tokens", async () => {
    const place = site().place({
      kind: "api-token",
      organization: "tenant1",
      token: "sandbox-tenant1-api-token",
    });
    const { fault } = await faultOf(site().clients.open(place).then(listVdcs));
    expect(fault.code).toBe("InvalidApiToken");
    expect(fault.message).not.toContain("sandbox-tenant1-api-token");
  });
});

describe("calls", () => {
  it("acts in the tenant's context as a provider, and sees that organization alone", async () => {
    const session = await site().provider("tenant2");
    expect((await listVdcs(session)).map(({ name }) => name)).toEqual(["tenant2-vdc"]);
    const [call] = await site().calls("listVdcs");
    expect(call?.tenantContext).toBe(session.place.tenant?.id.split(":").at(-1));
  });

  it("finds organizations by exact name", async () => {
    const place = (await site().provider()).place;
    const provider = await site().clients.open({ ...place, tenant: null });
    expect((await listOrganizations(provider)).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["System", "tenant1", "tenant2"]),
    );
    expect(await findOrganization(provider, "tenant2")).toMatchObject({
      name: "tenant2",
      displayName: "Tenant Two",
    });
    expect(await findOrganization(provider, "tenant")).toBeNull();
  });

  it("keeps the request id and names the missing right", async () => {
    const session = await site().account("tenant1-viewer");
    const { fault } = await faultOf(listEdgeGateways(session));
    expect(isForbidden(fault)).toBe(true);
    expect(missingRights(fault)).toEqual(["Organization vDC Gateway: View"]);
    expect(fault.message).not.toMatch(/^\[/);
    const [call] = await site().calls("listEdgeGateways");
    expect(fault.requestId).toBe(call?.requestId);
  });

  it("reads again after silence, and counts what left for the wire", async () => {
    const session = await site().account();
    await listVdcs(session);
    await site().vcd.fault({ operation: "listVdcs", kind: "drop-before", times: 2 });
    expect((await listVdcs(session)).length).toBeGreaterThan(0);
    expect(site().tally.byAction.get("ListVdcs")).toBe(4);
    await site().vcd.fault({ operation: "listVdcs", kind: "error", status: 503, times: 3 });
    const { fault, outcomeUnknown } = await faultOf(listVdcs(session));
    expect(fault.code).toBe("INTERNAL_SERVER_ERROR");
    expect(outcomeUnknown).toBe(true);
  });

  it("sends a change once, whatever becomes of its answer", async () => {
    const session = await site().account();
    const id = await edgeId();
    await site().vcd.fault({ operation: "createNatRule", kind: "lost-reply" });
    const lost = await faultOf(createApiServerRule(session, id, rule));
    expect(lost.fault.code).toBe("NoAnswer");
    expect(lost.outcomeUnknown).toBe(true);
    const [call] = await site().calls("createNatRule");
    expect(lost.fault.requestId).toBe(call?.requestId);
    await site().vcd.finish();
    expect((await listNatRules(session, id)).rules.map(({ name }) => name)).toEqual(["ours"]);

    await site().vcd.fault({ operation: "createNatRule", kind: "error", status: 500 });
    expect((await faultOf(createApiServerRule(session, id, rule))).outcomeUnknown).toBe(true);
    expect(await site().calls("createNatRule")).toHaveLength(2);
  });

  it("knows that nothing was sent where nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { credential } = (await site().account()).place;
    const nowhere = { url: `http://127.0.0.1:${port}`, certificateAuthority: null };
    const { fault, outcomeUnknown } = await faultOf(
      site().clients.open({ site: nowhere, credential, tenant: null }),
    );
    expect(fault).toMatchObject({ code: "NoAnswer", requestId: null });
    expect(outcomeUnknown).toBe(false);
  });

  it("takes plain HTTP for this machine alone", async () => {
    const { credential } = (await site().account()).place;
    const plain = { url: "http://vcd.example.com", certificateAuthority: null };
    await expect(site().clients.open({ site: plain, credential, tenant: null })).rejects.toThrow(/https:/);
  });
});

describe("a site with a private authority", () => {
  let secure: RunningVcdSandbox;
  let misnamed: RunningVcdSandbox;
  let authority: KeyPair;
  const clients = new VcdClients();
  beforeAll(async () => {
    const validity = validityFrom(Date.now());
    authority = await makeAuthority("Private authority", validity);
    const names = { subject: "CN=vcd", usage: "server" as const, dnsNames: [], ipAddresses: ["127.0.0.1"] };
    const tls = await issue(authority, names, validity);
    const options = { port: 0, clock: "manual" as const, forwarding: false, tls };
    secure = await startVcdSandbox(options);
    misnamed = await startVcdSandbox({ ...options, host: "127.0.0.2" });
  });
  afterAll(async () => {
    await clients.close();
    await Promise.all([secure.close(), misnamed.close()]);
  });

  const open = (url: string, certificateAuthority: string | null) =>
    clients.open({
      site: { url, certificateAuthority },
      credential: { kind: "account", organization: "tenant1", user: "nobody", password: "none" },
      tenant: null,
    });

  it("is spoken to when its authority was given", async () => {
    const session = await open(secure.url, authority.certificate);
    expect(session.apiVersion).toBe("35.0");
    expect((await faultOf(listVdcs(session))).fault.code).toBe("InvalidCredentials");
  });

  it("is not spoken to when it was not", async () => {
    const { fault, outcomeUnknown } = await faultOf(open(secure.url, null));
    expect(fault.code).toBe("UntrustedCertificate");
    expect(outcomeUnknown).toBe(false);
  });

  it("is not spoken to under a name that is not its own", async () => {
    const { fault } = await faultOf(open(misnamed.url, authority.certificate));
    expect(fault).toMatchObject({
      code: "UntrustedCertificate",
      message: expect.stringContaining("127.0.0.2"),
    });
  });
});
