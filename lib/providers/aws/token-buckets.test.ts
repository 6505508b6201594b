import { expect, it } from "vitest";
import { TokenBuckets } from "./token-buckets";

const place = "111111111111/eu-central-1";

function bucketsAt() {
  let now = 0;
  return {
    buckets: new TokenBuckets(() => now),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it("gives half of AWS's bucket of mutating calls at once, then half of its refill", () => {
  const { buckets, pass } = bucketsAt();
  const taken = () =>
    Array.from({ length: 100 }, () => buckets.tryTake(place, "CreateRoute")).filter(Boolean).length;
  expect(taken()).toBe(25);
  expect(taken()).toBe(0);
  pass(2_000);
  expect(taken()).toBe(5);
  pass(3_600_000);
  expect(taken()).toBe(25);
});

it("keeps places and actions apart", () => {
  const { buckets } = bucketsAt();
  for (let n = 0; n < 25; n += 1) buckets.tryTake(place, "CreateRoute");
  expect(buckets.tryTake(place, "CreateRoute")).toBe(false);
  expect(buckets.tryTake(place, "DeleteRoute")).toBe(true);
  expect(buckets.tryTake("111111111111/us-east-1", "CreateRoute")).toBe(true);
});

it("makes reads wait for their turn in the order in which they came", () => {
  const { buckets, pass } = bucketsAt();
  const waits = Array.from({ length: 52 }, () => buckets.take(place, "DescribeVpcs"));
  expect(waits.slice(0, 50).every((wait) => wait === 0)).toBe(true);
  expect(waits.slice(50)).toEqual([100, 200]);
  pass(200);
  expect(buckets.take(place, "DescribeVpcs")).toBe(100);
});
