import { z } from "zod";
import { announceNotice } from "@/lib/db/signals";
import { beginAgain, lockDelivery } from "@/lib/db/webhooks";
import * as can from "@/lib/domain/notifications/can";
import { notFound } from "../errors";
import { demand, verb } from "../verb";
import { announceWebhook, loadManaged } from "./load-webhook";

/** Has a delivery sent again, under the id it had: a receiver that has it already can drop it. */
export const redeliver = verb({
  name: "webhooks.redeliver",
  kind: "change",
  permission: "webhook.manage",
  input: z.object({ id: z.guid(), deliveryId: z.guid() }),
  subject: ({ id }) => ({ kind: "webhook", id }),
  run: async ({ actor, input, tx, now, audit }): Promise<void> => {
    const { id, name } = await loadManaged(tx, actor, input.id);
    const delivery = await lockDelivery(tx, { id: input.deliveryId, webhookId: id });
    if (!delivery) throw notFound("delivery");
    demand(can.redeliver(delivery));
    await beginAgain(tx, [delivery.id], now);
    audit({ subject: { kind: "webhook", id }, facts: { name, deliveryId: delivery.id } });
    await announceNotice(tx, delivery.id);
    await announceWebhook(tx, actor, id);
  },
});
