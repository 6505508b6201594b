import { z } from "zod";
import { setPlaceHold } from "@/lib/db/accounts";
import { wakePlace } from "@/lib/db/signals";
import { verb } from "../verb";
import { loadAnyPlace } from "./load-place";

/** Sends nothing more in one Region of an account, or one organization of a site, until it is released; looks go on. */
export const holdPlace = verb({
  name: "places.hold",
  kind: "change",
  permission: "place.hold",
  input: z.object({
    placeId: z.uuid(),
    reason: z
      .string()
      .trim()
      .min(1, "Say why, so that those who wait can read it.")
      .max(200, "Keep the reason to 200 characters."),
  }),
  subject: ({ placeId }) => ({ kind: "place", id: placeId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { place, name, facts, announce } = await loadAnyPlace(tx, input.placeId);
    await setPlaceHold(tx, place.id, { heldAt: now, heldReason: input.reason });
    audit({
      subject: { kind: "place", id: place.id },
      before: { hold: place.heldReason },
      after: { hold: input.reason },
      facts: { name, ...facts },
    });
    await announce(tx, actor);
    await wakePlace(tx, place.id);
    return { name };
  },
});
