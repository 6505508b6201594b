import { describe, expect, test } from "vitest";
import { nameOfSubject, readFacts } from "./changes";

describe("what changed", () => {
  test("is told property by property, apart from the other facts", () => {
    expect(
      readFacts({
        reason: "More room.",
        before: { name: "Acme", invitationLimit: 5 },
        after: { name: "Acme", invitationLimit: 7 },
      }),
    ).toEqual({
      changes: [
        { name: "Name", before: "Acme", after: "Acme", changed: false },
        { name: "Invitation limit", before: "5", after: "7", changed: true },
      ],
      facts: [{ name: "Reason", value: "More room." }],
    });
  });

  test("of something made has no before, of something ended no after", () => {
    expect(readFacts({ after: { podCidrs: ["10.0.0.0/16", "10.1.0.0/16"] } }).changes).toEqual([
      { name: "Pod CIDRs", before: null, after: "10.0.0.0/16, 10.1.0.0/16", changed: true },
    ]);
    expect(readFacts({ before: { held: true } }).changes).toEqual([
      { name: "Held", before: "yes", after: null, changed: true },
    ]);
  });

  test("is read from single values and from older names too", () => {
    expect(readFacts({ from: "observe", to: "act" })).toEqual({
      changes: [{ name: "Value", before: "observe", after: "act", changed: true }],
      facts: [],
    });
  });

  test("leaves out what says nothing, and shows what lies deeper as JSON", () => {
    expect(readFacts({ a: null, b: "", c: undefined, rule: { port: 6443 }, none: [] }).facts).toEqual([
      { name: "Rule", value: '{"port":6443}' },
      { name: "None", value: "none" },
    ]);
  });
});

test("a subject is named by its name, then an address, wherever they stand", () => {
  expect(nameOfSubject({ name: "payments", email: "x@y.test" })).toBe("payments");
  expect(nameOfSubject({ before: { name: "old" }, after: { name: "new" } })).toBe("old");
  expect(nameOfSubject({ email: "olga@acme.test" })).toBe("olga@acme.test");
  expect(nameOfSubject({ reason: "x", name: 7 })).toBeNull();
});
