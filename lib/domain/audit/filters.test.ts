import { expect, test } from "vitest";
import {
  endOfDay,
  isNarrowed,
  pickAuditFilters,
  readAuditFilters,
  readAuditNote,
  startOfDay,
} from "./filters";

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

test("a filter that cannot be read narrows nothing, and is named", () => {
  const person = "0190a0a0-0001-7000-8000-000000000007";
  const good = { search: "x", person, verb: "a.b", outcome: "denied", from: "2026-01-01", to: "2026-02-28" };
  expect(readAuditFilters(good)).toEqual({ filters: good, problems: [] });
  const bad = { person: "me", outcome: "lost", from: "2026-02-30", to: "x", verb: "v".repeat(101) };
  for (const [name, value] of Object.entries({ ...bad, search: "a\u0000" })) {
    const { filters, problems } = readAuditFilters({ ...good, [name]: value });
    expect(filters, name).toEqual({ ...good, [name]: undefined });
    expect(problems, name).toEqual([expect.stringMatching(/\.$/)]);
  }
});

test("half a note, one that cannot be read, or one of no chain is never taken for one that was compared", () => {
  const [notedSeq, notedHash] = ["120", "AB".repeat(32)];
  expect(readAuditNote({}, undefined)).toEqual({ note: null, problem: null });
  expect(readAuditNote({ notedSeq: ` ${notedSeq}`, notedHash }, "acme")).toEqual({
    note: { notedSeq, notedHash: "ab".repeat(32) },
    problem: null,
  });
  const notCompared = { note: null, problem: expect.stringMatching(/not compared/) };
  for (const half of [
    { notedSeq },
    { notedHash },
    { notedSeq: "0", notedHash },
    { notedSeq, notedHash: "ab" },
  ]) {
    expect(readAuditNote(half, "acme")).toEqual(notCompared);
  }
  expect(readAuditNote({ notedSeq, notedHash }, undefined)).toEqual(notCompared);
});
