import { answerChannel } from "@/lib/db/signals";
import { subscribeToChannels } from "./channels";

/**
 * Calls `onAnswer` when an ask may have been answered, until the returned function is called. It only saves waiting: what
 * was not heard is found by looking.
 */
export function hearAnswer(askId: string, onAnswer: () => void): () => void {
  return subscribeToChannels((heard) => {
    if (heard === "reconnected" || (heard.channel === answerChannel && heard.payload === askId)) onAnswer();
  });
}
