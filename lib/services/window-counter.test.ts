import { expect, test } from "vitest";
import { WindowCounter } from "./window-counter";

const at = (ms: number) => new Date(1_000_000 + ms);

test("counts in fixed windows that begin with the first use", () => {
  const counter = new WindowCounter(60_000);
  expect(counter.count("a", at(0))).toEqual({ count: 1, windowEndsAt: at(60_000) });
  expect(counter.count("a", at(59_999))).toEqual({ count: 2, windowEndsAt: at(60_000) });
  expect(counter.count("b", at(30_000)).count).toBe(1);
  expect(counter.count("a", at(60_000))).toEqual({ count: 1, windowEndsAt: at(120_000) });
});

test("forgets windows that are over before it forgets any that count", () => {
  const counter = new WindowCounter(1_000, 3);
  counter.count("old", at(0));
  counter.count("a", at(900));
  counter.count("b", at(900));
  counter.count("c", at(1_000));
  expect(counter.size).toBe(3);
  expect(counter.count("a", at(1_001)).count).toBe(2);
});

test("never holds more keys than it may, whoever invents them", () => {
  const counter = new WindowCounter(60_000, 100);
  for (let n = 0; n < 10_000; n += 1) counter.count(`key ${n}`, at(n));
  expect(counter.size).toBe(100);
  expect(counter.count("key 9999", at(10_000)).count).toBe(2);
});
