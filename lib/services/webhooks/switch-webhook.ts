import { z } from "zod";
import { updateWebhook } from "@/lib/db/webhooks";
import { verb } from "../verb";
import { announceWebhook, loadManaged } from "./load-webhook";

/** Pauses a webhook, or switches it on again: then how long it failed before counts no more. */
export const switchWebhook = verb({
  name: "webhooks.switch",
  kind: "change",
  permission: "webhook.manage",
  input: z.object({ id: z.guid(), on: z.boolean() }),
  subject: ({ id }) => ({ kind: "webhook", id }),
  run: async ({ actor, input, tx, audit }): Promise<void> => {
    const { id, on } = input;
    const row = await loadManaged(tx, actor, id);
    await updateWebhook(tx, id, { on, offReason: null, ...(on && { failingSince: null }) });
    audit({
      subject: { kind: "webhook", id },
      before: { on: row.on },
      after: { on },
      facts: { name: row.name },
    });
    await announceWebhook(tx, actor, id);
  },
});
