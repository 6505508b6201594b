import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const threats = read("docs/security.md").split("## Threats")[1] ?? "";
const rows = threats
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| threat"))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()));

test("every threat has what stops it and a test", () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) expect(row, row[0]).toHaveLength(3);
});

test.each(rows.map(([threat, , tests]) => [threat, tests ?? ""]))(
  "%s: its tests exist, by file and by name",
  (_threat, tests) => {
    const named = [...tests.matchAll(/`([^`]+\.ts)`(?:: "([^"]+)")?/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, file = "", name] of named) {
      expect(existsSync(join(root, file)), file).toBe(true);
      if (name) expect(read(file), `${file} has a test of this name`).toContain(`"${name}"`);
    }
  },
);
