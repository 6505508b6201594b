import { z } from "zod";
import { lockSettings, updateSettings } from "@/lib/db/settings";
import { announceChange } from "@/lib/db/signals";
import { sessionBounds } from "@/lib/domain/sessions/limits";
import { requestDayBounds } from "@/lib/domain/sign-on/views";
import { verb } from "../verb";

function wholeNumber({ least, most }: { least: number; most: number }, what: string) {
  const message = `${what}: enter a whole number from ${least} to ${most}.`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,6}$/, message)
    .transform(Number)
    .pipe(z.number().min(least, { error: message, abort: true }).max(most, { error: message, abort: true }));
}

/** How long sessions last that are opened from now on, and how long requests wait that are made from now on. */
export const changeSettings = verb({
  name: "sign-on.change-settings",
  kind: "change",
  permission: "sign-on.manage",
  input: z
    .object({
      sessionIdleMinutes: wholeNumber(sessionBounds.idleMinutes, "Minutes"),
      sessionHours: wholeNumber(sessionBounds.hours, "Hours"),
      requestDays: wholeNumber(requestDayBounds, "Days"),
    })
    .refine(({ sessionIdleMinutes, sessionHours }) => sessionIdleMinutes <= sessionHours * 60, {
      path: ["sessionIdleMinutes"],
      error: "A session cannot rest longer than it lasts. Enter fewer minutes, or more hours below.",
    }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { sessionIdleMinutes, sessionHours, requestDays } = await lockSettings(tx);
    await updateSettings(tx, input, now);
    audit({
      subject: { kind: "settings", id: actor.organizationId },
      before: { sessionIdleMinutes, sessionHours, requestDays },
      after: input,
      facts: { name: "Sessions and requests" },
    });
    await announceChange(tx, { organizationId: actor.organizationId, kind: "sign-on", id: "settings" });
    return input;
  },
});
