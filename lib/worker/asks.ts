import { seal } from "@/lib/crypto/seal";
import { type AskRow, answerAsk, claimAsks, endAsks, forgetAnswers } from "@/lib/db/asks";
import {
  type AskAnswer,
  answerKeptMs,
  askClaimMs,
  askEndsMs,
  askFault,
  askFaultCodes,
} from "@/lib/domain/asks/asks";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/providers/provider-error";
import { answerByCse } from "./answer-by-cse";
import { answerRegistered } from "./answer-registered";
import type { WorkerContext } from "./context";

/** What an ask came to. The answer is a secret: it is sealed before it is written anywhere. */
export type AskOutcome = { ok: true; answer: AskAnswer } | { ok: false; fault: ProviderFault };

const earlier = (now: Date, ms: number) => new Date(now.getTime() - ms);

/** Claims asks; ends and forgets those whose time is over. */
export async function claimWaitingAsks({ db, clock }: WorkerContext, limit: number): Promise<AskRow[]> {
  const now = clock();
  const since = earlier(now, askEndsMs);
  const message =
    "No worker has answered within three minutes. Either none runs, or VMware Cloud Director was too slow.";
  const ended = await endAsks(db, since, askFault(askFaultCodes.timedOut, "Ask", message), now);
  if (ended.length > 0) log.warn({ asks: ended.length }, "Asks ended without an answer");
  await forgetAnswers(db, earlier(now, answerKeptMs));
  const claimedUntil = new Date(now.getTime() + askClaimMs);
  return claimAsks(db, { now, since, claimedUntil, limit });
}

/** Answers a claimed ask, sealed to the key of whoever asked. Never throws. */
export async function answerClaimed(context: WorkerContext, ask: AskRow): Promise<void> {
  const { db, clock } = context;
  try {
    const outcome = await answerOf(context, ask);
    const written = outcome.ok
      ? { answerSealed: await seal(JSON.stringify(outcome.answer), `ask/${ask.id}`, ask.publicKey) }
      : { fault: outcome.fault };
    const claimedUntil = ask.claimedUntil ?? clock();
    const answered = await answerAsk(db, { id: ask.id, claimedUntil }, written, clock());
    const fault = outcome.ok ? undefined : outcome.fault.code;
    log.info(
      { ask: ask.id, kind: ask.kind, clusterId: ask.clusterId, fault, answered },
      "An ask was answered",
    );
  } catch (error) {
    log.error({ err: error, ask: ask.id, kind: ask.kind }, "An ask could not be answered");
  }
}

/** Claims what waits and answers it: one round of the loop. */
export async function answerWaitingAsks(context: WorkerContext, limit: number): Promise<number> {
  const claimed = await claimWaitingAsks(context, limit);
  await Promise.all(claimed.map((ask) => answerClaimed(context, ask)));
  return claimed.length;
}

async function answerOf(context: WorkerContext, ask: AskRow): Promise<AskOutcome> {
  try {
    return ask.clusterKind === "vcd" ? await answerByCse(context, ask) : await answerRegistered(context, ask);
  } catch (error) {
    if (error instanceof ProviderError) return { ok: false, fault: error.fault };
    log.error({ err: error, ask: ask.id, kind: ask.kind }, "An ask broke off");
    const message = "Something went wrong while this was being fetched.";
    return { ok: false, fault: askFault(askFaultCodes.unexpected, ask.kind, message) };
  }
}
