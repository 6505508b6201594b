import { expect, test } from "vitest";
import { describeOidcProblem, isOidcProblem, oidcProblems } from "./problems";

test.each(oidcProblems)("%s says what, why and what next", (problem) => {
  const words = describeOidcProblem(problem, "Acme SSO");
  for (const text of Object.values(words)) {
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text).not.toMatch(/!|Oops|successfully|undefined/);
  }
});

test("what stands in an address is one of these or nothing", () => {
  expect(isOidcProblem("unmapped")).toBe(true);
  for (const text of ["", "constructor", "<b>", undefined]) expect(isOidcProblem(text)).toBe(false);
});
