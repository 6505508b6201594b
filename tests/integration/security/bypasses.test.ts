import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authCookies } from "@/lib/auth/cookies";
import { hashPassword } from "@/lib/auth/passwords";
import { people } from "@/lib/db/schema/people";
import { fillPath, listAppRoutes } from "../support/app-routes";
import { type Answer, type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { type Furniture, furnish } from "../support/furniture";
import { makeTenancy, type Tenancy } from "../support/tenancy";

let database: TestDatabase;
let t: Tenancy;
let web: BuiltWeb;
let acme: Furniture;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
  acme = await furnish(t, "acme", "treasured");
  web = await startBuiltWeb(database.url);
}, 600_000);
afterAll(async () => {
  await web?.stop();
  await t?.close();
  await database?.drop();
});

const pages = listAppRoutes().filter(
  ({ kind, pattern }) => kind === "page" && !/sign-in|set-password|invitation/.test(pattern),
);
const pathOf = (pattern: string) =>
  fillPath(pattern, {
    organization: pattern.startsWith("/admin") ? acme.organization.id : "acme",
    slug: "acme",
    seq: "1",
    token: "none",
    id: pattern.includes("connections") ? acme.connection : acme.cluster,
  });

/** Ways to ask for the data of a page that have passed a proxy by before (CVE-2025-29927, 2026-44575, 45109, 64642). */
const disguises: [string, (path: string) => string, Record<string, string>][] = [
  ["as data", (path) => path, { rsc: "1" }],
  ["as data by its name", (path) => `${path}.rsc`, { rsc: "1" }],
  [
    "as a segment's prefetch",
    (path) => path,
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  ],
  ["as a segment by its name", (path) => `${path}.segments/_tree.segment.rsc`, { rsc: "1" }],
  [
    "in the middleware's name",
    (path) => path,
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  ],
  [
    "as the middleware's own",
    (path) => path,
    { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" },
  ],
  ["as matched elsewhere", (path) => path, { "x-matched-path": "/sign-in", "x-invoke-path": "/sign-in" }],
  [
    "as rewritten",
    () => "/sign-in",
    { "x-middleware-rewrite": "/acme", "x-rewrite-url": "/acme", "x-original-url": "/acme" },
  ],
  [
    "with parameters of the framework's",
    (path) => `${path}?nxtPorganization=acme&nxtPid=${acme.connection}`,
    {},
  ],
];

describe("without a session", () => {
  test.each(disguises)("a page asked for %s shows nothing of anybody's", async (_how, disguise, headers) => {
    for (const { pattern } of pages) {
      const answer = await web.ask(disguise(pathOf(pattern)), { headers });
      expect(answer.status, pattern).not.toBe(500);
      expect(answer.body, pattern).not.toMatch(/treasured-project|treasured viewer|Olga/);
    }
  });

  test("and with one, the parameters of an address are those of its path, whatever the query says", async () => {
    const theirs = await web.ask(`/acme?nxtPorganization=globex&organization=globex`, {
      sessionId: t.as("operator", null).sessionId,
    });
    expect(theirs.status).toBe(200);
    expect(theirs.body).not.toContain("Globex");
  });
});

describe("signing in over https", () => {
  const csrfOf = (answer: Answer) => ({
    token: (JSON.parse(answer.body) as { csrfToken: string }).csrfToken,
    cookie: (answer.headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; "),
  });

  test("gives cookies to this very host alone, and takes no others", async () => {
    const password = "correct horse battery staple";
    await t.owner
      .update(people)
      .set({ passwordHash: await hashPassword(password) })
      .where(eq(people.id, t.person("operator")));
    const csrf = await web.ask("/api/auth/csrf");
    const { token, cookie } = csrfOf(csrf);
    const body = new URLSearchParams({
      csrfToken: token,
      email: "operator@acme.test",
      password,
      json: "true",
    });
    const signedIn = await web.ask("/api/auth/callback/local", {
      body: body.toString(),
      headers: { origin: httpsOrigin, cookie, "content-type": "application/x-www-form-urlencoded" },
    });
    const given = [...(csrf.headers["set-cookie"] ?? []), ...(signedIn.headers["set-cookie"] ?? [])];
    expect(given.length).toBeGreaterThanOrEqual(3);
    for (const line of given) {
      expect(line).toMatch(/^__Host-drawbridge\.[a-z-]+=/);
      expect(line).toMatch(/; ?Secure(;|$)/i);
      expect(line).toMatch(/; ?HttpOnly(;|$)/i);
      expect(line).toMatch(/; ?SameSite=Lax(;|$)/i);
      expect(line).toMatch(/; ?Path=\/(;|$)/i);
      expect(line).not.toMatch(/Domain=/i);
    }
    const { name } = authCookies(httpsOrigin).sessionToken;
    const value = given.find((line) => line.startsWith(`${name}=`))?.split(/[=;]/)[1] ?? "";
    const overview = (cookieName: string) =>
      web.ask("/api/organizations/acme/overview", { headers: { cookie: `${cookieName}=${value}` } });
    expect((await overview(name)).status).toBe(200);
    for (const other of [
      "drawbridge.session",
      "__Secure-drawbridge.session",
      "next-auth.session-token",
      "__Secure-next-auth.session-token",
    ]) {
      expect((await overview(other)).status, other).toBe(401);
    }
  });
});

describe("the log", () => {
  test("takes a name with line breaks as one line", async () => {
    const before = web.lines.length;
    const forged = '\n{"level":"fatal","msg":"forged by a visitor"}\r\n\u001b[31mforged by a visitor';
    for (const path of [
      `/${encodeURIComponent(forged)}`,
      `/acme/connections?search=${encodeURIComponent(forged)}`,
    ]) {
      await web.ask(path, {
        sessionId: t.as("viewer", null).sessionId,
        headers: { "user-agent": "forged by a visitor" },
      });
    }
    await web.ask("/acme", {
      body: "[]",
      headers: { origin: httpsOrigin, "next-action": "forged%0aby a visitor", "content-type": "text/plain" },
    });
    // Whatever was logged of it stands within a line that began as one of ours.
    const startsForged = (line: string) => line.replace(/^\W*(\[31m)?/, "").startsWith("forged");
    const lines = web.lines.slice(before);
    expect(lines.filter((line) => startsForged(line) || line.startsWith('{"level":"fatal"'))).toEqual([]);
  });
});
