import { z } from "zod";
import { updateWebhook } from "@/lib/db/webhooks";
import { sealForWorker } from "../seal-for-worker";
import { verb } from "../verb";
import { announceWebhook, loadManaged } from "./load-webhook";
import { makeWebhookSecret } from "./webhook-input";

/**
 * Makes a new secret, answered once. Calls are signed with it and with the one before until somebody says that the
 * receiver knows the new one.
 */
export const rotateWebhookSecret = verb({
  name: "webhooks.rotate-secret",
  kind: "change",
  permission: "webhook.manage",
  input: z.object({ id: z.guid() }),
  subject: ({ id }) => ({ kind: "webhook", id }),
  run: async ({ actor, input, tx, now, audit }): Promise<{ secret: string }> => {
    const row = await loadManaged(tx, actor, input.id);
    const secret = makeWebhookSecret();
    await updateWebhook(tx, row.id, {
      secretSealed: await sealForWorker(secret, `webhook/${row.id}`),
      rotatedAt: now,
    });
    audit({ subject: { kind: "webhook", id: row.id }, facts: { name: row.name } });
    await announceWebhook(tx, actor, row.id);
    return { secret };
  },
});
