import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { describeAct } from "@/lib/domain/audit/words";
import { permissions } from "@/lib/domain/people/roles";
import { findVerbs, listServiceFiles } from "../integration/support/verbs";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const appFiles = readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => `app/${name}`)
  .sort();
const verbs = await findVerbs();

/** Functions of the services that are no verbs: nobody is signed in yet, or there is nobody to ask. */
const beforeSignIn: Record<string, string[]> = {
  "health/read-health.ts": ["readHealth"],
  "people/accept-invitation.ts": ["inspectInvitation", "acceptInvitation", "acceptWithNewAccount"],
  "people/create-first-admin.ts": ["createFirstAdmin"],
  "people/find-home.ts": ["findHome", "isSignedIn"],
  "people/set-password.ts": ["inspectPasswordLink", "setPassword"],
  "sign-on/restore-local-accounts.ts": ["restoreLocalAccounts"],
};

describe("verbs", () => {
  test("are found, each name once", () => {
    const names = verbs.map(({ verb }) => verb.definition.name);
    expect(names.length).toBeGreaterThan(35);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(verbs)("$exported is named after its room and asks for a known permission", ({ room, verb }) => {
    expect(verb.definition.name).toMatch(new RegExp(`^${room}\\.[a-z][a-z-]*$`));
    expect(permissions).toContain(verb.definition.permission);
  });

  test.each(verbs.filter(({ verb }) => verb.definition.kind !== "read"))(
    "$exported changes or gives away something, so it records what it does",
    ({ file, verb }) => {
      expect(verb.definition.run.toString()).toMatch(/\baudit\(/);
      expect(read(`lib/services/${file}`)).not.toMatch(/withReach|setReach|appendAudit/);
      const { name } = verb.definition;
      expect(describeAct(name, "done"), "lib/domain/audit/words.ts says what was done").not.toBe(name);
    },
  );

  test.each(verbs.filter(({ verb }) => verb.definition.kind === "read"))(
    "$exported reads, so it neither records nor needs a right to change",
    ({ verb }) => {
      expect(verb.definition.run.toString()).not.toMatch(/\baudit\(/);
      expect(verb.definition.permission).toMatch(/\.read$/);
    },
  );

  test("are the only things a room offers that open a transaction of their own", () => {
    const opening = listServiceFiles().filter((file) => /\bwithReach\(/.test(read(`lib/services/${file}`)));
    expect(opening).toEqual(Object.keys(beforeSignIn).filter((file) => file !== "health/read-health.ts"));
  });
});

/** `name → what it is made with` of every export of a file. Anything else that is exported gives "other". */
function exportsOf(source: string): Record<string, string> {
  const made: Record<string, string> = {};
  for (const [, name, value] of source.matchAll(
    /^export (?:async )?(?:const|let|function|class) (\w+)(?:: \w+)?(?: = (\w+)\()?/gm,
  )) {
    made[name ?? ""] = value ?? "other";
  }
  for (const _ of source.matchAll(/^export (?:\{|\*|default)/gm))
    made[`other ${Object.keys(made).length}`] = "other";
  return made;
}

describe("the web's doors", () => {
  const actions = appFiles.filter((file) => /(^|\/)actions\.ts$/.test(file));
  const routes = appFiles.filter((file) => file.endsWith("/route.ts"));

  test("are where they are looked for", () => {
    expect(actions.length).toBeGreaterThan(4);
    expect(routes.length).toBeGreaterThan(15);
    const directive = [...appFiles, ...componentFiles()].filter((file) =>
      /^["']use server["']/m.test(read(file)),
    );
    expect(directive).toEqual(actions);
  });

  test.each(actions)("%s exports nothing but what defineAction made", (file) => {
    const made = exportsOf(read(file));
    expect(Object.keys(made).length).toBeGreaterThan(0);
    expect([...new Set(Object.values(made))]).toEqual(["defineAction"]);
  });

  test.each(routes)("%s exports nothing but what defineRoute or defineOpenRoute made", (file) => {
    const source = read(file);
    const made = exportsOf(source);
    expect(Object.keys(made).length).toBeGreaterThan(0);
    for (const [name, maker] of Object.entries(made)) {
      expect(name).toMatch(/^(GET|HEAD|POST|PUT|PATCH|DELETE)$/);
      expect(maker).toMatch(/^define(Open)?Route$/);
    }
  });

  const openRoutes = [
    "app/(auth)/sign-in/oidc/route.ts",
    "app/api/auth/[...nextauth]/route.ts",
    "app/api/health/route.ts",
    "app/api/theme/route.ts",
  ];
  test("of which these alone are open to everybody", () => {
    const open = routes.filter((file) => /defineOpenRoute\(/.test(read(file)));
    expect(open).toEqual(openRoutes);
  });
});

describe("app", () => {
  test.each(appFiles)("%s decides nothing: no database, no roles, no rights of its own", (file) => {
    const source = read(file);
    expect(source).not.toMatch(/from "@\/lib\/(db|worker|providers|crypto)\//);
    expect(source).not.toMatch(/\b(roleAllows|isProviderRole|rolePermissions|findSession|withReach)\b/);
    expect(source).not.toMatch(/from "@\/lib\/domain\/[a-z-]+\/can"/);
    expect(source).not.toMatch(/\bunstable_cache\(|["']use cache["']/);
    // The look of the page is in a cookie of its own; nothing else may be read from one here.
    if (file !== "app/layout.tsx") expect(source).not.toMatch(/\bcookies\(/);
  });

  test("nothing authorizes in the proxy", () => {
    expect(read("proxy.ts")).not.toMatch(/redirect|rewrite|cookie|session/i);
  });
});

function componentFiles(): string[] {
  return readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `components/${name}`);
}
