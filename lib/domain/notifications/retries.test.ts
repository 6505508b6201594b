import { expect, test } from "vitest";
import { givenUpAfterMs, mailGivenUpAfterMs, nextTry } from "./retries";

const beganAt = new Date("2026-11-22T08:00:00.000Z");
const after = (ms: number) => new Date(beganAt.getTime() + ms);

test.each([
  [1, 0, 5_000],
  [1, 1, 7_500],
  [2, 0, 10_000],
  [3, 0.5, 25_000],
  [8, 0, 640_000],
  [12, 0, 7_200_000],
  [40, 1, 10_800_000],
])("after try %i, with chance %f, it waits %i ms", (tries, random, waitMs) => {
  expect(nextTry({ tries, beganAt, now: beganAt, random })).toEqual(after(waitMs));
});

test("it is given up once the next try would come a day after the first", () => {
  const tries = 20;
  const pauseMs = 7_200_000;
  const last = after(givenUpAfterMs - pauseMs - 1);
  expect(nextTry({ tries, beganAt, now: last, random: 0 })).toEqual(after(givenUpAfterMs - 1));
  expect(nextTry({ tries, beganAt, now: after(givenUpAfterMs - pauseMs), random: 0 })).toBeNull();
});

test("mail outlasts a server that is away over a weekend", () => {
  const now = after(3 * 24 * 3_600_000);
  expect(nextTry({ tries: 40, beganAt, now, random: 1, withinMs: mailGivenUpAfterMs })).not.toBeNull();
  expect(nextTry({ tries: 40, beganAt, now, random: 0 })).toBeNull();
});

test("a day holds a few dozen tries at most", () => {
  for (const random of [0, 0.5, 1]) {
    let now: Date | null = beganAt;
    let tries = 0;
    while (now) {
      tries += 1;
      now = nextTry({ tries, beganAt, now, random });
    }
    expect(tries).toBeGreaterThan(12);
    expect(tries).toBeLessThan(30);
  }
});
