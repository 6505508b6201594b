import { expect, test } from "vitest";
import { concerns } from "./concerns";

test.each([
  [["connection", "acme", "c1"], { kind: "connections", id: "c1" }, true],
  [["connection", "acme", "c1"], { kind: "connections", id: "c2" }, false],
  [["connections", "acme", {}], { kind: "connections", id: "c2" }, true],
  [["overview", "acme"], { kind: "connections", id: "c2" }, true],
  [["connection", "acme", "c1"], { kind: "requests", id: "r1" }, true],
  [["accounts"], { kind: "connections", id: "c1" }, false],
  [["account", "a1"], { kind: "places", id: "p1" }, true],
  [["connection", "acme", "c1"], { kind: "something-new", id: "x" }, false],
])("%j and %j: %s", (key, change, expected) => {
  expect(concerns(key, change)).toBe(expected);
});
