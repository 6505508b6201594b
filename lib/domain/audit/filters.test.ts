import { expect, test } from "vitest";
import { endOfDay, isNarrowed, pickAuditFilters, startOfDay } from "./filters";

test("a day begins and ends at midnight UTC", () => {
  expect(startOfDay("2026-02-28")?.toISOString()).toBe("2026-02-28T00:00:00.000Z");
  expect(endOfDay("2026-02-28")?.toISOString()).toBe("2026-03-01T00:00:00.000Z");
});

test.each([
  "",
  "2026-02-30",
  "2026-13-01",
  "0000-01-01",
  "26-01-01",
  "2026-1-1",
  "2026-01-01T00:00",
  "99999-01-01",
])("%j is no day", (text) => expect(startOfDay(text)).toBeNull());

test("of a query only filters count, each said once and not blank", () => {
  expect(
    pickAuditFilters({
      search: " x ",
      verb: ["a", "b"],
      person: "",
      from: "2026-01-01",
      verify: "1",
      __proto__x: "y",
    }),
  ).toEqual({ search: "x", from: "2026-01-01" });
});

test("an organization alone narrows nothing", () => {
  expect(isNarrowed({ organization: "acme" })).toBe(false);
  expect(isNarrowed({ organization: "acme", outcome: "denied" })).toBe(true);
});
