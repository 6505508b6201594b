import { z } from "zod";
import { type AskRow, takeAsk } from "@/lib/db/asks";
import { notFound } from "../errors";
import { verb } from "../verb";

const outcomes: Record<AskRow["state"], string> = {
  waiting: "given up",
  claimed: "given up",
  answered: "handed over",
  failed: "failed",
};

/** Takes away what the person asked for, answered or not: an answer is read once. It is sealed to the key it was asked with. */
export const takeAnswer = verb({
  name: "asks.take",
  kind: "change",
  permission: "kubeconfig.read",
  input: z.object({ askId: z.uuid() }),
  subject: ({ askId }) => ({ kind: "answer", id: askId }),
  run: async ({ actor, input, tx, audit }) => {
    const { organizationId, personId } = actor;
    const row = await takeAsk(tx, { organizationId, personId, id: input.askId });
    if (!row) throw notFound("answer");
    const { state, answerSealed, fault } = row;
    audit({
      subject: { kind: "cluster", id: row.clusterId },
      facts: { asked: row.kind, outcome: outcomes[state], fault: fault?.code, request: fault?.requestId },
    });
    return { state, answerSealed, fault };
  },
});
