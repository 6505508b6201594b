import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSealed } from "@/lib/crypto/open";
import { withReach } from "@/lib/db/reach";
import { audit } from "@/lib/db/schema/audit";
import { exposures } from "@/lib/db/schema/exposures";
import { memberships } from "@/lib/db/schema/people";
import { places } from "@/lib/db/schema/places";
import { sessions, vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdOrganizations, vcdSites } from "@/lib/db/schema/sites";
import { clusterActs, vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { unbindOrganizationRow } from "@/lib/db/sites";
import { holdPlace } from "@/lib/services/places/hold-place";
import { releasePlace } from "@/lib/services/places/release-place";
import { bindOrganization } from "@/lib/services/sites/bind-organization";
import { getSite } from "@/lib/services/sites/get-site";
import { letSiteAct } from "@/lib/services/sites/let-site-act";
import { listSites } from "@/lib/services/sites/list-sites";
import { replaceSiteAuthority } from "@/lib/services/sites/replace-authority";
import { replaceSiteCredential } from "@/lib/services/sites/replace-credential";
import { stopSiteActing } from "@/lib/services/sites/stop-site-acting";
import { unbindOrganization } from "@/lib/services/sites/unbind-organization";
import { makeAuthority, validityFrom } from "@/sandbox/kubernetes/certificates";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import { startVcdSandbox } from "@/sandbox/vcd/server";
import { refusal } from "../support/refusal";
import { sealingKeys } from "../support/sealing-keys";
import { openSiteScene, providerAccount, type SiteScene } from "../support/sites";

let scene: SiteScene;
afterEach(() => scene.close());

const lineOf = (check: { lines: { name: string; result: string; message: string }[] }, name: string) =>
  check.lines.find((line) => line.name === name);

describe("registering", () => {
  beforeEach(async () => {
    scene = await openSiteScene();
  });

  it("starts in observe only, seals the credential, and asks for a check", async () => {
    const id = await scene.register();
    const row = await scene.readSite(id);
    expect(row).toMatchObject({ mode: "observe", url: scene.vcd.url, checkedAt: null });
    expect(row.checkAskedAt).not.toBeNull();
    expect(row.credentialSealed).not.toContain("provider-password");
    expect(JSON.parse(await openSealed(row.credentialSealed, `vcd-site/${id}`, [sealingKeys]))).toEqual({
      kind: "account",
      organization: "System",
      user: "administrator",
      password: "provider-password",
    });
    expect(row.credentialLabel).toBe("administrator of System, with a password");
    const [entry] = await scene.t.owner.select().from(audit).where(eq(audit.verb, "sites.register"));
    expect(JSON.stringify(entry)).not.toContain("provider-password");
  });

  it("the web cannot read even the sealed text back", async () => {
    await scene.register();
    const reading = withReach(scene.t.web, { organizationIds: "*", personId: null }, (tx) =>
      tx.select({ sealed: vcdSites.credentialSealed }).from(vcdSites),
    );
    await expect(reading).rejects.toThrow();
  });

  it("takes what people copy for an address, and https alone", async () => {
    const tried = async (url: string) => (await refusal(scene.register({ url }))).details.fields?.url?.[0];
    expect(await tried("http://vcd.example.com")).toContain("must begin with https://");
    expect(await tried("ftp://127.0.0.1")).toContain("must begin with https://");
    expect(await tried("https://user:secret@vcd.example.com")).toContain("fields of their own");
    expect(await tried("https://")).toContain("no address");
    expect(await tried(" ")).toContain("Enter the site's address");
    const id = await scene.register({ url: "vcd.example.com/tenant/acme/vdcs" });
    expect((await scene.readSite(id)).url).toBe("https://vcd.example.com");
  });

  it("once: the same address or name is refused, with which it is", async () => {
    await scene.register();
    expect((await refusal(scene.register({ name: "Other" }))).message).toContain("as Frankfurt");
    const again = await refusal(scene.register({ name: "FRANKFURT", url: "https://vcd.example.com" }));
    expect(again.details.fields?.name?.[0]).toContain("Choose another");
  });

  it("names what is missing of a credential, and keeps nothing of the other kind", async () => {
    const none = await refusal(scene.register({ user: "", password: "" }));
    expect(Object.keys(none.details.fields ?? {})).toEqual(["user", "password"]);
    const token = await refusal(scene.register({ credential: "api-token", token: "two words" }));
    expect(token.details.fields?.token?.[0]).toContain("no blanks");
    const id = await scene.register({ credential: "api-token", token: "sandbox-provider-api-token" });
    const { credentialSealed } = await scene.readSite(id);
    expect(JSON.parse(await openSealed(credentialSealed, `vcd-site/${id}`, [sealingKeys]))).toEqual({
      kind: "api-token",
      organization: "System",
      token: "sandbox-provider-api-token",
    });
  });

  it("takes certificates alone for an authority, never a key", async () => {
    const tried = async (certificateAuthority: string) =>
      (await refusal(scene.register({ certificateAuthority }))).details.fields?.certificateAuthority?.[0];
    expect(await tried("certificate")).toContain("no certificate in PEM form");
    expect(await tried("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")).toContain(
      "private key",
    );
    expect(await tried("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")).toContain("damaged");
  });

  it("leaves reading to the provider's people, and changing to admins", async () => {
    const id = await scene.register();
    const auditor = scene.t.as("auditor", null);
    expect((await getSite(auditor, { id })).manage).toMatchObject({ ok: false, kind: "right" });
    expect((await refusal(letSiteAct(auditor, { id }))).code).toBe("forbidden");
    expect((await refusal(listSites(scene.t.as("operator", "acme"), {}))).code).toBe("forbidden");
    expect((await refusal(listSites(scene.t.as("operator", null), {}))).code).toBe("not-found");
  });
});

describe("the check", () => {
  it("passes with full rights, lists the organizations, and calls neither CSE nor anything that changes", async () => {
    scene = await openSiteScene();
    const id = await scene.register();
    await scene.runChecks();
    const { checkResult: check, versions } = await scene.readSite(id);
    expect(check?.lines.map(({ result }) => result)).not.toContain("fail");
    expect(check?.user).toBe("administrator of System");
    expect(check?.organizations.map(({ name }) => name).sort()).toEqual(["tenant1", "tenant2"]);
    expect(versions).toEqual({ offered: ["33.0", "34.0", "35.0"], spoken: "35.0" });
    expect(lineOf(check ?? { lines: [] }, "Organization vDC Gateway: Configure NAT")?.result).toBe("pass");
    const journal = await scene.vcd.journal();
    expect(journal.filter(({ path }) => String(path).startsWith("/api/cse"))).toEqual([]);
    expect(journal.filter(({ method }) => method !== "GET").map(({ operation }) => operation)).toEqual([
      "loginProvider",
    ]);
    // It was asked for once and made once.
    const calls = journal.length;
    await scene.runChecks();
    expect((await scene.vcd.journal()).length).toBe(calls);
  });

  it("signs in with an API token where the site has them", async () => {
    scene = await openSiteScene({ personality: "3.1.4" });
    const id = await scene.register({ credential: "api-token", token: "sandbox-provider-api-token" });
    const check = await scene.check(id);
    expect(check.user).toBe("administrator of System");
    expect(lineOf(check, "API version")?.message).toContain("36.0");
  });

  it("names each right that is missing, and what it is for", async () => {
    scene = await openSiteScene();
    const id = await scene.register();
    const withhold = (right: string) =>
      scene.vcd.act({ act: "withhold-right", organization: "System", role: "System Administrator", right });
    await withhold("Organization vDC Gateway: Configure NAT");
    await withhold("Organization vDC Gateway: Configure Firewall");
    const check = await scene.check(id);
    expect(lineOf(check, "Organization vDC Gateway: Configure NAT")).toMatchObject({ result: "fail" });
    expect(lineOf(check, "Organization vDC Gateway: Configure NAT")?.message).toContain("DNAT rules");
    // Only opening the firewall needs it.
    expect(lineOf(check, "Organization vDC Gateway: Configure Firewall")?.result).toBe("warn");
    expect(lineOf(check, "Organization vDC Gateway: View NAT")?.result).toBe("pass");
  });

  it("tells a wrong password, and does not send it again until VCD would lock the account", async () => {
    scene = await openSiteScene();
    const id = await scene.register({ password: "wrong" });
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const check = await scene.check(id);
      expect(lineOf(check, "Sign in")).toMatchObject({ result: "fail" });
      expect(check.lines.some(({ name }) => name === "List organizations")).toBe(false);
    }
    const journal = await scene.vcd.journal();
    expect(journal.filter(({ operation }) => operation === "loginProvider")).toHaveLength(1);
    await scene.advance(1_000);
    await replaceSiteCredential(scene.admin(), { id, ...providerAccount });
    await scene.runChecks();
    expect((await scene.readSite(id)).checkResult?.organizations).toHaveLength(2);
  });

  it("says that nothing answers, and keeps the organizations that were found before", async () => {
    scene = await openSiteScene();
    const id = await scene.register();
    await scene.runChecks();
    await scene.t.owner.update(vcdSites).set({ url: "http://127.0.0.1:9" }).where(eq(vcdSites.id, id));
    const check = await scene.check(id);
    expect(lineOf(check, "Address")).toMatchObject({ result: "fail" });
    expect(lineOf(check, "Address")?.message).toContain("gave no answer");
    expect(check.organizations).toHaveLength(2);
  });

  it("trusts a private authority that was given, and no other", async () => {
    scene = await openSiteScene();
    const secure = await startVcdSandbox({
      port: 0,
      tls: "own-authority",
      forwarding: false,
      world: exampleWorld(),
    });
    const given = secure.authority ?? "";
    try {
      const id = await scene.register({ url: secure.url, certificateAuthority: given });
      const address = async () => lineOf(await scene.check(id), "Address");
      expect((await address())?.message).toContain("authority that was given vouches");
      const [shown] = (await getSite(scene.admin(), { id })).authority ?? [];
      expect(shown).toMatchObject({ subject: "CN=Sandbox VCD", expired: false });

      const replace = (certificateAuthority: string) =>
        replaceSiteAuthority(scene.admin(), { id, certificateAuthority });
      await replace("");
      expect(await address()).toMatchObject({ result: "fail" });
      expect((await address())?.message).toContain("Nothing was sent");

      await replace((await makeAuthority("Stranger", validityFrom(Date.now()))).certificate);
      expect((await address())?.message).toContain("not from the authority");

      await replace(`notes\n${given}`);
      expect((await address())?.result).toBe("pass");
    } finally {
      await secure.close();
    }
  });

  it("says that a credential cannot be opened with the worker's keys", async () => {
    scene = await openSiteScene();
    const id = await scene.register();
    scene.worker.context.sealingKeys.length = 0;
    expect(lineOf(await scene.check(id), "Sign in")?.message).toContain("cannot be opened");
  });
});

describe("whose an organization is", () => {
  let siteId: string;
  let bound: Record<string, { id: string; placeId: string }>;
  beforeEach(async () => {
    scene = await openSiteScene();
    ({ siteId, bound } = await scene.registerAndBind({ tenant1: "acme" }));
  });
  const orgId = async (name: string) =>
    (await scene.readSite(siteId)).checkResult?.organizations.find((each) => each.name === name)?.id ?? "";

  it("binding makes a place of it that is due now, in the owner's audit", async () => {
    const [place] = await scene.t.owner
      .select()
      .from(places)
      .where(eq(places.id, bound.tenant1?.placeId ?? ""));
    expect(place).toMatchObject({ kind: "vcd", vcdOrganizationId: bound.tenant1?.id });
    expect(place?.dueAt.getTime()).toBeLessThanOrEqual(scene.now().getTime());
    const entries = await scene.t.owner
      .select()
      .from(audit)
      .where(and(eq(audit.verb, "sites.bind-organization"), eq(audit.organizationId, scene.t.ids.acme)));
    expect(entries).toHaveLength(1);
    const page = await getSite(scene.admin(), { id: siteId });
    expect(page.organizations).toMatchObject([
      { name: "tenant1", seen: true, binding: { owner: { slug: "acme" }, clusters: 0 } },
      { name: "tenant2", seen: true, binding: null },
    ]);
    expect(page.tenants.map(({ slug }) => slug)).toEqual(["acme", "globex"]);
  });

  it("no second of ours gets it, not even at the same moment", async () => {
    const again = await refusal(
      bindOrganization(scene.admin(), { siteId, orgId: await orgId("tenant1"), organization: "globex" }),
    );
    expect(again.message).toContain("belongs to Acme already");
    const second = await orgId("tenant2");
    const outcomes = await Promise.allSettled(
      (["acme", "globex", "acme", "globex"] as const).map((organization) =>
        bindOrganization(scene.admin(), { siteId, orgId: second, organization }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const rows = await scene.t.owner
      .select()
      .from(vcdOrganizations)
      .where(eq(vcdOrganizations.orgId, second));
    expect(rows).toHaveLength(1);
  });

  it("takes only what the check found, and only a tenant as its owner", async () => {
    const invented = { siteId, orgId: "urn:vcloud:org:invented", organization: "globex" };
    expect((await refusal(bindOrganization(scene.admin(), invented))).code).toBe("precondition");
    const provider = { siteId, orgId: await orgId("tenant2"), organization: "provider" };
    expect(
      (await refusal(bindOrganization(scene.admin(), provider))).details.fields?.organization,
    ).toBeDefined();
  });

  it("tenants see their own binding and site, nobody else's, and change neither", async () => {
    await bindOrganization(scene.admin(), { siteId, orgId: await orgId("tenant2"), organization: "globex" });
    const reach = { organizationIds: [scene.t.ids.globex], personId: scene.t.person("globex") };
    const seen = await withReach(scene.t.web, reach, async (tx) => ({
      bindings: await tx.select({ name: vcdOrganizations.name }).from(vcdOrganizations),
      changed: await tx.update(vcdOrganizations).set({ name: "mine" }).returning({ id: vcdOrganizations.id }),
      sites: await tx.update(vcdSites).set({ name: "mine" }).returning({ id: vcdSites.id }),
    }));
    expect(seen).toEqual({ bindings: [{ name: "tenant2" }], changed: [], sites: [] });
  });

  it("unbinding takes its place, what was read, and the way in of its people", async () => {
    const inside = await scene.signIn(siteId);
    if (!inside.ok) throw new Error("Not signed in.");
    const [held] = await scene.t.owner.select().from(vcdSessions);
    await scene.t.owner.insert(vcdClusters).values({
      id: "0190a0a0-0000-7000-8000-00000000000c",
      organizationId: scene.t.ids.acme,
      vcdOrganizationId: bound.tenant1?.id ?? "",
      placeId: bound.tenant1?.placeId ?? "",
      entityId: "urn:vcloud:entity:cse:nativeCluster:1.0.0:x",
      name: "found",
      dialect: "native-1",
      kind: "TKGm",
    });
    await unbindOrganization(scene.admin(), { id: bound.tenant1?.id ?? "" });
    const { owner } = scene.t;
    expect(await owner.select().from(vcdOrganizations)).toEqual([]);
    expect(await owner.select().from(vcdClusters)).toEqual([]);
    expect(await owner.select().from(vcdSessions)).toEqual([]);
    expect(await owner.select().from(places).where(eq(places.kind, "vcd"))).toEqual([]);
    expect(
      await owner
        .select()
        .from(memberships)
        .where(eq(memberships.personId, held?.personId ?? "")),
    ).toEqual([]);
    const [session] = await owner.select().from(sessions).where(eq(sessions.id, inside.sessionId));
    expect(session?.endedAt).not.toBeNull();
    expect(await scene.signIn(siteId)).toMatchObject({ ok: false, reason: "unknown-site" });
    await bindOrganization(scene.admin(), { siteId, orgId: await orgId("tenant1"), organization: "globex" });
    expect(await scene.signIn(siteId)).toMatchObject({ ok: true, slug: "globex" });
  });

  it("only the provider's reach unbinds, whatever a tenant's connection calls", async () => {
    const reach = { organizationIds: [scene.t.ids.acme], personId: scene.t.person("operator") };
    const calling = withReach(scene.t.web, reach, (tx) => unbindOrganizationRow(tx, bound.tenant1?.id ?? ""));
    await expect(calling).rejects.toThrow();
    expect(await scene.t.owner.select().from(vcdOrganizations)).toHaveLength(1);
  });

  it("what was done there is history, and keeps it bound", async () => {
    const inside = await scene.signIn(siteId);
    if (!inside.ok) throw new Error("Not signed in.");
    const [held] = await scene.t.owner.select().from(vcdSessions);
    const clusterId = "0190a0a0-0000-7000-8000-00000000000c";
    const placeId = bound.tenant1?.placeId ?? "";
    await scene.t.owner.insert(vcdClusters).values({
      id: clusterId,
      organizationId: scene.t.ids.acme,
      vcdOrganizationId: bound.tenant1?.id ?? "",
      placeId,
      name: "made",
      dialect: "native-1",
      kind: "TKGm",
    });
    await scene.t.owner.insert(clusterActs).values({
      id: "0190a0a0-0000-7000-8000-00000000000d",
      organizationId: scene.t.ids.acme,
      placeId,
      clusterId,
      kind: "delete",
      input: { kind: "delete" },
      personId: held?.personId ?? "",
      vcdSessionId: held?.id ?? "",
      state: "done",
    });
    const refused = await refusal(unbindOrganization(scene.admin(), { id: bound.tenant1?.id ?? "" }));
    expect(refused.message).toContain("1 act of CSE of Acme");
    const page = await getSite(scene.admin(), { id: siteId });
    expect(page.organizations[0]?.binding?.unbind).toMatchObject({ ok: false });
    expect(await scene.t.owner.select().from(vcdOrganizations)).toHaveLength(1);
  });

  it("a site is let act and stopped, an organization held and released, and each wakes what it concerns", async () => {
    const placeId = bound.tenant1?.placeId ?? "";
    const place = async () => {
      const [row] = await scene.t.owner.select().from(places).where(eq(places.id, placeId));
      if (!row) throw new Error("There is no such place.");
      return row;
    };
    const { wakeSeq } = await place();
    await letSiteAct(scene.admin(), { id: siteId });
    expect((await scene.readSite(siteId)).mode).toBe("act");
    await stopSiteActing(scene.admin(), { id: siteId });
    expect((await scene.readSite(siteId)).mode).toBe("observe");
    await holdPlace(scene.admin(), { placeId, reason: "Maintenance" });
    expect(await place()).toMatchObject({ heldReason: "Maintenance", wakeSeq: wakeSeq + 3 });
    const [line] = await listSites(scene.admin(), {});
    expect(line).toMatchObject({ organizations: 1, held: ["tenant1"], checkFailures: 0 });
    await releasePlace(scene.admin(), { placeId });
    expect(await place()).toMatchObject({ heldAt: null, wakeSeq: wakeSeq + 4 });
  });

  it("while it is only observed, what would be sent is shown in words", async () => {
    const clusterId = "0190a0a0-0000-7000-8000-00000000000c";
    const placeId = bound.tenant1?.placeId ?? "";
    const { acme } = scene.t.ids;
    await scene.t.owner.insert(vcdClusters).values({
      id: clusterId,
      organizationId: acme,
      vcdOrganizationId: bound.tenant1?.id ?? "",
      placeId,
      name: "orders",
      dialect: "native-1",
      kind: "TKGm",
    });
    await scene.t.owner.insert(exposures).values({
      id: "0190a0a0-0000-7000-8000-00000000000e",
      organizationId: acme,
      clusterId,
      placeId,
      way: "rule",
      state: "programming",
      stateSince: scene.now(),
      wouldSend: [
        {
          kind: "create-nat-rule",
          edgeId: "urn:vcloud:gateway:1",
          name: "ours",
          description: "",
          rule: { externalAddress: "203.0.113.110", internalAddress: "192.168.0.100", port: 6443 },
        },
      ],
      requestedBy: scene.t.person("operator"),
    });
    const page = await getSite(scene.admin(), { id: siteId });
    expect(page).toMatchObject({
      mode: "observe",
      wouldSend: [{ clusterName: "orders", organization: { slug: "acme" }, vcdOrganization: "tenant1" }],
    });
    expect(page.wouldSend[0]?.steps[0]).toContain("203.0.113.110");
    expect(page.organizations[0]?.binding).toMatchObject({ clusters: 1, exposures: 1 });
  });

  it("a fault of its last look is shown in words, with VCD's own beside them", async () => {
    await scene.t.owner
      .update(places)
      .set({
        failures: 2,
        faultAt: scene.now(),
        fault: { code: "NoAnswer", message: "No answer", requestId: "r-1", action: "ListClusters" },
      })
      .where(eq(places.id, bound.tenant1?.placeId ?? ""));
    const page = await getSite(scene.admin(), { id: siteId });
    expect(page.organizations[0]?.binding?.fault).toMatchObject({
      title: "VMware Cloud Director did not carry out a call",
      code: "NoAnswer",
      requestId: "r-1",
    });
  });
});
