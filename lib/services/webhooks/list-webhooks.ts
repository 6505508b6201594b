import { z } from "zod";
import { listWebhooks as listRows } from "@/lib/db/webhooks";
import type { WebhookLine } from "@/lib/domain/notifications/views";
import { verb } from "../verb";
import { mayManage, viewWebhook } from "./load-webhook";

/** The organization's webhooks. */
export const listWebhooks = verb({
  name: "webhooks.list",
  kind: "read",
  permission: "webhook.read",
  input: z.object({}),
  run: async ({ actor, tx }): Promise<{ lines: WebhookLine[]; mayManage: boolean }> => {
    const manages = await mayManage(tx, actor);
    const rows = await listRows(tx, actor.organizationId);
    return { lines: rows.map((row) => viewWebhook(row, manages)), mayManage: manages };
  },
});
