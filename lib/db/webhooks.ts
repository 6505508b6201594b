import { and, asc, count, desc, eq, getTableColumns, inArray, isNull, ne, sql } from "drizzle-orm";
import type { NoticeFacts, NoticeKind } from "@/lib/domain/notifications/kinds";
import type { Transaction } from "./pool";
import { deliveries, webhooks } from "./schema/deliveries";
import { notices } from "./schema/notices";
import { people } from "./schema/people";

// All that the web may read: what the secrets were sealed to stays shut to it.
const readable = {
  id: webhooks.id,
  organizationId: webhooks.organizationId,
  name: webhooks.name,
  url: webhooks.url,
  kinds: webhooks.kinds,
  on: webhooks.on,
  offReason: webhooks.offReason,
  failingSince: webhooks.failingSince,
  rotatedAt: webhooks.rotatedAt,
  createdBy: webhooks.createdBy,
  createdAt: webhooks.createdAt,
};

export type WebhookRow = Pick<typeof webhooks.$inferSelect, keyof typeof readable>;

/** An organization's webhooks, by name. */
export function listWebhooks(tx: Transaction, organizationId: string): Promise<WebhookRow[]> {
  return tx
    .select(readable)
    .from(webhooks)
    .where(and(eq(webhooks.organizationId, organizationId), isNull(webhooks.deletedAt)))
    .orderBy(asc(webhooks.name));
}

/** One of an organization's webhooks; null where it has no such one. */
export async function findWebhook(
  tx: Transaction,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<WebhookRow | null> {
  const [row] = await tx
    .select(readable)
    .from(webhooks)
    .where(and(eq(webhooks.id, id), eq(webhooks.organizationId, organizationId), isNull(webhooks.deletedAt)));
  return row ?? null;
}

/** Whether another of the organization's webhooks has this name, however it is spelled. */
export async function isWebhookNameTaken(
  tx: Transaction,
  { organizationId, name, except }: { organizationId: string; name: string; except?: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: webhooks.id })
    .from(webhooks)
    .where(
      and(
        eq(webhooks.organizationId, organizationId),
        isNull(webhooks.deletedAt),
        sql`lower(${webhooks.name}) = lower(${name})`,
        except ? ne(webhooks.id, except) : undefined,
      ),
    );
  return rows.length > 0;
}

export async function countWebhooks(tx: Transaction, organizationId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(webhooks)
    .where(and(eq(webhooks.organizationId, organizationId), isNull(webhooks.deletedAt)));
  return row?.n ?? 0;
}

/** Makes a webhook; false where its name is taken. */
export async function insertWebhook(tx: Transaction, row: typeof webhooks.$inferInsert): Promise<boolean> {
  const { rowCount } = await tx.insert(webhooks).values(row).onConflictDoNothing();
  return Boolean(rowCount);
}

/** Changes a webhook. With another `rotatedAt` a trigger keeps the secret before, or drops it for null. */
export async function updateWebhook(
  tx: Transaction,
  id: string,
  change: Partial<
    Pick<
      typeof webhooks.$inferInsert,
      | "name"
      | "url"
      | "kinds"
      | "on"
      | "offReason"
      | "failingSince"
      | "secretSealed"
      | "rotatedAt"
      | "deletedAt"
    >
  >,
): Promise<void> {
  await tx.update(webhooks).set(change).where(eq(webhooks.id, id));
}

// Links that are to be mailed stay shut to the web, sealed as they are.
const { linkSealed: _shut, ...readableOfDeliveries } = getTableColumns(deliveries);
type ReadableDelivery = Omit<typeof deliveries.$inferSelect, "linkSealed">;

export type LoggedDelivery = ReadableDelivery & {
  kind: NoticeKind | null;
  subjectId: string | null;
  noticeOrganizationId: string | null;
  facts: NoticeFacts | null;
};

/** The log of a webhook, newest first. */
export async function listDeliveries(
  tx: Transaction,
  scope: { webhookId: string; limit: number },
): Promise<LoggedDelivery[]> {
  const rows = await tx
    .select({
      delivery: readableOfDeliveries,
      kind: notices.kind,
      subjectId: notices.subjectId,
      noticeOrganizationId: notices.organizationId,
      facts: notices.facts,
    })
    .from(deliveries)
    .leftJoin(notices, eq(notices.id, deliveries.noticeId))
    .where(eq(deliveries.webhookId, scope.webhookId))
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(scope.limit);
  return rows.map(({ delivery, facts, ...row }) => ({
    ...delivery,
    ...row,
    facts: facts as NoticeFacts | null,
  }));
}

/** Puts a test down to be sent: the worker makes its job. */
export async function insertTestDelivery(
  tx: Transaction,
  row: { id: string; organizationId: string; webhookId: string; createdAt: Date },
): Promise<void> {
  await tx.insert(deliveries).values({
    ...row,
    channel: "webhook",
    state: "waiting",
    nextTryAt: row.createdAt,
    roundBeganAt: row.createdAt,
  });
}

/** A delivery of a webhook, locked; null where the webhook has no such one. */
export async function lockDelivery(
  tx: Transaction,
  { id, webhookId }: { id: string; webhookId: string },
): Promise<ReadableDelivery | null> {
  const [row] = await tx
    .select(readableOfDeliveries)
    .from(deliveries)
    .where(and(eq(deliveries.id, id), eq(deliveries.webhookId, webhookId)))
    .for("update");
  return row ?? null;
}

/** Has settled deliveries tried again from the beginning, under the ids they had. */
export async function beginAgain(tx: Transaction, ids: string[], at: Date): Promise<void> {
  await tx
    .update(deliveries)
    .set({ state: "waiting", settledAt: null, jobId: null, nextTryAt: at, roundBeganAt: at })
    .where(inArray(deliveries.id, ids));
}

/** The name of a person, for who made something; empty where they are not to be seen. */
export async function findPersonName(tx: Transaction, id: string): Promise<string> {
  const [row] = await tx.select({ name: people.name }).from(people).where(eq(people.id, id));
  return row?.name ?? "";
}
