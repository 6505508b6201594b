import { expect, test } from "vitest";
import { addConnection, addExposure, describeLowered } from "./can";

test.each([
  [0, 1, true],
  [49, 50, true],
  [50, 50, false],
  [51, 50, false],
  [0, 0, false],
])("%d of %d in use leaves room: %s", (used, limit, ok) => {
  expect(addConnection({ used, limit }).ok).toBe(ok);
  expect(addExposure({ used, limit }).ok).toBe(ok);
});

test("a full quota says how full, and what to do", () => {
  expect(addConnection({ used: 50, limit: 50 })).toMatchObject({
    kind: "limit",
    reason: expect.stringContaining("50 of 50 connections"),
    next: expect.stringContaining("ask your provider"),
  });
});

test("a limit below what is in use ends nothing, and says so", () => {
  expect(describeLowered("exposures", { used: 5, limit: 5 })).toBeNull();
  expect(describeLowered("exposures", { used: 5, limit: 3 })).toMatch(
    /those stay, and no more are taken until fewer than 3/,
  );
  expect(describeLowered("exposures", { used: 5, limit: 0 })).toMatch(/no more are taken\.$/);
});
