import { expect, test } from "vitest";
import { groupEntries, matchEntries, type PaletteEntry } from "./palette-entry";

const entries: PaletteEntry[] = [
  { href: "/acme/connections", label: "Connections", group: "Acme" },
  { href: "/acme/connections/1", label: "orders-database", group: "Connections", hint: "pcx-0a1b active" },
  { href: "/acme/connections/2", label: "billing", group: "Connections", hint: "pcx-0c2d for orders" },
  { href: "/globex", label: "Globex", group: "Organizations" },
];
const labels = (typed: string) => matchEntries(entries, typed).map(({ label }) => label);

test("nothing typed lists everything", () => {
  expect(labels("  ")).toHaveLength(4);
});

test("every word must occur, in the label, the hint or the group", () => {
  expect(labels("connections active")).toEqual(["orders-database"]);
  expect(labels("PCX-0c2d")).toEqual(["billing"]);
  expect(labels("connections nowhere")).toEqual([]);
});

test("labels that begin with the text come first, the rest keep their order", () => {
  expect(labels("orders")).toEqual(["orders-database", "billing"]);
  expect(matchEntries([...entries].reverse(), "orders").map(({ label }) => label)).toEqual([
    "orders-database",
    "billing",
  ]);
});

test("groups stand in the order in which they first appear", () => {
  expect(groupEntries(entries).map(({ group, entries: members }) => [group, members.length])).toEqual([
    ["Acme", 1],
    ["Connections", 2],
    ["Organizations", 1],
  ]);
});
