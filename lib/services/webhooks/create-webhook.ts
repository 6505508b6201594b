import { v7 as uuidv7 } from "uuid";
import { lockOrganization } from "@/lib/db/organizations";
import { countWebhooks, insertWebhook } from "@/lib/db/webhooks";
import * as can from "@/lib/domain/notifications/can";
import { ServiceError } from "../errors";
import { sealForWorker } from "../seal-for-worker";
import { demand, verb } from "../verb";
import { announceWebhook, demandToManage, namedUrl } from "./load-webhook";
import { makeWebhookSecret, webhookInput } from "./webhook-input";

/** Makes a webhook. Its secret is answered once and sealed to the worker: nobody reads it here again. */
export const createWebhook = verb({
  name: "webhooks.create",
  kind: "change",
  permission: "webhook.manage",
  input: webhookInput,
  run: async ({ actor, input, tx, now, audit }): Promise<{ id: string; secret: string }> => {
    await demandToManage(tx, actor);
    const { organizationId } = actor;
    await lockOrganization(tx, organizationId);
    demand(can.addWebhook({ count: await countWebhooks(tx, organizationId) }));
    const id = uuidv7();
    const secret = makeWebhookSecret();
    const { name, url, kinds } = input;
    const made = await insertWebhook(tx, {
      id,
      organizationId,
      name,
      url,
      kinds,
      secretSealed: await sealForWorker(secret, `webhook/${id}`),
      createdBy: actor.personId,
      createdAt: now,
    });
    if (!made) throw nameTaken(name);
    audit({ subject: { kind: "webhook", id }, after: { name, url: namedUrl(url), kinds, on: true } });
    await announceWebhook(tx, actor, id);
    return { id, secret };
  },
});

export function nameTaken(name: string): ServiceError {
  return new ServiceError("conflict", `A webhook named ${name} is there already.`, {
    fields: { name: ["Another webhook has this name. Choose another, so that they can be told apart."] },
  });
}
