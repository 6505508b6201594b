import { z } from "zod";
import { setPlaceHold } from "@/lib/db/accounts";
import { wakePlace } from "@/lib/db/signals";
import { announceAccount } from "../accounts/load-account";
import { verb } from "../verb";
import { loadPlace } from "./load-place";

export const releasePlace = verb({
  name: "places.release",
  kind: "change",
  permission: "place.hold",
  input: z.object({ placeId: z.uuid() }),
  subject: ({ placeId }) => ({ kind: "place", id: placeId }),
  run: async ({ actor, input, tx, audit }) => {
    const { place, account } = await loadPlace(tx, input.placeId);
    await setPlaceHold(tx, place.id, { heldAt: null, heldReason: null });
    audit({
      subject: { kind: "place", id: place.id },
      facts: { accountId: account.accountId, region: place.region, was: place.heldReason },
    });
    await announceAccount(tx, actor, account.id);
    await wakePlace(tx, place.id, { fullSweep: true });
    return { region: place.region };
  },
});
