import { z } from "zod";
import { updateWebhook } from "@/lib/db/webhooks";
import { verb } from "../verb";
import { announceWebhook, loadManaged, namedUrl } from "./load-webhook";

/** Ends a webhook for good; what is still to be delivered to it is not sent. */
export const deleteWebhook = verb({
  name: "webhooks.delete",
  kind: "change",
  permission: "webhook.manage",
  input: z.object({ id: z.guid() }),
  subject: ({ id }) => ({ kind: "webhook", id }),
  run: async ({ actor, input, tx, now, audit }): Promise<{ name: string }> => {
    const row = await loadManaged(tx, actor, input.id);
    await updateWebhook(tx, row.id, { deletedAt: now, on: false });
    audit({
      subject: { kind: "webhook", id: row.id },
      before: { name: row.name, url: namedUrl(row.url), kinds: row.kinds, on: row.on },
    });
    // Lists read again; its own page, which is being left, would only find it gone.
    await announceWebhook(tx, actor, row.organizationId);
    return { name: row.name };
  },
});
