import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "@/bin/launcher/checkout";
import { fillPath, listAppRoutes } from "../support/app-routes";
import { type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { makeTenancy, type Tenancy } from "../support/tenancy";

let database: TestDatabase;
let t: Tenancy;
let web: BuiltWeb;
let operator: string;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
  web = await startBuiltWeb(database.url);
  operator = t.as("operator", null).sessionId as string;
}, 400_000);
afterAll(async () => {
  await web?.stop();
  await t?.close();
  await database?.drop();
});

const nowhere = "0190a0a0-0000-7000-8000-000000000000";
const fromOwnPage = { origin: httpsOrigin };
const posted = { ...fromOwnPage, "content-type": "application/x-www-form-urlencoded" };

/** Everything that takes a body: each route that is posted to, and a page, to which actions are sent. */
const doors = [
  ...listAppRoutes()
    .filter(({ methods }) => methods.includes("POST"))
    .map(({ pattern }) =>
      fillPath(pattern, {
        organization: "acme",
        id: nowhere,
        slug: "acme",
        nextauth: "signout",
        token: "none",
      }),
    ),
  "/sign-in",
  "/acme/connections/new",
];

/** Server actions of this build, as a page's scripts name them. */
function actionIds(): string[] {
  const folder = join(checkoutRoot, process.env.NEXT_DIST_DIR ?? ".next-test", "server");
  const manifest = JSON.parse(readFileSync(join(folder, "server-reference-manifest.json"), "utf8")) as {
    node: Record<string, unknown>;
  };
  return Object.keys(manifest.node);
}

describe("what is sent", () => {
  test.each(doors)("to %s is refused where it is too long, streamed or compressed", async (path) => {
    const long = "x".repeat(256 * 1024 + 1);
    const refused = async (status: number, sent: Parameters<BuiltWeb["ask"]>[1]) => {
      const answer = await web.ask(path, { sessionId: operator, ...sent });
      expect(answer.status, `${path} ${answer.body.slice(0, 100)}`).toBe(status);
      expect(answer.headers.connection).toBe("close");
    };
    await refused(413, {
      body: "",
      headers: { ...posted, "content-length": String(2 ** 40) },
      method: "POST",
    });
    await refused(413, { body: long, headers: posted });
    await refused(411, { body: "x=1", headers: posted, chunked: true });
    // What the framework says of an action that it hands on, anybody can say.
    const handedOn = { ...posted, "x-action-forwarded": "1" };
    await refused(411, { body: "x=1", headers: handedOn, chunked: true });
    await refused(415, { body: gzipSync(long), headers: { ...posted, "content-encoding": "gzip" } });
  });

  test.each(doors)(
    "to %s is answered without a failure where it is nothing that can be read",
    async (path) => {
      const id = actionIds()[0] ?? "";
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      for (const [type, body] of [
        ["application/json", "{"],
        ["application/json", deep.slice(0, 9_000)],
        ["application/json", `{"__proto__":{"polluted":true}}`],
        ["application/x-www-form-urlencoded", "%E0%A4%A=%00&".repeat(500)],
        ["text/plain", "$@1"],
        ["application/octet-stream", "\u0000\u0001"],
      ]) {
        const headers = { ...fromOwnPage, "content-type": type as string };
        for (const more of [{}, { "next-action": id }] as Record<string, string>[]) {
          const answer = await web.ask(path, {
            body: body as string,
            headers: { ...headers, ...more },
            sessionId: operator,
          });
          expect(answer.status, `${path} ${type} ${answer.body.slice(0, 200)}`).toBeLessThan(500);
        }
      }
      expect(Object.prototype).not.toHaveProperty("polluted");
    },
  );

  test("to an action as arguments that cannot be read is the sender's mistake", async () => {
    const parts = (body: string) =>
      `--b\r\ncontent-disposition: form-data; name="0"\r\n\r\n${body}\r\n--b--\r\n`;
    const nested = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    for (const id of actionIds().slice(0, 5)) {
      for (const argument of ["", "{", '["$F1"]', '["$B1","$K1"]', '["$1:__proto__:then"]', nested]) {
        const multipart = await web.ask("/acme", {
          body: parts(argument),
          headers: { ...fromOwnPage, "next-action": id, "content-type": "multipart/form-data; boundary=b" },
          sessionId: operator,
        });
        const plain = await web.ask("/acme", {
          body: argument,
          headers: { ...fromOwnPage, "next-action": id, "content-type": "text/plain;charset=UTF-8" },
          sessionId: operator,
        });
        expect(multipart.status, argument.slice(0, 40)).toBeLessThan(500);
        expect(plain.status, argument.slice(0, 40)).toBeLessThan(500);
      }
    }
    expect((await web.ask("/sign-in")).status).toBe(200);
  });
});

describe("an address", () => {
  test.each([
    [414, `/acme?search=${"x".repeat(9_000)}`],
    [431, `/acme?search=${"x".repeat(20_000)}`],
    [400, "/acme/%"],
    [400, "/%c0%ae%c0%ae/etc/passwd"],
    [400, "//evil.example/acme"],
    [400, "http://169.254.169.254/latest/meta-data"],
  ])("is answered %i: %.60s", async (status, path) => {
    expect((await web.ask(path, { sessionId: operator })).status).toBe(status);
  });

  test("with headers beyond measure is answered 431", async () => {
    const answer = await web.ask("/acme", { headers: { "x-long": "x".repeat(20_000) } });
    expect(answer.status).toBe(431);
  });
});

describe("an upgrade", () => {
  const upgrade = (target: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(web.port, "127.0.0.1");
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk.toString();
      });
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
      socket.write(
        `GET ${target} HTTP/1.1\r\nhost: bridge.example\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
          "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      );
    });

  test.each(["/", "/api/changes", "/_next/hmr", "http://169.254.169.254/latest/meta-data", "/none"])(
    "of %s is refused and ended",
    async (target) => {
      expect(await upgrade(target)).toMatch(/^HTTP\/1\.1 400 /);
    },
  );
});

describe("an action", () => {
  const unknown = "00".repeat(21);

  test("is answered 403 unless our own page sends it, before anything of it is read", async () => {
    const id = actionIds()[0] ?? "";
    for (const origin of [
      undefined,
      "null",
      "https://evil.example",
      `${httpsOrigin}.evil.example`,
      `${httpsOrigin}@evil.example`,
      "http://bridge.example",
      "no origin at all",
    ]) {
      const answer = await web.ask("/acme", {
        body: "[]",
        headers: {
          ...(origin === undefined ? {} : { origin }),
          "next-action": id,
          "content-type": "text/plain",
        },
        sessionId: operator,
      });
      expect(answer.status, origin).toBe(403);
    }
  });

  test("vouched for by a forged host is answered 403", async () => {
    const answer = await web.ask("/acme", {
      body: "[]",
      headers: {
        origin: "https://evil.example",
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        "next-action": actionIds()[0] ?? "",
        "content-type": "text/plain",
      },
      sessionId: operator,
    });
    expect(answer.status).toBe(403);
  });

  test("of an earlier build is told to the page, which asks to be reloaded", async () => {
    const answer = await web.ask("/acme", {
      body: "[]",
      headers: { ...fromOwnPage, "next-action": unknown, "content-type": "text/plain" },
      sessionId: operator,
    });
    expect(answer.status).toBe(409);
    expect(answer.headers["x-nextjs-action-not-found"]).toBe("1");
    const chunks = join(checkoutRoot, process.env.NEXT_DIST_DIR ?? ".next-test", "static", "chunks");
    const scripts = readdirSync(chunks).filter((name) => name.endsWith(".js"));
    expect(
      scripts.some((name) =>
        readFileSync(join(chunks, name), "utf8").includes("This page is from before an update"),
      ),
    ).toBe(true);
  });

  test("of an earlier build, sent without scripts, is answered by a page that says what to do", async () => {
    const body = `--b\r\ncontent-disposition: form-data; name="$ACTION_ID_${unknown}"\r\n\r\n\r\n--b--\r\n`;
    const answer = await web.ask("/sign-in", {
      body,
      headers: { ...fromOwnPage, "content-type": "multipart/form-data; boundary=b" },
    });
    expect(answer.status).toBe(409);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.body).toContain("<h1>This form is from before an update</h1>");
  });
});
