import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";

/** What browsers are given, as the build that these tests run against left it. */
const root = resolve(import.meta.dirname, "..");

function newestBuild(): string {
  const builds = readdirSync(root)
    .filter((name) => name.startsWith(".next") && existsSync(join(root, name, "BUILD_ID")))
    .sort((a, b) => changedAt(b) - changedAt(a));
  const [newest] = builds;
  if (!newest) throw new Error("No build to look at. The stack of these tests makes one when it starts.");
  return join(root, newest);
}
const changedAt = (name: string) => statSync(join(root, name, "BUILD_ID")).mtimeMs;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const build = newestBuild();
const scripts = filesBelow(join(build, "static")).filter((path) => /\.(js|css|json|map)$/.test(path));
const served = scripts.map((path) => ({ path: path.slice(build.length), text: readFileSync(path, "utf8") }));

/** Words that stand in a room of the server's and in no other: names of libraries, tables, variables, functions. */
const telltales: Record<string, RegExp> = {
  "the database":
    /drizzle|node-postgres|pg_notify|drawbridge_(web|worker)|password_hash|rate_windows|select set_config/,
  services:
    /appendAudit|changed something without recording it|requests\.approve|people\.renew-password-link/,
  "sign-in": /argon2|NEXTAUTH_SECRET|__Host-|no person has this password/,
  providers: /@aws-sdk|client-ec2|AWS4-HMAC|fromTemporaryCredentials|sts:AssumeRole\b.*ExternalId/,
  worker: /SKIP LOCKED|The lease on place|lease_until/i,
  sandbox: /moveClock|AKIADRAWBRIDGE|_sandbox\/control/,
  configuration: /DATABASE_URL|NEXTAUTH_URL|DRAWBRIDGE_INSTALLATION_ID|SEALING_P|TRUSTED_PROXIES/,
  "secrets of this run": new RegExp(process.env.DEMO_PASSWORD || "drawbridge-end-to-end"),
  "paths of this machine": new RegExp(root.replace(/[^\w/]/g, "\\$&")),
};

test("the build has scripts to look at, and no source maps of them", () => {
  expect(served.length).toBeGreaterThan(10);
  expect(served.filter(({ path }) => path.endsWith(".map"))).toEqual([]);
});

for (const [room, words] of Object.entries(telltales)) {
  test(`browsers are given nothing of ${room}`, () => {
    const found = served.flatMap(({ path, text }) => {
      const [word] = words.exec(text) ?? [];
      return word ? [`${path}: ${word}`] : [];
    });
    expect(found).toEqual([]);
  });
}

test("the words that are looked for would be found: the server's half of the build has them", () => {
  const server = filesBelow(join(build, "server"))
    .filter((path) => path.endsWith(".js"))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  for (const room of ["the database", "services", "sign-in", "configuration"]) {
    expect(server, room).toMatch(telltales[room] as RegExp);
  }
});
