import { expect, test } from "vitest";
import { formatAbsolute, formatRelative, formatRemaining } from "./relative-time";

const now = new Date("2026-11-21T22:15:04.500Z");
const shifted = (ms: number) => new Date(now.getTime() + ms);

test.each([
  [0, "just now"],
  [-999, "just now"],
  [-1000, "1 s ago"],
  [-59_999, "59 s ago"],
  [-60_000, "1 min ago"],
  [-3_599_999, "59 min ago"],
  [-3_600_000, "1 h ago"],
  [-86_400_000, "1 d ago"],
  [-29 * 86_400_000, "29 d ago"],
  [-30 * 86_400_000, "22 Oct 2026"],
  [8_000, "in 8 s"],
  [3 * 3_600_000, "in 3 h"],
])("%d ms from now is %s", (ms, words) => {
  expect(formatRelative(shifted(ms), now)).toBe(words);
});

test.each([
  [-1, null],
  [0, null],
  [400, "1 s"],
  [12_000, "12 s"],
  [3_560_000, "59 min 20 s"],
  [3_600_000, "1 h"],
  [6 * 86_400_000 + 4 * 3_600_000 + 59_000, "6 d 4 h"],
])("%d ms left reads %s", (ms, words) => {
  expect(formatRemaining(shifted(ms), now)).toBe(words);
});

test("the absolute time names its zone", () => {
  expect(formatAbsolute(now)).toBe("21 Nov 2026, 22:15:04 UTC");
});
