import { expect, test } from "vitest";
import { dueReminder, expiryOf, isOverdue } from "./deadlines";

const hour = 3_600_000;
const since = new Date("2026-11-01T09:00:00.000Z");
const at = (hours: number) => new Date(since.getTime() + hours * hour);

test.each<[number, number, number | null, ReturnType<typeof dueReminder>]>([
  // days given, hours since, hours when last told, what is due
  [14, 71, null, null],
  [14, 72, null, "waiting-long"],
  [14, 100, 72, null],
  [14, 312, null, "last-day"],
  [14, 312, 72, "last-day"],
  [14, 320, 312, null],
  [14, 336, 72, null],
  [2, 23, null, null],
  [2, 24, null, "last-day"],
  [2, 40, 24, null],
  [1, 0, null, "last-day"],
])("of %i days, after %i hours, told at %s: %s", (days, hours, toldAt, due) => {
  const waiting = {
    since,
    expiresAt: expiryOf(since, days),
    remindedAt: toldAt === null ? null : at(toldAt),
  };
  expect(dueReminder(waiting, at(hours))).toBe(due);
});

test("it is over at its very moment", () => {
  const expiresAt = expiryOf(since, 14);
  expect([isOverdue({ expiresAt }, at(335)), isOverdue({ expiresAt }, at(336))]).toEqual([false, true]);
});
