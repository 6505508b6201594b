import { v7 as uuidv7 } from "uuid";
import {
  insertDeliveries,
  insertNotifications,
  listDelegationsNow,
  listMembersToTell,
  listProviderIds,
  listWebhooksToCall,
  lockDeliveriesWithoutJob,
  lockNextNotice,
  markHandedOn,
  type NoticeRow,
  setDeliveryJob,
} from "@/lib/db/hand-on";
import type { JobsInTransaction } from "@/lib/db/jobs";
import { loadNoticeSubject, namesOf } from "@/lib/db/notice-subjects";
import type { Transaction } from "@/lib/db/pool";
import { announceChange } from "@/lib/db/signals";
import { audienceOf } from "@/lib/domain/notifications/audience";
import type { NoticeFacts } from "@/lib/domain/notifications/kinds";
import { log } from "@/lib/log";
import type { DeliveryContext } from "./delivery-context";

/** A notice that could not be handed on is tried again after this long; others go before it. */
const setAsideMs = 60_000;
const beginAtOnce = 50;

/** Hands on what happened to those who are to be told, and begins the deliveries that people asked for. */
export class NoticeHandler {
  private readonly setAside = new Map<string, Date>();

  constructor(private readonly context: DeliveryContext) {}

  /** Goes on until nothing waits. Answers how many deliveries were begun. */
  async work(): Promise<number> {
    const now = this.context.clock();
    for (const [id, until] of this.setAside) if (until <= now) this.setAside.delete(id);
    let begun = 0;
    for (let more = true; more && !this.context.stopping.aborted; ) {
      const made = await this.handOnNext();
      more = made !== null;
      begun += made ?? 0;
    }
    return begun + (await beginDeliveries(this.context));
  }

  /** Hands on one notice in one transaction: bells, deliveries and their jobs, or nothing. Null: none waits. */
  private async handOnNext(): Promise<number | null> {
    const { jobs, clock } = this.context;
    const now = clock();
    let taken: NoticeRow | null = null;
    try {
      return await jobs.transaction(async (tx, inside) => {
        taken = await lockNextNotice(tx, [...this.setAside.keys()]);
        return taken ? handOn(this.context, tx, inside, taken, now) : null;
      });
    } catch (error) {
      const failed = taken as NoticeRow | null;
      if (!failed) throw error;
      this.setAside.set(failed.id, new Date(now.getTime() + setAsideMs));
      log.error({ err: error, notice: failed.id, kind: failed.kind }, "A notice could not be handed on");
      return 0;
    }
  }
}

async function handOn(
  { mailer }: DeliveryContext,
  tx: Transaction,
  jobs: JobsInTransaction,
  notice: NoticeRow,
  now: Date,
): Promise<number> {
  const { id: noticeId, organizationId, kind } = notice;
  const { facts: seen, ...takers } = await loadNoticeSubject(tx, {
    kind: notice.subjectKind,
    id: notice.subjectId,
    organizationId,
  });
  const facts = await complete(tx, seen, notice.facts as NoticeFacts);
  const members = await listMembersToTell(tx, organizationId);
  const delegations = kind === "request.waiting" ? await listDelegationsNow(tx, now) : [];
  const told = audienceOf({ kind, facts, members, delegations, ...takers });
  const hooks = await listWebhooksToCall(tx, notice);

  await markHandedOn(tx, { id: noticeId, facts }, now);
  await insertNotifications(
    tx,
    told.map(({ personId }) => ({ id: uuidv7(), organizationId, noticeId, personId, at: notice.at })),
  );
  const made = { noticeId, state: "waiting" as const, createdAt: now, roundBeganAt: now };
  const deliveries = await insertDeliveries(tx, [
    ...told.flatMap(({ personId, mail }) =>
      mail && mailer ? [{ ...made, id: uuidv7(), organizationId, channel: "mail" as const, personId }] : [],
    ),
    ...hooks.map((hook) => ({
      ...made,
      id: uuidv7(),
      organizationId: hook.organizationId,
      channel: "webhook" as const,
      webhookId: hook.id,
    })),
  ]);
  for (const id of deliveries) {
    await setDeliveryJob(tx, { id, jobId: await jobs.send(id, now), nextTryAt: now });
  }
  const bells = members.some(({ of }) => of === "provider") ? await listProviderIds(tx) : [];
  for (const each of new Set([organizationId, ...bells])) {
    await announceChange(tx, { organizationId: each, kind: "notifications", id: noticeId });
  }
  return deliveries.length;
}

/** What the writer gave counts more than what is found now. */
async function complete(tx: Transaction, seen: NoticeFacts, given: NoticeFacts): Promise<NoticeFacts> {
  const known = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  ) as NoticeFacts;
  const { byPersonId } = known;
  const byName = byPersonId && !known.byName ? (await namesOf(tx, [byPersonId])).get(byPersonId) : undefined;
  return { ...seen, ...known, ...(byName && { byName }) };
}

/** Makes the jobs of deliveries that the web asked for: a test, or one that is to be tried again. */
async function beginDeliveries({ jobs, clock }: DeliveryContext): Promise<number> {
  const now = clock();
  return jobs.transaction(async (tx, inside) => {
    const ids = await lockDeliveriesWithoutJob(tx, beginAtOnce);
    for (const id of ids) {
      await setDeliveryJob(tx, { id, jobId: await inside.send(id, now), nextTryAt: now });
    }
    return ids.length;
  });
}
