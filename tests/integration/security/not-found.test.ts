import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppRoute, fillPath, listAppRoutes } from "../support/app-routes";
import { type Answer, type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { type Furniture, furnish } from "../support/furniture";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { listenOnWire, type WireListener } from "../support/wire-listener";

let database: TestDatabase;
let t: Tenancy;
let wire: WireListener;
let web: BuiltWeb;
let acme: Furniture;
let globex: Furniture;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
  acme = await furnish(t, "acme", "ours");
  globex = await furnish(t, "globex", "theirs");
  wire = await listenOnWire(database.url);
  web = await startBuiltWeb(wire.url);
}, 400_000);
afterAll(async () => {
  await web?.stop();
  await wire?.close();
  await t?.close();
  await database?.drop();
});

const nowhere = "0190a0a0-0000-7000-8000-000000000000";
const nobody = "nobodys-slug";

/** What an organization's own things are called, by the part of the address before their id. */
const idOf = (f: Furniture): Record<string, string> => ({
  clusters: f.cluster,
  connections: f.connection,
  exposures: f.exposed.exposure,
  requests: f.request,
  approvals: f.request,
  accounts: f.account,
  sites: f.site.id,
  policies: f.trust.ids.policy,
  webhooks: f.trust.ids.webhook,
});

const withParts = listAppRoutes().filter(
  ({ pattern }) => pattern.includes("[") && !pattern.includes("nextauth") && !pattern.includes("[token]"),
);
const ofTenants = withParts.filter(({ pattern }) => !/^\/(api\/)?admin\//.test(pattern));
const ofTenantsThings = ofTenants.filter(({ pattern }) => pattern.includes("[id]"));
const ofProvider = withParts.filter(({ pattern }) => /^\/(api\/)?admin\//.test(pattern));

const named = (routes: AppRoute[]) =>
  routes.flatMap((route) =>
    route.methods.map((method) => [`${method} ${route.pattern}`, method, route] as const),
  );

function nounOf(pattern: string): string {
  return pattern.split("/").at(pattern.split("/").indexOf("[id]") - 1) ?? "";
}

type Seen = {
  status: number;
  headers: Record<string, unknown>;
  body: string;
  /** Sorted: a page and its frame read side by side. */
  statements: string[];
};

async function see(method: string, path: string, sessionId: string | null | undefined): Promise<Seen> {
  wire.take();
  const posted = method === "GET" ? {} : { body: "", headers: { origin: httpsOrigin } };
  const answer = await web.ask(path, { method, sessionId, ...posted });
  // Once a minute it is looked up who a session belongs to, for the limits, whatever is asked: that answer is left out.
  const counting = /^select "person_id" from "sessions" where "sessions"\."id" = \$1$/;
  const heard = wire.take();
  if (heard.some((text) => counting.test(text))) return see(method, path, sessionId);
  // Counters that are over are swept now and then, for whoever comes next.
  const statements = heard.filter((text) => !text.includes("delete from rate_windows"));
  return { ...normalize(answer, path), statements: statements.sort() };
}

/** Without what differs from one answer to the next, and without what the visitor has said themselves. */
function normalize({ status, headers, body }: Answer, path: string): Omit<Seen, "statements"> {
  const own = new Set(path.split(/[/?]/).filter((part) => part.length > 3));
  const plain = (text: string) =>
    [...own]
      .reduce((rest, part) => rest.replaceAll(part, "…").replaceAll(decodeURIComponent(part), "…"), text)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
      .replace(/%2F\d+/g, "%2F…")
      // How the framework numbers the pieces of a page.
      .replace(/\\n[0-9a-f]+:[A-Z]*|\$[A-Z@]?[0-9a-f]+/g, " ")
      .replace(/nonce(=|-|\\?":\\?")"?[A-Za-z0-9+/=]{24}/g, "nonce")
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
  const { date: _date, "content-length": _length, ...rest } = headers;
  const shown = Object.entries(rest).map(([name, value]) => [name, plain(String(value))]);
  // A page comes in pieces, in the order in which they are ready: its words are compared.
  const isPage = String(headers["content-type"]).startsWith("text/html");
  const words = [...new Set(plain(body).match(/[A-Za-z]{2}[\w .:'/-]{2,}/g))].map((word) => word.trim());
  return { status, headers: Object.fromEntries(shown), body: isPage ? words.sort().join("\n") : plain(body) };
}

describe("of another organization's, a visitor learns as much as of what does not exist", () => {
  test("every page and route with a part in its address is known here", () => {
    for (const { pattern } of ofTenantsThings) expect(idOf(globex), pattern).toHaveProperty(nounOf(pattern));
    expect(ofTenants.length).toBeGreaterThan(20);
    expect(ofProvider.length).toBeGreaterThan(10);
  });

  test.each(named(ofTenants))("%s in another organization", async (_name, method, { pattern }) => {
    const operator = t.as("operator", null).sessionId;
    const id = idOf(globex)[nounOf(pattern)] ?? nowhere;
    const at = (organization: string) => fillPath(pattern, { organization, id, seq: "1" });
    const foreign = await see(method, at("globex"), operator);
    const unknown = await see(method, at(nobody), operator);
    expect([404, 422]).toContain(foreign.status);
    expect(foreign).toEqual(unknown);
    expect(foreign.body).not.toContain("theirs");
    // The same with nobody's session.
    expect(await see(method, at("globex"), null)).toEqual(await see(method, at(nobody), null));
  });

  test.each(named(ofTenantsThings))("%s with an id of another's", async (_name, method, { pattern }) => {
    const operator = t.as("operator", null).sessionId;
    const at = (id: string) => fillPath(pattern, { organization: "acme", id });
    const foreign = await see(method, at(idOf(globex)[nounOf(pattern)] ?? ""), operator);
    const missing = await see(method, at(nowhere), operator);
    // 403 where an operator has no right to any: that says nothing about this one.
    expect([403, 404, 422]).toContain(foreign.status);
    expect(foreign).toEqual(missing);
    expect(foreign.body).not.toContain("theirs");
    for (const malformed of [
      "none",
      "0190a0a0",
      "'; drop table people; --",
      "__proto__",
      "%00",
      "x".repeat(500),
    ]) {
      const { statements: _asked, ...answer } = await see(method, at(malformed), operator);
      const { statements: _known, ...expected } = missing;
      expect(answer.status, malformed).toBe(expected.status);
      if (method === "GET")
        expect(Object.keys(answer.headers).sort()).toEqual(Object.keys(expected.headers).sort());
    }
  });

  test.each(named(ofProvider))(
    "%s of the provider's, asked by a tenant",
    async (_name, method, { pattern }) => {
      const there = {
        slug: "globex",
        organization: t.ids.globex,
        id: idOf(globex)[nounOf(pattern)] ?? "",
        seq: "1",
      };
      const missing = { slug: nobody, organization: nowhere, id: nowhere, seq: "999999" };
      for (const sessionId of [t.as("operator", null).sessionId, null]) {
        const seen = await see(method, fillPath(pattern, there), sessionId);
        expect(seen.status).not.toBe(200);
        expect(seen).toEqual(await see(method, fillPath(pattern, missing), sessionId));
        expect(seen.body).not.toContain("theirs");
      }
    },
  );

  test.each(named(ofProvider))(
    "%s of the provider's that is not there",
    async (_name, method, { pattern }) => {
      const admin = t.as("admin", null).sessionId;
      const missing = await see(
        method,
        fillPath(pattern, { slug: nobody, organization: nowhere, id: nowhere, seq: "9" }),
        admin,
      );
      const malformed = await see(
        method,
        fillPath(pattern, { slug: "__proto__", organization: "x", id: "x", seq: "x" }),
        admin,
      );
      expect(missing.status).toBe(404);
      expect(malformed.status).toBe(404);
    },
  );
});

test("what is one's own is there, and read with more statements than what is not", async () => {
  const operator = t.as("operator", null).sessionId;
  const own = await see("GET", `/api/organizations/acme/connections/${acme.connection}`, operator);
  expect(own.status).toBe(200);
  expect(own.body).toContain("ours");
  const missing = await see("GET", `/api/organizations/acme/connections/${nowhere}`, operator);
  expect(own.statements.length).toBeGreaterThan(missing.statements.length);
  expect(missing.statements.length).toBeGreaterThan(2);
});
