import { describe, expect, test } from "vitest";
import { readGroups } from "./groups";

describe("the groups of a person", () => {
  test.each([
    ["a list", { groups: ["a", "b", "a", ""] }, ["a", "b"]],
    ["one text", { groups: "operators" }, ["operators"]],
    ["an empty list", { groups: [] }, []],
    [
      "names that look alike",
      { groups: ["admins", "аdmins", "Admins", " admins"] },
      ["admins", "аdmins", "Admins", " admins"],
    ],
    ["names that every object has", { groups: ["__proto__", "constructor"] }, ["__proto__", "constructor"]],
  ])("are read from %s as they are", (_what, claims, groups) => {
    expect(readGroups(claims, "groups")).toEqual({ ok: true, groups, missing: false });
  });

  test("are none where the claim is not there, which is told apart", () => {
    expect(readGroups({ roles: ["a"] }, "groups")).toEqual({ ok: true, groups: [], missing: true });
    expect(readGroups({ groups: null }, "groups")).toEqual({ ok: true, groups: [], missing: true });
    expect(readGroups({}, "toString")).toEqual({ ok: true, groups: [], missing: true });
  });

  test("that the provider keeps elsewhere are not taken for none", () => {
    expect(readGroups({ _claim_names: { groups: "src1" } }, "groups")).toEqual({
      ok: false,
      reason: "elsewhere",
    });
    expect(readGroups({ _claim_names: { other: "src1" } }, "groups")).toMatchObject({
      ok: true,
      missing: true,
    });
  });

  test.each([
    ["a number", 7],
    ["an object", { a: true }],
    ["a list with an object in it", ["a", { name: "b" }]],
    ["a name with U+0000", ["a\u0000"]],
    ["half a character", ["\uD800"]],
    ["a name without end", ["x".repeat(257)]],
    ["a list without end", Array.from({ length: 1001 }, (_, index) => `group-${index}`)],
  ])("are refused as a whole where they are %s", (_what, groups) => {
    expect(readGroups({ groups }, "groups")).toEqual({ ok: false, reason: "unreadable" });
  });
});
