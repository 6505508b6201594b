import { openSealed } from "@/lib/crypto/open";
import { signWebhook } from "@/lib/crypto/sign-webhook";
import {
  type DeliveryRow,
  type DeliveryToTry,
  loadDelivery,
  lockDeliveryOfJob,
  noteWebhookFare,
  recordTry,
  switchWebhookOff,
} from "@/lib/db/deliveries";
import type { ClaimedJob, JobsInTransaction } from "@/lib/db/jobs";
import { writeNotice } from "@/lib/db/notices";
import type { Transaction } from "@/lib/db/pool";
import { composeMail } from "@/lib/domain/notifications/compose-mail";
import type { DeliveryTry } from "@/lib/domain/notifications/kinds";
import {
  givenUpAfterMs,
  mailGivenUpAfterMs,
  nextTry,
  switchedOffAfterMs,
} from "@/lib/domain/notifications/retries";
import { testWords, type WebhookPayload } from "@/lib/domain/notifications/webhook-payload";
import { describeNotice } from "@/lib/domain/notifications/words";
import { composeInvitation, mailReason } from "@/lib/domain/people/invitation-mail";
import { invitationState } from "@/lib/domain/people/invitations";
import { log } from "@/lib/log";
import { noticePath, paths } from "@/lib/paths";
import { callWebhook } from "@/lib/providers/webhook/call-webhook";
import type { DeliveryContext } from "./delivery-context";

/** What one try came to. `final`: no further try could go better. */
type Outcome = { ok: boolean; status: number | null; answer: string; final: boolean };

/**
 * Makes one try of a delivery and records it with what follows, in one transaction with the job. Never throws: a try
 * that was made but not recorded, because the worker died or the database was away, is made again by the same job once
 * it has expired. That is why receivers are given the delivery's id.
 */
export async function deliverClaimed(context: DeliveryContext, job: ClaimedJob): Promise<void> {
  const { db, jobs, clock } = context;
  try {
    const found = await loadDelivery(db, job.data.deliveryId);
    const isOurs = found?.delivery.state === "waiting" && found.delivery.jobId === job.id;
    if (!found || !isOurs) {
      await jobs.transaction((_tx, inside) => inside.complete(job.id));
      return;
    }
    const startedAt = clock();
    const dropped = whyDropped(found, startedAt);
    const outcome = dropped ?? (await makeTry(context, found));
    const made: DeliveryTry = {
      at: startedAt.toISOString(),
      tookMs: Math.max(clock().getTime() - startedAt.getTime(), 0),
      status: outcome.status,
      answer: outcome.answer,
    };
    await jobs.transaction(async (tx, inside) => {
      const delivery = await lockDeliveryOfJob(tx, { id: found.delivery.id, jobId: job.id });
      if (delivery) await settle(context, tx, inside, { found, delivery, made, outcome });
      await inside.complete(job.id);
    });
  } catch (error) {
    log.error({ err: error, delivery: job.data.deliveryId }, "A delivery's try could not be finished");
  }
}

/** Claims what is due and tries it: one round of the loop. */
export async function deliverDue(context: DeliveryContext, limit: number): Promise<number> {
  const claimed = await context.jobs.claim(limit);
  await Promise.all(claimed.map((job) => deliverClaimed(context, job)));
  return claimed.length;
}

/** Why it is not sent at all any more. */
function whyDropped(found: DeliveryToTry, now: Date): Outcome | null {
  const { delivery, webhook, notice, receiver, invitation } = found;
  const drop = (answer: string): Outcome => ({ ok: false, status: null, answer, final: true });
  if (delivery.invitationId !== null) {
    const isOpen = invitation && delivery.linkSealed && invitationState(invitation, now) === "open";
    return isOpen ? null : drop("The link ended before it could be mailed.");
  }
  if (delivery.channel === "mail") {
    return notice && receiver ? null : drop("They have left, or no mail reaches them. Nothing was sent.");
  }
  if (!webhook || webhook.deletedAt) return drop("The webhook was deleted. Nothing was sent.");
  return webhook.on || !notice ? null : drop("The webhook was switched off. Nothing was sent.");
}

async function makeTry(context: DeliveryContext, found: DeliveryToTry): Promise<Outcome> {
  try {
    if (found.delivery.channel === "webhook") return await call(context, found);
    return found.invitation ? await sendInvitation(context, found) : await sendMail(context, found);
  } catch (error) {
    log.error({ err: error, delivery: found.delivery.id }, "A delivery's try broke off");
    return { ok: false, status: null, answer: "Something went wrong on our side.", final: false };
  }
}

async function sendMail(
  { mailer, publicOrigin }: DeliveryContext,
  { delivery, notice, receiver }: DeliveryToTry,
): Promise<Outcome> {
  if (!mailer || !publicOrigin) {
    return { ok: false, status: null, answer: "E-mail is not set up any more.", final: false };
  }
  if (!notice || !receiver) throw new Error("a mail without notice or receiver");
  const words = describeNotice(notice, !receiver.isMember);
  const { organization } = notice.facts;
  const preferencesUrl = publicOrigin + paths.notificationPreferences();
  const mail = composeMail(words, {
    organization: organization?.name ?? null,
    url: publicOrigin + noticePath(words.leadsTo, organization?.slug ?? ""),
    preferencesUrl,
  });
  const { ok, status, answer, isFinal } = await mailer.send({
    ...mail,
    to: receiver.email,
    messageId: `${delivery.id}@${new URL(publicOrigin).hostname}`,
    unsubscribeUrl: preferencesUrl,
  });
  return { ok, status, answer, final: isFinal };
}

/** The link is opened for the try alone: what is kept and logged of it tells nothing of it. */
async function sendInvitation(
  { mailer, publicOrigin, sealingKeys }: DeliveryContext,
  { delivery, invitation, organization }: DeliveryToTry,
): Promise<Outcome> {
  if (!mailer || !publicOrigin) {
    return { ok: false, status: null, answer: "This installation sends no e-mail.", final: true };
  }
  if (!invitation || !delivery.linkSealed) throw new Error("an invitation's mail without its link");
  const token = await openSealed(delivery.linkSealed, `invitation-mail/${delivery.id}`, sealingKeys);
  const sent = await mailer.send({
    ...composeInvitation({
      ...invitation,
      organization: organization.name,
      url: publicOrigin + paths.invitation(token),
    }),
    to: invitation.email,
    messageId: `${delivery.id}@${new URL(publicOrigin).hostname}`,
    unsubscribeUrl: null,
  });
  const { ok, status, isFinal } = sent;
  if (ok) return { ok, status, answer: sent.answer, final: true };
  log.warn({ delivery: delivery.id, status, answer: sent.answer }, "An invitation could not be mailed");
  return { ok, status, answer: mailReason(sent), final: isFinal };
}

async function call(context: DeliveryContext, found: DeliveryToTry): Promise<Outcome> {
  const { webhook, delivery } = found;
  if (!webhook) throw new Error("a call without a webhook");
  const secrets = await secretsOf(context, webhook);
  const body = JSON.stringify(payloadOf(context, found));
  const answer = await callWebhook(
    {
      url: webhook.url,
      body,
      headers: {
        "x-drawbridge-delivery": delivery.id,
        "x-drawbridge-kind": found.notice?.kind ?? "test",
        "x-drawbridge-signature": signWebhook(body, secrets, context.clock()),
      },
    },
    { dispatcher: context.dispatcher, policy: context.outbound },
  );
  // 410 says that nobody will be there again.
  return { ...answer, final: answer.status === 410 };
}

function secretsOf(
  { sealingKeys }: DeliveryContext,
  { id, secretSealed, previousSecretSealed }: NonNullable<DeliveryToTry["webhook"]>,
): Promise<string[]> {
  const sealed = previousSecretSealed ? [secretSealed, previousSecretSealed] : [secretSealed];
  return Promise.all(sealed.map((each) => openSealed(each, `webhook/${id}`, sealingKeys)));
}

/** The same at every try: it is made of what was written down when the notice was handed on. */
function payloadOf({ publicOrigin }: DeliveryContext, found: DeliveryToTry): WebhookPayload {
  const { delivery, notice, organization, webhook } = found;
  const link = (path: string) => (publicOrigin ? publicOrigin + path : null);
  if (!notice) {
    return {
      id: delivery.id,
      kind: "test",
      at: delivery.createdAt.toISOString(),
      organization,
      subject: null,
      ...testWords,
      url: link(paths.webhook(organization.slug, webhook?.id ?? "")),
    };
  }
  const asProvider = delivery.organizationId !== notice.organizationId;
  const { title, sentence, next, leadsTo } = describeNotice(notice, asProvider);
  const whose = notice.facts.organization ?? organization;
  return {
    id: delivery.id,
    kind: notice.kind,
    at: notice.at.toISOString(),
    organization: whose,
    subject: { kind: notice.subjectKind, id: notice.subjectId, name: notice.facts.name ?? null },
    title,
    sentence,
    next,
    url: link(noticePath(leadsTo, whose.slug)),
  };
}

/** Writes down the try and what follows: done, given up, or another job. */
async function settle(
  { clock, random }: DeliveryContext,
  tx: Transaction,
  jobs: JobsInTransaction,
  tried: { found: DeliveryToTry; delivery: DeliveryRow; made: DeliveryTry; outcome: Outcome },
): Promise<void> {
  const { found, delivery, made, outcome } = tried;
  const now = clock();
  const { webhook, notice } = found;
  const isTest = delivery.channel === "webhook" && notice === null;
  // That a test failed was seen by whoever pressed the button; it starts no count.
  const counts = webhook !== null && (outcome.ok || !isTest);
  const failingSince = counts ? await noteWebhookFare(tx, webhook.id, outcome.ok ? null : now) : null;
  if (outcome.ok) return recordTry(tx, delivery, made, { state: "delivered", at: now });

  const tries = delivery.tries.filter(({ at }) => new Date(at) >= delivery.roundBeganAt).length + 1;
  const isNews = delivery.channel === "mail" && notice !== null;
  const withinMs = isNews ? mailGivenUpAfterMs : givenUpAfterMs;
  const at =
    outcome.final || isTest
      ? null
      : nextTry({ tries, beganAt: delivery.roundBeganAt, now, random: random(), withinMs });
  // A webhook has its log on a page; a mail that does not go out is seen here alone.
  if (isNews) {
    const { status, answer } = outcome;
    log.warn({ delivery: delivery.id, status, answer, tries, nextTryAt: at }, "A mail could not be sent");
  }
  if (at) {
    await recordTry(tx, delivery, made, { jobId: await jobs.send(delivery.id, at), nextTryAt: at });
    return;
  }
  await recordTry(tx, delivery, made, { state: "given-up", at: now });
  const failsForLong = failingSince && now.getTime() - failingSince.getTime() >= switchedOffAfterMs;
  if (webhook && failsForLong) await switchOff(tx, webhook, failingSince, now);
}

async function switchOff(
  tx: Transaction,
  { id, organizationId, name }: NonNullable<DeliveryToTry["webhook"]>,
  failingSince: Date,
  now: Date,
): Promise<void> {
  const days = Math.floor((now.getTime() - failingSince.getTime()) / (24 * 3_600_000));
  const sentence = `Nothing could be delivered to it for ${days} days, so it is called no more.`;
  if (!(await switchWebhookOff(tx, id, sentence))) return;
  await writeNotice(tx, {
    organizationId,
    kind: "webhook.off",
    subject: { kind: "webhook", id },
    at: now,
    dedupeKey: `webhook.off/${id}/${failingSince.toISOString()}`,
    facts: {
      name,
      ending: {
        title: "Switched off",
        sentence,
        next: "Mend its receiver, send a test from its page, then switch it on again. What was given up can be sent again from its log.",
      },
    },
  });
}
