import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { v4 as uuidv4 } from "uuid";
import { describeAwsCredentials, type WorkerConfig } from "@/lib/config/worker";
import { sealingKeyPairOf } from "@/lib/crypto/key-pair";
import { listenForWakes } from "@/lib/db/place-wakes";
import { openDatabase } from "@/lib/db/pool";
import { askChannel, noticeChannel } from "@/lib/db/signals";
import { beatHeart, forgetWorker } from "@/lib/db/workers";
import { log } from "@/lib/log";
import { AwsClients } from "@/lib/providers/aws/client";
import { VcdClients } from "@/lib/providers/vcd/client";
import { answerClaimed, claimWaitingAsks } from "./asks";
import { Bell } from "./bell";
import { makeAskedChecks } from "./checks";
import { ClusterActs } from "./cluster-acts";
import type { WorkerContext } from "./context";
import { keepRequests } from "./keep-requests";
import { claimDuePlaces, sweepClaimed } from "./places";
import { probeExposed } from "./probe-exposed";
import { resealTexts } from "./reseal";
import { runDeliveries } from "./run-deliveries";
import { makeAskedSiteChecks } from "./site-checks";
import { CseInventories } from "./vcd-inventory";
import { keepVcdSessions } from "./vcd-sessions";
import { workOff } from "./work-off";

/** Places swept at a time by one process. */
const placesAtOnce = 4;
/** Asks answered at a time: each waits for CSE, which may take a minute. */
const asksAtOnce = 8;
/** Acts sent to CSE at a time. */
const actsAtOnce = 4;
/** The net below wake-ups: places that come due are found at least this often. */
const pollMs = 1_000;
const heartbeatMs = 5_000;
/** Sign-outs reach VCD within this time. */
const sessionsMs = 2_000;
/** How often it is asked which exposed API servers are due to be tried. */
const probesMs = 2_000;
/** How often it is asked whether a former sealing key is still needed. */
const resealMs = 15_000;
/** Reminders and ends of waiting requests come within this time. */
const requestsMs = 10_000;
const workersForgottenMs = 3_600_000;

/**
 * Sweeps places until `stop` is aborted, then ends the sweeps under way and returns. Any number of workers may run
 * on one database. Throws where the database cannot be reached at the start.
 */
export async function runWorker(config: WorkerConfig, stop: AbortSignal): Promise<void> {
  const context: WorkerContext = {
    db: openDatabase(config.databaseUrl, { role: "drawbridge_worker", name: "drawbridge-worker" }),
    clients: new AwsClients(config.awsEndpoints),
    vcdClients: new VcdClients(),
    sealingKeys: await Promise.all(config.sealingPrivateKeys.map(sealingKeyPairOf)),
    installationId: config.installationId,
    workerId: uuidv4(),
    clock: () => new Date(),
    glanceMs: config.glanceSeconds * 1000,
    fullSweepMs: config.fullSweepSeconds * 1000,
    stopping: stop,
  };
  // Each of the loops below waits for it: their number is no leak.
  setMaxListeners(0, stop);
  const bell = new Bell();
  const asksBell = new Bell();
  const actsBell = new Bell();
  const noticesBell = new Bell();
  const bellsOf: Record<string, Bell[]> = {
    [askChannel]: [asksBell, actsBell],
    [noticeChannel]: [noticesBell],
  };
  const acts = new ClusterActs(context);
  const cseInventories = new CseInventories();
  const startedAt = context.clock();
  try {
    await beat(context, config, startedAt);
    const listening = listenForWakes(
      config.databaseUrl,
      stop,
      (channel) => {
        for (const each of bellsOf[channel] ?? [bell]) each.ring();
      },
      (error) => log.warn({ err: error }, "The worker does not hear wake-ups for now; it polls"),
    );
    for (const each of [bell, asksBell, actsBell, noticesBell])
      stop.addEventListener("abort", () => each.ring(), { once: true });
    await Promise.all([
      sweepWhatIsDue(context, bell),
      workOff(context, asksBell, {
        atOnce: asksAtOnce,
        claim: (limit) => claimWaitingAsks(context, limit),
        work: (ask) => answerClaimed(context, ask),
        trouble: "Asks could not be claimed",
      }),
      workOff(context, actsBell, {
        atOnce: actsAtOnce,
        claim: (limit) => acts.claim(limit),
        work: (act) => acts.send(act),
        trouble: "Acts could not be claimed",
      }),
      runDeliveries(context, config, noticesBell),
      repeat(context, heartbeatMs, "A heartbeat failed", () => beat(context, config, startedAt)),
      repeat(context, pollMs, "Account checks failed", () => makeAskedChecks(context)),
      repeat(context, pollMs, "Site checks failed", () => makeAskedSiteChecks(context)),
      repeat(context, pollMs, "Cluster templates could not be read", () => cseInventories.readDue(context)),
      repeat(context, sessionsMs, "Sessions at VCD could not be looked after", () =>
        keepVcdSessions(context),
      ),
      repeat(context, probesMs, "Exposed API servers could not be tried", async () => {
        await probeExposed(context);
      }),
      repeat(context, requestsMs, "Waiting requests could not be looked after", () => keepRequests(context)),
      repeat(context, resealMs, "Texts could not be sealed to the present key", async () => {
        await resealTexts(context);
      }),
      listening,
    ]);
    await forgetWorker(context.db, context.workerId).catch(() => {});
  } finally {
    await Promise.all([context.clients.close(), context.vcdClients.close()]);
    await context.db.$client.end();
  }
}

async function sweepWhatIsDue(context: WorkerContext, bell: Bell): Promise<void> {
  const running = new Set<Promise<unknown>>();
  while (!context.stopping.aborted) {
    const heard = bell.next(pollMs);
    try {
      const free = placesAtOnce - running.size;
      const claims = free > 0 ? await claimDuePlaces(context, free) : [];
      for (const claim of claims) {
        const sweep = sweepClaimed(context, claim)
          .then((report) => ringAt(bell, context.clock(), report?.result.dueAt))
          .finally(() => {
            running.delete(sweep);
            bell.ring();
          });
        running.add(sweep);
      }
    } catch (error) {
      log.error({ err: error }, "Due places could not be claimed");
      await sleep(pollMs);
    }
    await heard;
  }
  await Promise.all(running);
}

/** Places that are due again within a poll are not kept waiting for it. */
function ringAt(bell: Bell, now: Date, dueAt: Date | undefined): void {
  const waitMs = dueAt ? dueAt.getTime() - now.getTime() : pollMs;
  if (waitMs < pollMs) setTimeout(() => bell.ring(), Math.max(waitMs, 0) + 1).unref();
}

async function repeat(
  { stopping }: WorkerContext,
  everyMs: number,
  trouble: string,
  work: () => Promise<void>,
): Promise<void> {
  while (!stopping.aborted) {
    await work().catch((error) => log.warn({ err: error }, trouble));
    await sleep(everyMs, undefined, { signal: stopping }).catch(() => {});
  }
}

function beat(
  { db, workerId, installationId, clock }: WorkerContext,
  { mail }: WorkerConfig,
  startedAt: Date,
): Promise<void> {
  const now = clock();
  return beatHeart(
    db,
    {
      id: workerId,
      startedAt,
      facts: { installationId, credentials: maskKey(describeAwsCredentials()) },
      mailFrom: mail?.from ?? null,
    },
    now,
    new Date(now.getTime() - workersForgottenMs),
  );
}

function maskKey(text: string): string {
  return text.replace(/\b(A[A-Z0-9]{3})[A-Z0-9]{8,}([A-Z0-9]{4})\b/g, "$1…$2");
}
