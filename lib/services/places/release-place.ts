import { z } from "zod";
import { setPlaceHold } from "@/lib/db/accounts";
import { wakePlace } from "@/lib/db/signals";
import { verb } from "../verb";
import { loadAnyPlace } from "./load-place";

export const releasePlace = verb({
  name: "places.release",
  kind: "change",
  permission: "place.hold",
  input: z.object({ placeId: z.uuid() }),
  subject: ({ placeId }) => ({ kind: "place", id: placeId }),
  run: async ({ actor, input, tx, audit }) => {
    const { place, name, facts, announce } = await loadAnyPlace(tx, input.placeId);
    await setPlaceHold(tx, place.id, { heldAt: null, heldReason: null });
    audit({
      subject: { kind: "place", id: place.id },
      before: { hold: place.heldReason },
      after: { hold: null },
      facts: { name, ...facts },
    });
    await announce(tx, actor);
    await wakePlace(tx, place.id, { fullSweep: true });
    return { name };
  },
});
