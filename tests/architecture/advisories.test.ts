import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import nextConfig from "../../next.config.js";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const sources = ["app", "components", "lib", "proxy.ts", "instrumentation.ts"].flatMap((name) =>
  name.includes(".")
    ? [name]
    : readdirSync(join(root, name), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
        .map((file) => `${name}/${file}`),
);
const using = (pattern: RegExp) => sources.filter((file) => pattern.test(read(file)));

const manifest = JSON.parse(read("package.json")) as {
  dependencies: Record<string, string>;
  overrides: Record<string, Record<string, string>>;
};
const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version: string }> };
const page = read("docs/advisories.md");

describe("what keeps whole classes of advisories away", () => {
  test("no content is cached for whoever comes next", () => {
    expect(using(/["']use cache/)).toEqual([]);
    expect(using(/from "next\/cache"|unstable_cache|revalidatePath|revalidateTag/)).toEqual([]);
    expect(using(/cache:\s*["'](force-cache|default)["']|next:\s*\{\s*(revalidate|tags)/)).toEqual([]);
    expect(using(/draftMode\(/)).toEqual([]);
    expect(nextConfig).not.toHaveProperty("cacheComponents");
    expect(Object.keys(nextConfig.experimental ?? {})).toEqual(["serverActions"]);
  });

  test("no image is fetched or made here", () => {
    expect(nextConfig.images).toEqual({ unoptimized: true });
    expect(using(/from "next\/image"/)).toEqual([]);
  });

  test("nothing is rewritten to another host, and there is neither i18n routing nor a pages directory", async () => {
    expect(await nextConfig.rewrites?.()).toEqual([{ source: "/favicon.ico", destination: "/icon.svg" }]);
    expect(nextConfig).not.toHaveProperty("i18n");
    expect(nextConfig).not.toHaveProperty("redirects");
    for (const folder of ["pages", "src", "middleware.ts", "server.js"]) {
      expect(existsSync(join(root, folder)), folder).toBe(false);
    }
  });

  test("nobody else's origin may send actions", () => {
    expect(nextConfig.experimental?.serverActions).toEqual({ bodySizeLimit: "256kb" });
  });

  test("the proxy asks neither who somebody is nor what they may", () => {
    expect(read("proxy.ts")).not.toMatch(
      /cookie|session|redirect|rewrite|getToken|@\/lib\/(auth|services|db)/,
    );
  });
});

describe("the page about advisories", () => {
  test("names the versions that are installed, pinned exactly", () => {
    for (const name of ["next", "next-auth"]) {
      const version = manifest.dependencies[name] ?? "";
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
    }
    expect(page).toContain(
      `Next.js ${manifest.dependencies.next} and next-auth ${manifest.dependencies["next-auth"]}`,
    );
  });

  test("is right that everything that runs in production is pinned, and next-auth takes our nodemailer", () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
    expect(manifest.overrides).toEqual({ "next-auth": { nodemailer: "$nodemailer" } });
    expect(lock.packages).not.toHaveProperty("node_modules/next-auth/node_modules/nodemailer");
  });

  const rows = page.split("\n").filter((line) => /^\| (CVE|GHSA)-/.test(line));
  test("has its rows", () => expect(rows.length).toBeGreaterThan(35));

  test.each(rows.map((row) => [row.split("|")[1]?.trim() ?? "", row]))(
    "%s names a test that there is",
    (_name, row) => {
      const [, , what, here, held] = row.split("|").map((cell) => cell.trim());
      expect(what).toBeTruthy();
      expect(here).toMatch(/fixed in \d+\.\d+\.\d+|not ours|not confirmed/i);
      const named = [...(held ?? "").matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? "");
      expect(named.length).toBeGreaterThan(0);
      for (const file of named) expect(existsSync(join(root, file)), file).toBe(true);
    },
  );
});
