import type { Transaction } from "@/lib/db/pool";
import { announceChange } from "@/lib/db/signals";
import { findWebhook, type WebhookRow } from "@/lib/db/webhooks";
import * as can from "@/lib/domain/notifications/can";
import type { WebhookLine } from "@/lib/domain/notifications/views";
import type { Actor } from "../context";
import { notFound } from "../errors";
import { loadOrganization } from "../organizations/load-organization";
import { demand } from "../verb";

/** Refuses whoever may not change webhooks where they are. */
export async function demandToManage(tx: Transaction, actor: Actor): Promise<void> {
  const { kind } = await loadOrganization(tx, actor.organizationSlug);
  demand(can.manageWebhooks({ role: actor.role, organizationKind: kind }));
}

export async function mayManage(tx: Transaction, actor: Actor): Promise<boolean> {
  const { kind } = await loadOrganization(tx, actor.organizationSlug);
  return can.manageWebhooks({ role: actor.role, organizationKind: kind }).ok;
}

/** A webhook of the organization acted in; another's is not found. */
export async function loadWebhook(tx: Transaction, actor: Actor, id: string): Promise<WebhookRow> {
  const row = await findWebhook(tx, { id, organizationId: actor.organizationId });
  if (!row) throw notFound("webhook");
  return row;
}

export async function loadManaged(tx: Transaction, actor: Actor, id: string): Promise<WebhookRow> {
  const row = await loadWebhook(tx, actor, id);
  await demandToManage(tx, actor);
  return row;
}

export function viewWebhook(row: WebhookRow, manages: boolean): WebhookLine {
  const { id, name, url, on, offReason, failingSince, kinds } = row;
  return {
    id,
    name,
    url: manages ? url : `${new URL(url).origin}/…`,
    on,
    offReason,
    failingSince: failingSince?.toISOString() ?? null,
    kinds,
  };
}

/** The audit names the host: the rest of an address is often a secret. */
export function namedUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return pathname === "/" && !search ? origin : `${origin}/…`;
}

export async function announceWebhook(tx: Transaction, actor: Actor, id: string): Promise<void> {
  await announceChange(tx, { organizationId: actor.organizationId, kind: "webhooks", id });
}
