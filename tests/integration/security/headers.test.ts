import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "@/bin/launcher/checkout";
import { type AppRoute, fillPath, listAppRoutes } from "../support/app-routes";
import { type Answer, type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { makeTenancy, type Tenancy } from "../support/tenancy";

let database: TestDatabase;
let t: Tenancy;
let web: BuiltWeb;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
  web = await startBuiltWeb(database.url);
}, 400_000);
afterAll(async () => {
  await web?.stop();
  await t?.close();
  await database?.drop();
});

const nowhere = "0190a0a0-0000-7000-8000-000000000000";
const routes = listAppRoutes();
const pathOf = ({ pattern }: AppRoute, organization = "acme") =>
  fillPath(pattern, {
    organization: pattern.startsWith("/admin") || pattern.startsWith("/api/admin") ? nowhere : organization,
    slug: "acme",
    id: nowhere,
    seq: "1",
    nextauth: "session",
    token: "none",
  });

const fixed = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "permissions-policy": expect.stringContaining("camera=()"),
};

const shut = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The whole policy with its nonce taken out: a change of it shall be seen. */
const policyOf = ({ headers }: Answer) =>
  String(headers["content-security-policy"]).replace(/'nonce-[A-Za-z0-9+/=]{24}'/, "'nonce-…'");

const ofPages =
  "default-src 'self'; script-src 'self' 'nonce-…' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'";

function expectFenced(answer: Answer, policy: string): void {
  expect(answer.headers).toMatchObject(fixed);
  expect(policyOf(answer)).toBe(policy);
  for (const name of [
    "x-powered-by",
    "server",
    "x-nonce",
    "x-drawbridge-path",
    "access-control-allow-origin",
  ]) {
    expect(answer.headers, name).not.toHaveProperty(name);
  }
}

/** Nothing that is made for one person is kept by a browser's or a proxy's cache. */
function expectUnkept(answer: Answer): void {
  expect(answer.headers["cache-control"]).toMatch(/\bno-store\b/);
}

describe("every answer carries the headers that fence it in", () => {
  test("there are routes and pages to look at", () => {
    expect(routes.length).toBeGreaterThan(60);
  });

  test.each(routes.map((route) => [route.pattern, route] as const))("%s", async (_pattern, route) => {
    const person = route.pattern.includes("admin") ? "admin" : "operator";
    for (const sessionId of [t.as(person, null).sessionId, null]) {
      const path = pathOf(route);
      // A stream of changes never ends by itself.
      const method = route.methods.includes("GET") && path !== "/api/changes" ? "GET" : "HEAD";
      const answer = await web.ask(path, { method, sessionId });
      // No worker runs here, and health says so by 503.
      if (path !== "/api/health") expect(answer.status, answer.body.slice(0, 200)).toBeLessThan(500);
      expectFenced(answer, ofPages);
      expectUnkept(answer);
    }
  });

  test.each(
    routes.filter(({ methods }) => methods.some((method) => method !== "GET")).map(({ pattern }) => pattern),
  )("%s, sent something by another site", async (pattern) => {
    const route = routes.find((each) => each.pattern === pattern) as AppRoute;
    for (const method of route.methods.filter((each) => each !== "GET")) {
      const answer = await web.ask(pathOf(route), {
        method,
        body: "x=1",
        headers: { origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" },
        sessionId: t.as("operator", null).sessionId,
      });
      expect(answer.status).toBe(403);
      expectFenced(answer, shut);
      expectUnkept(answer);
    }
  });

  test.each([
    ["a page that is not there", "/acme/nothing/here"],
    ["a route that is not there", "/api/nothing/here"],
    ["a file that is not there", "/no-such-file.png"],
    ["an organization that is not there", "/nobody"],
    ["a method that a route does not know", "/api/health"],
  ])("%s", async (what, path) => {
    const method = what.includes("method") ? "DELETE" : "GET";
    const answer = await web.ask(path, {
      method,
      headers: { origin: httpsOrigin },
      sessionId: t.as("operator", null).sessionId,
    });
    expect([404, 405]).toContain(answer.status);
    expectFenced(answer, ofPages);
    expectUnkept(answer);
  });

  test.each([
    ["a path that no encoding gives", "/%E0%A4%A", {}, 400],
    ["an address that is too long", `/${"x".repeat(9_000)}`, {}, 414],
    ["a body that is compressed", "/sign-in", { "content-encoding": "gzip" }, 415],
  ])("%s", async (_what, path, headers, status) => {
    const answer = await web.ask(path, { body: "x", headers: { origin: httpsOrigin, ...headers } });
    expect(answer.status).toBe(status);
    expectFenced(answer, shut);
    expectUnkept(answer);
  });

  test("files of the build, which may be kept", async () => {
    const folder = join(checkoutRoot, process.env.NEXT_DIST_DIR ?? ".next-test", "static");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const ending of [".js", ".css", ".woff2"]) {
      const file = files.find((name) => name.endsWith(ending));
      expect(file, ending).toBeDefined();
      const answer = await web.ask(`/_next/static/${file}`);
      expect(answer.status).toBe(200);
      expectFenced(answer, shut);
      expect(answer.headers["cache-control"]).toMatch(/immutable/);
    }
    expectFenced(await web.ask("/_next/static/none.js"), shut);
  });

  test("files of our own", async () => {
    for (const file of ["/icon.svg", "/favicon.ico"]) {
      const answer = await web.ask(file);
      expect(answer.status).toBe(200);
      expectFenced(answer, ofPages);
    }
  });
});

test("https only is promised by what is configured, whatever a request says of itself", async () => {
  const claimed = await web.ask("/sign-in", { headers: { "x-forwarded-proto": "http" } });
  expect(claimed.headers["strict-transport-security"]).toBeDefined();
  const plain = await startBuiltWeb(database.url, { NEXTAUTH_URL: "http://127.0.0.1:3000" });
  try {
    const answer = await plain.ask("/sign-in", { headers: { "x-forwarded-proto": "https" } });
    expect(answer.status).toBe(200);
    expect(answer.headers["strict-transport-security"]).toBeUndefined();
  } finally {
    await plain.stop();
  }
});

test("no two answers share a nonce, and a visitor's is not taken", async () => {
  const nonces = new Set<string>();
  for (let i = 0; i < 3; i++) {
    const answer = await web.ask("/sign-in", { headers: { "x-nonce": "chosen" } });
    const nonce = /'nonce-([^']+)'/.exec(String(answer.headers["content-security-policy"]))?.[1] ?? "";
    expect(answer.body).toContain(`nonce="${nonce}"`);
    expect(answer.body).not.toContain('nonce="chosen"');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

test("absolute addresses come from what is configured, never from Host", async () => {
  const forged = {
    host: "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    "x-forwarded-port": "666",
    forwarded: "host=evil.example;proto=http",
  };
  for (const path of [
    "/",
    "/acme",
    "/admin/approvals",
    "/api/auth/signin",
    "/api/auth/signin?callbackUrl=//evil.example",
  ]) {
    const answer = await web.ask(path, { headers: forged });
    const { location = "", "set-cookie": cookies = [] } = answer.headers;
    if (location) expect(new URL(location, httpsOrigin).origin).toBe(httpsOrigin);
    expect(`${location} ${cookies.join(" ")} ${answer.body}`, path).not.toContain("evil.example:666");
    expect(`${location} ${cookies.join(" ")}`, path).not.toMatch(/https?(:|%3A)(\/|%2F){2}evil/i);
  }
});
