import { z } from "zod";
import { violatedUniqueness } from "@/lib/db/violations";
import { isWebhookNameTaken, updateWebhook as updateRow } from "@/lib/db/webhooks";
import { verb } from "../verb";
import { nameTaken } from "./create-webhook";
import { announceWebhook, loadManaged, namedUrl } from "./load-webhook";
import { webhookInput } from "./webhook-input";

/** Changes a webhook's name, address and what it is told of. Deliveries under way go to the new address. */
export const updateWebhook = verb({
  name: "webhooks.update",
  kind: "change",
  permission: "webhook.manage",
  input: z.object({ id: z.guid(), ...webhookInput.shape }),
  subject: ({ id }) => ({ kind: "webhook", id }),
  run: async ({ actor, input, tx, audit }): Promise<void> => {
    const row = await loadManaged(tx, actor, input.id);
    const { id, name, url, kinds } = input;
    if (await isWebhookNameTaken(tx, { organizationId: row.organizationId, name, except: id })) {
      throw nameTaken(name);
    }
    try {
      await updateRow(tx, id, { name, url, kinds });
    } catch (error) {
      // Another took the name since it was looked for.
      throw violatedUniqueness(error) === "webhooks_name" ? nameTaken(name) : error;
    }
    audit({
      subject: { kind: "webhook", id },
      before: { name: row.name, url: namedUrl(row.url), kinds: row.kinds },
      after: { name, url: namedUrl(url), kinds },
      facts: url === row.url ? {} : { addressChanged: true },
    });
    await announceWebhook(tx, actor, id);
  },
});
