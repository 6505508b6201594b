import { expect, test } from "vitest";
import { isNarrowed, readRequestFilters, requestQuery } from "./filters";

test("an address is read, and what it does not know is left out", () => {
  expect(
    readRequestFilters({
      state: "expired",
      kind: "exposure",
      risk: "high",
      whose: ["me", "delegated"],
      second: "yes",
      search: "x".repeat(200),
      sort: "newest",
    }),
  ).toEqual({ state: "expired", kind: "exposure", search: "x".repeat(100), sort: "newest" });
});

test("nothing at all is what waits, and makes the shortest address", () => {
  const filters = readRequestFilters({});
  expect(filters).toEqual({ state: "waiting" });
  expect(requestQuery(filters)).toEqual({});
  expect(isNarrowed(filters)).toBe(false);
});

test("what was read is written back as it was", () => {
  const query = { state: "decided", kind: "connection", organization: "acme", search: "db", whose: "me" };
  const filters = readRequestFilters(query);
  expect(readRequestFilters(requestQuery(filters))).toEqual(filters);
  expect(isNarrowed(filters)).toBe(true);
});
