import { expect, test } from "vitest";
import { canonicalJson } from "./audit";

/** The definition, at leisure: JSON.stringify with every object made anew in the order of its keys. */
function slowly(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

let seed = 7;
const random = (below: number) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
};
const keys = [
  "b",
  "a",
  "B",
  "é",
  "10",
  "9",
  "010",
  "0",
  "-1",
  "4294967295",
  "4294967294",
  "a b",
  '"',
  "\u2028",
  "constructor",
];
const simple = [
  null,
  true,
  false,
  0,
  -0,
  1.5,
  1e21,
  1e-7,
  "",
  "x",
  'q"\\',
  "\n\u0001",
  "Zoë \u{1F600}",
  undefined,
  new Date(0),
];
function anything(depth: number): unknown {
  const kind = depth === 0 ? 0 : random(3);
  if (kind === 0) return simple[random(simple.length)];
  const count = random(5);
  if (kind === 1) return Array.from({ length: count }, () => anything(depth - 1));
  return Object.fromEntries(
    Array.from({ length: count }, () => [keys[random(keys.length)], anything(depth - 1)]),
  );
}

test("canonical JSON is JSON.stringify of sorted keys, for anything that facts can hold", () => {
  for (let round = 0; round < 20_000; round += 1) {
    const value = { facts: anything(4) };
    expect(canonicalJson(value)).toBe(slowly(value));
  }
});

test("it does not depend on the order of keys, and what jsonb gives back is the same", () => {
  const facts = { z: 1, a: { d: [1, { y: 2, x: 3 }], c: undefined }, at: new Date(0) };
  const stored = JSON.parse(JSON.stringify({ at: facts.at, a: facts.a, z: 1 })) as unknown;
  expect(canonicalJson(facts)).toBe(canonicalJson(stored));
  expect(canonicalJson(facts)).toBe('{"a":{"d":[1,{"x":3,"y":2}]},"at":"1970-01-01T00:00:00.000Z","z":1}');
});
