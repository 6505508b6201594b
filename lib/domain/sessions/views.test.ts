import { expect, test } from "vitest";
import { describeEnd, describeLimits, describeSignedOut, type SessionFacts } from "./views";

const at = (minutes: number) => new Date(Date.UTC(2027, 2, 1, 8, minutes));
const session = (over: Partial<SessionFacts> = {}) => ({
  endedAt: null,
  endReason: null,
  idleEndsAt: at(60),
  endsAt: at(720),
  ...over,
});

test("a session holds until its first end", () => {
  expect(describeEnd(session(), at(59))).toBeNull();
  expect(describeEnd(session(), at(60))).toEqual({ at: at(60), why: "Nothing was done for too long" });
  const prolonged = session({ idleEndsAt: at(720) });
  expect(describeEnd(prolonged, at(719))).toBeNull();
  expect(describeEnd(prolonged, at(721))).toMatchObject({
    at: at(720),
    why: expect.stringMatching(/as long as/),
  });
});

test("whoever ended it is named, also after its time", () => {
  const ended = session({ endedAt: at(5), endReason: "ended-by-admin" });
  expect(describeEnd(ended, at(900))).toEqual({ at: at(5), why: "An admin ended it" });
});

test("who signed out is told nothing at the next sign-in, everybody else why they are there", () => {
  expect(describeSignedOut(session({ endedAt: at(5), endReason: "signed-out" }), at(6))).toBeNull();
  expect(describeSignedOut(session(), at(30))).toBeNull();
  expect(describeSignedOut(session(), at(61))?.title).toBe(
    "Your session is over. Nothing was done for too long.",
  );
});

test.each([
  [{ idleMinutes: 60, hours: 12 }, "after one hour in which you do nothing, and after 12 hours"],
  [{ idleMinutes: 90, hours: 1 }, "after 90 minutes in which you do nothing, and after one hour"],
  [{ idleMinutes: 120, hours: 24 }, "after 2 hours in which you do nothing, and after 24 hours"],
])("%o in words", (limits, words) => {
  expect(describeLimits(limits)).toContain(words);
});
