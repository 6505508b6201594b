import { z } from "zod";
import { updateWebhook } from "@/lib/db/webhooks";
import { ServiceError } from "../errors";
import { verb } from "../verb";
import { announceWebhook, loadManaged } from "./load-webhook";

/** The receiver knows the new secret: the one before signs no more, and is forgotten. */
export const finishWebhookRotation = verb({
  name: "webhooks.finish-rotation",
  kind: "change",
  permission: "webhook.manage",
  input: z.object({ id: z.guid() }),
  subject: ({ id }) => ({ kind: "webhook", id }),
  run: async ({ actor, input, tx, audit }): Promise<void> => {
    const row = await loadManaged(tx, actor, input.id);
    if (!row.rotatedAt) {
      throw new ServiceError("precondition", "Only one secret signs already.", {
        next: "Nothing is to be done.",
      });
    }
    await updateWebhook(tx, row.id, { rotatedAt: null });
    audit({ subject: { kind: "webhook", id: row.id }, facts: { name: row.name } });
    await announceWebhook(tx, actor, row.id);
  },
});
