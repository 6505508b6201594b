import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { right } from "./rights";
import { read, Vcd } from "./test-support/client";

let vcd: Vcd;
afterEach(() => vcd.close());

describe("sessions of VCD 10.2 (CSE 3.0.4)", () => {
  beforeEach(async () => {
    vcd = await Vcd.start();
  });

  it("lists the versions up to 35.0 without a token, in XML and in JSON", async () => {
    const xml = await read(
      await fetch(`${vcd.url}/api/versions`, { headers: { accept: "application/*+xml" } }),
    );
    expect(xml.headers.get("content-type")).toBe("text/xml");
    expect([...xml.text.matchAll(/<Version>([^<]+)/g)].map((found) => found[1])).toEqual([
      "33.0",
      "34.0",
      "35.0",
    ]);
    expect(xml.text).toContain(`<LoginUrl>${vcd.url}/cloudapi/1.0.0/sessions</LoginUrl>`);
    const json = await read(
      await fetch(`${vcd.url}/api/versions`, { headers: { accept: "application/*+json" } }),
    );
    expect(json.body.versionInfo.map((info: { version: string }) => info.version)).toEqual([
      "33.0",
      "34.0",
      "35.0",
    ]);
  });

  it("signs a tenant in with the names, the role and a token", async () => {
    const person = await vcd.login();
    expect(person.answer.status).toBe(200);
    expect(person.answer.headers.get("x-vmware-vcloud-token-type")).toBe("Bearer");
    expect(person.answer.body).toMatchObject({
      user: { name: "tenant1-admin" },
      org: { name: "tenant1" },
      roles: ["Organization Administrator"],
      sessionIdleTimeoutMinutes: 30,
    });
    expect((await person.get("/cloudapi/1.0.0/sessions/current")).body.id).toBe(person.answer.body.id);
  });

  it("answers 401 without a body to a wrong password and to the wrong door", async () => {
    const wrong = await vcd.login("tenant1-admin", "tenant1", "nonsense");
    expect([wrong.answer.status, wrong.answer.text]).toEqual([401, ""]);
    const unknown = await vcd.login("nobody", "tenant1");
    expect(unknown.answer.status).toBe(401);
    const authorization = `Basic ${Buffer.from("administrator@System:provider-password").toString("base64")}`;
    const headers = { accept: "application/json;version=35.0", authorization };
    expect((await fetch(`${vcd.url}/cloudapi/1.0.0/sessions`, { method: "POST", headers })).status).toBe(401);
    expect(
      (await fetch(`${vcd.url}/cloudapi/1.0.0/sessions/provider`, { method: "POST", headers })).status,
    ).toBe(200);
  });

  it("locks an account after five wrong passwords, and opens it again", async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await vcd.login("tenant1-admin", "tenant1", "wrong");
    expect((await vcd.login()).answer.status).toBe(401);
    await vcd.advance(15 * 60_000 - 1);
    expect((await vcd.login()).answer.status).toBe(401);
    await vcd.advance(1);
    expect((await vcd.login()).answer.status).toBe(200);
  });

  it("ends a session by idleness, by sign-out and by an act; use keeps it", async () => {
    const person = await vcd.login();
    await vcd.advance(29 * 60_000);
    expect((await person.get("/api/session")).status).toBe(200);
    await vcd.advance(30 * 60_000);
    expect((await person.get("/api/session")).status).toBe(200);
    await vcd.advance(30 * 60_000 + 1);
    const idle = await person.get("/cloudapi/1.0.0/vdcs");
    expect([idle.status, idle.text]).toEqual([401, ""]);
    const second = await vcd.login();
    expect((await second.call("DELETE", "/cloudapi/1.0.0/sessions/current")).status).toBe(204);
    expect((await second.get("/api/session")).status).toBe(401);
    const third = await vcd.login();
    await vcd.act({ act: "expire-sessions", organization: "tenant1", user: "tenant1-admin" });
    expect((await third.get("/api/session")).status).toBe(401);
  });

  it("wants a version it speaks in Accept", async () => {
    const person = await vcd.login();
    for (const accept of ["application/json", "application/json;version=36.0", "text/html;version=35.0"]) {
      expect((await person.get("/cloudapi/1.0.0/vdcs", { accept })).status).toBe(406);
    }
    for (const accept of [
      "application/json;version=35.0",
      "*/*;version=34.0",
      "application/*;version=33.0",
    ]) {
      expect((await person.get("/cloudapi/1.0.0/vdcs", { accept })).status).toBe(200);
    }
  });

  it("has no API tokens", async () => {
    const body = "grant_type=refresh_token&refresh_token=sandbox-tenant1-api-token";
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    const answer = await fetch(`${vcd.url}/oauth/tenant/tenant1/token`, { method: "POST", headers, body });
    expect(answer.status).toBe(404);
  });

  it("leads the XML client from session to organization to VDCs", async () => {
    const person = await vcd.login();
    const session = await person.xml("/api/session");
    const orgHref = /type="application\/vnd.vmware.vcloud.org\+xml" name="tenant1" href="([^"]+)"/.exec(
      session.text,
    )?.[1];
    const org = await person.xml(orgHref ?? "");
    expect(org.text).toContain("<FullName>Tenant One</FullName>");
    const query = /query.records\+xml" href="([^"]+)"/.exec(org.text)?.[1]?.replaceAll("&amp;", "&");
    const records = await person.xml(query ?? "");
    expect([...records.text.matchAll(/<OrgVdcRecord name="([^"]+)"/g)].map((found) => found[1])).toEqual([
      "tenant1-vdc",
      "tenant1-vdc-2",
      "tenant1-isolated-vdc",
    ]);
  });

  it("speaks XML in errors of /api and JSON in those of /cloudapi, with the request's id", async () => {
    const person = await vcd.login();
    const legacy = await person.xml("/api/vdc/00000000-0000-4000-8000-000000000000");
    expect(legacy.status).toBe(403);
    expect(legacy.text).toMatch(/<Error .*minorErrorCode="ACCESS_TO_RESOURCE_IS_FORBIDDEN"/);
    const cloud = await person.get("/cloudapi/1.0.0/vdcs/urn:vcloud:vdc:x", {
      "x-vmware-vcloud-request-id": "my-id",
    });
    expect(cloud.status).toBe(403);
    expect(cloud.body.message).toMatch(/^\[ my-id \] /);
  });

  it("shows a role's rights to those who may view roles", async () => {
    const person = await vcd.login();
    const [role] = person.answer.body.roleRefs;
    const path = `/cloudapi/1.0.0/roles/${role.id}/rights?page=1&pageSize=128`;
    const rights = (await person.get(path)).body.values.map((each: { name: string }) => each.name);
    expect(rights).toContain(right.natConfigure);
    await vcd.act({ act: "withhold-right", organization: "tenant1", role: role.name, right: right.roleView });
    expect((await person.get(path)).status).toBe(403);
  });
});

describe("sessions of VCD 10.3.1 (CSE 3.1.4)", () => {
  const exchange = (token: string, organization = "tenant1") =>
    fetch(`${vcd.url}/oauth/tenant/${organization}/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: token }),
    }).then(read);

  beforeEach(async () => {
    vcd = await Vcd.start({ personality: "3.1.4" });
  });

  it("exchanges an API token for a session of an hour, in its own organization alone", async () => {
    const granted = await exchange("sandbox-tenant1-api-token");
    expect(granted.body).toMatchObject({ token_type: "Bearer", expires_in: 3600, refresh_token: null });
    const headers = {
      accept: "application/json;version=36.1",
      authorization: `Bearer ${granted.body.access_token}`,
    };
    const current = await read(await fetch(`${vcd.url}/cloudapi/1.0.0/sessions/current`, { headers }));
    expect(current.body.user.name).toBe("tenant1-admin");
    expect((await exchange("sandbox-tenant1-api-token", "tenant2")).body.error).toBe("invalid_grant");
    await vcd.act({ act: "revoke-api-tokens", organization: "tenant1", user: "tenant1-admin" });
    expect((await exchange("sandbox-tenant1-api-token")).status).toBe(400);
  });

  it("grants a new API token to those with the right, once", async () => {
    const person = await vcd.login("tenant1-admin", "tenant1", "tenant1-password", "36.1");
    const registered = await person.call("POST", "/oauth/tenant/tenant1/register", {
      client_name: "console",
    });
    const granted = await read(
      await fetch(`${vcd.url}/oauth/tenant/tenant1/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
          assertion: person.token,
          client_id: registered.body.client_id,
        }),
      }),
    );
    expect((await exchange(granted.body.refresh_token)).status).toBe(200);
    const listed = (await person.get("/cloudapi/1.0.0/tokens?filter=name==console")).body.values;
    expect(listed).toMatchObject([{ name: "console", type: "REFRESH", token: null }]);
    expect((await person.call("DELETE", `/cloudapi/1.0.0/tokens/${listed[0].id}`)).status).toBe(204);
    expect((await exchange(granted.body.refresh_token)).status).toBe(400);
  });
});
