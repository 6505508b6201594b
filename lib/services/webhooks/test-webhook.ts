import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { announceNotice } from "@/lib/db/signals";
import { insertTestDelivery } from "@/lib/db/webhooks";
import { verb } from "../verb";
import { announceWebhook, loadManaged } from "./load-webhook";

/** Has the worker send a test, signed as everything else, to a paused webhook too. What came of it is in the log. */
export const testWebhook = verb({
  name: "webhooks.test",
  kind: "change",
  permission: "webhook.manage",
  input: z.object({ id: z.guid() }),
  subject: ({ id }) => ({ kind: "webhook", id }),
  run: async ({ actor, input, tx, now, audit }): Promise<{ deliveryId: string }> => {
    const { id, organizationId, name } = await loadManaged(tx, actor, input.id);
    const deliveryId = uuidv7();
    await insertTestDelivery(tx, { id: deliveryId, organizationId, webhookId: id, createdAt: now });
    audit({ subject: { kind: "webhook", id }, facts: { name, deliveryId } });
    await announceNotice(tx, deliveryId);
    await announceWebhook(tx, actor, id);
    return { deliveryId };
  },
});
