import { makeSealingKeyPair, type SealingKeyPair } from "@/lib/crypto/key-pair";
import { openSealed } from "@/lib/crypto/open";
import type { AskAnswer, AskKind } from "@/lib/domain/asks/asks";
import { describeAskFault } from "@/lib/domain/asks/words-asks";
import type { VerbContext } from "../context";
import { ServiceError } from "../errors";
import { lookAtAsk } from "./look-at-ask";
import { takeAnswer } from "./take-answer";

/** Tells when an ask may have been answered; gives back how to stop. Asks are looked at meanwhile all the same. */
export type HearAnswer = (askId: string, onAnswer: () => void) => () => void;

export type AskPatience = {
  /** Between two looks at the row. */
  lookMs: number;
  /** A worker must have taken it up by then. */
  unclaimedMs: number;
  /** The whole wait. CSE's own time limit lies within. */
  mostMs: number;
};

const patience: AskPatience = { lookMs: 1_000, unclaimedMs: 20_000, mostMs: 80_000 };

/**
 * Asks and waits: a key pair is made in memory, the ask is put down under its public half, and the answer is opened with
 * the private one, which is never written anywhere. Throws a ServiceError with the reason where none comes.
 */
export async function askAndAwait<Kind extends AskKind>(
  context: VerbContext,
  kind: Kind,
  ask: (context: VerbContext, publicKey: string) => Promise<{ askId: string }>,
  hear: HearAnswer,
  wait: AskPatience = patience,
): Promise<Extract<AskAnswer, { kind: Kind }>> {
  const keys = await makeSealingKeyPair();
  const startedAt = performance.now();
  const now = () => new Date(context.now.getTime() + (performance.now() - startedAt));
  const { askId } = await ask(context, keys.publicKey);
  await untilEnded({ ...context }, askId, hear, wait, now, startedAt);
  const { state, answerSealed, fault } = await takeAnswer({ ...context, now: now() }, { askId });
  if (state === "answered" && answerSealed) return openAnswer(answerSealed, askId, keys, kind);
  if (fault) {
    const { message, next } = describeAskFault(fault);
    throw new ServiceError("precondition", message, { next });
  }
  throw state === "waiting" ? nobodyCame() : tooSlow();
}

/** Until it is answered, or the patience is over. */
async function untilEnded(
  context: VerbContext,
  askId: string,
  hear: HearAnswer,
  wait: AskPatience,
  now: () => Date,
  startedAt: number,
): Promise<void> {
  let wake = () => {};
  const stop = hear(askId, () => wake());
  try {
    for (;;) {
      const heard = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const { state } = await lookAtAsk({ ...context, now: now() }, { askId });
      if (state === "answered" || state === "failed") return;
      const waitedMs = performance.now() - startedAt;
      if (waitedMs > wait.mostMs || (state === "waiting" && waitedMs > wait.unclaimedMs)) return;
      await orAfter(heard, wait.lookMs);
    }
  } finally {
    stop();
  }
}

async function orAfter(heard: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    heard,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(timer);
}

async function openAnswer<Kind extends AskKind>(
  sealed: string,
  askId: string,
  keys: SealingKeyPair,
  kind: Kind,
): Promise<Extract<AskAnswer, { kind: Kind }>> {
  const answer = JSON.parse(await openSealed(sealed, `ask/${askId}`, [keys])) as AskAnswer;
  if (answer.kind !== kind) throw new Error(`The answer is ${answer.kind}, and ${kind} was asked for.`);
  return answer as Extract<AskAnswer, { kind: Kind }>;
}

const nobodyCame = () =>
  new ServiceError("precondition", "No worker has taken this up, so nothing was asked of CSE.", {
    next: "Try again in a minute. If it stays so, tell the provider: its worker does not run.",
  });

const tooSlow = () =>
  new ServiceError("precondition", "VMware Cloud Director did not answer in time.", {
    next: "Try again in a minute. If it stays so, tell the provider.",
  });
