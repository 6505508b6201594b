import { z } from "zod";
import { setPlaceHold } from "@/lib/db/accounts";
import { wakePlace } from "@/lib/db/signals";
import { announceAccount } from "../accounts/load-account";
import { verb } from "../verb";
import { loadPlace } from "./load-place";

/** Sends nothing more in one Region of an account until it is released; looks go on. */
export const holdPlace = verb({
  name: "places.hold",
  kind: "change",
  permission: "place.hold",
  input: z.object({
    placeId: z.uuid(),
    reason: z
      .string()
      .trim()
      .min(1, "Say why, so that those whose connections wait can read it.")
      .max(200, "Keep the reason to 200 characters."),
  }),
  subject: ({ placeId }) => ({ kind: "place", id: placeId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { place, account } = await loadPlace(tx, input.placeId);
    await setPlaceHold(tx, place.id, { heldAt: now, heldReason: input.reason });
    audit({
      subject: { kind: "place", id: place.id },
      facts: { accountId: account.accountId, region: place.region, reason: input.reason },
    });
    await announceAccount(tx, actor, account.id);
    await wakePlace(tx, place.id);
    return { region: place.region };
  },
});
