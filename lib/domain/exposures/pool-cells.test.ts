import { expect, test } from "vitest";
import { listAddresses } from "./pool-cells";

test.each([
  [{ first: "203.0.113.9", count: 3 }, ["203.0.113.9", "203.0.113.10", "203.0.113.11"]],
  [{ first: "203.0.113.255", count: 2 }, ["203.0.113.255", "203.0.114.0"]],
  [{ first: "not an address", count: 2 }, []],
])("%j", (stretch, expected) => {
  expect(listAddresses(stretch)).toEqual(expected);
});
