import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerConfig } from "@/lib/config/worker";
import { Jobs } from "@/lib/db/jobs";
import { nothingAllowed } from "@/lib/domain/notifications/outbound-address";
import { log } from "@/lib/log";
import { Mailer } from "@/lib/providers/mail/mailer";
import { openGuardedAgent } from "@/lib/providers/outbound/guarded-agent";
import { Bell } from "./bell";
import type { WorkerContext } from "./context";
import { deliverClaimed } from "./deliver";
import type { DeliveryContext } from "./delivery-context";
import { NoticeHandler } from "./hand-on-notices";
import { workOff } from "./work-off";

/** Tries made at a time by one process; each holds a socket for up to a few seconds. */
const deliveriesAtOnce = 8;
/** The net below wake-ups: notices are handed on at least this often. */
const pollMs = 1_000;

/** Hands on notices and delivers them until the worker stops. `bell` is rung when a notice was written. */
export async function runDeliveries(
  context: WorkerContext,
  { mail, publicOrigin = null, outbound = nothingAllowed }: WorkerConfig,
  bell: Bell,
): Promise<void> {
  const { stopping, db } = context;
  const jobs = new Jobs(db, (error) => log.warn({ err: error }, "Jobs could not be looked after"));
  const dispatcher = openGuardedAgent(outbound);
  const mailer = mail ? new Mailer(mail) : null;
  const delivery: DeliveryContext = {
    ...context,
    jobs,
    mailer,
    publicOrigin,
    outbound,
    dispatcher,
    random: Math.random,
  };
  const deliveriesBell = new Bell();
  stopping.addEventListener("abort", () => deliveriesBell.ring(), { once: true });
  try {
    await jobs.start();
    await Promise.all([
      handOn(delivery, bell, deliveriesBell),
      workOff(context, deliveriesBell, {
        atOnce: deliveriesAtOnce,
        claim: (limit) => jobs.claim(limit),
        work: (job) => deliverClaimed(delivery, job),
        trouble: "Deliveries could not be claimed",
      }),
    ]);
  } finally {
    await jobs.stop().catch(() => {});
    mailer?.close();
    await dispatcher.close();
  }
}

async function handOn(context: DeliveryContext, bell: Bell, deliveries: Bell): Promise<void> {
  const handler = new NoticeHandler(context);
  while (!context.stopping.aborted) {
    const heard = bell.next(pollMs);
    try {
      if ((await handler.work()) > 0) deliveries.ring();
    } catch (error) {
      log.warn({ err: error }, "Notices could not be handed on");
      await sleep(pollMs, undefined, { signal: context.stopping }).catch(() => {});
    }
    await heard;
  }
}
