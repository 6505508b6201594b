import { z } from "zod";
import { findPersonName, listDeliveries } from "@/lib/db/webhooks";
import type { WebhookView } from "@/lib/domain/notifications/views";
import { testWords } from "@/lib/domain/notifications/webhook-payload";
import { describeNotice } from "@/lib/domain/notifications/words";
import { verb } from "../verb";
import { loadWebhook, mayManage, viewWebhook } from "./load-webhook";

const logged = 50;

/** A webhook with the log of what it was sent. */
export const getWebhook = verb({
  name: "webhooks.get",
  kind: "read",
  permission: "webhook.read",
  input: z.object({ id: z.guid() }),
  run: async ({ actor, input, tx }): Promise<WebhookView> => {
    const row = await loadWebhook(tx, actor, input.id);
    const manages = await mayManage(tx, actor);
    const deliveries = await listDeliveries(tx, { webhookId: row.id, limit: logged });
    return {
      ...viewWebhook(row, manages),
      createdBy: await findPersonName(tx, row.createdBy),
      createdAt: row.createdAt.toISOString(),
      rotatedAt: row.rotatedAt?.toISOString() ?? null,
      mayManage: manages,
      deliveries: deliveries.map(({ kind, subjectId, facts, ...delivery }) => ({
        id: delivery.id,
        kind,
        title:
          kind && subjectId && facts
            ? describeNotice(
                { kind, subjectId, facts },
                delivery.noticeOrganizationId !== actor.organizationId,
              ).title
            : testWords.title,
        state: delivery.state,
        createdAt: delivery.createdAt.toISOString(),
        nextTryAt: delivery.nextTryAt?.toISOString() ?? null,
        // What a receiver answers is for those who run it.
        tries: manages ? delivery.tries : delivery.tries.map((made) => ({ ...made, answer: "" })),
      })),
    };
  },
});
