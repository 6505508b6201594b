import { z } from "zod";
import { countWaitingAsks, lockAsksOf } from "@/lib/db/asks";
import type { Transaction } from "@/lib/db/pool";
import { askEndsMs, asksAtOnce } from "@/lib/domain/asks/asks";
import { ServiceError } from "../errors";

/** Base64 of 32 bytes. */
export const publicSealingKey = z.string().refine((key) => {
  const bytes = Buffer.from(key, "base64");
  return bytes.length === 32 && bytes.toString("base64") === key;
}, "This is no key that an answer could be sealed to.");

/** Each ask has CSE work for up to a minute: one person keeps few of its workers busy. */
export async function refuseTooManyAsks(tx: Transaction, personId: string, now: Date): Promise<void> {
  await lockAsksOf(tx, personId);
  const waiting = await countWaitingAsks(tx, personId, new Date(now.getTime() - askEndsMs));
  if (waiting < asksAtOnce) return;
  throw new ServiceError("limit", `You wait for ${waiting} answers of CSE already.`, {
    next: "Let them arrive, then try again.",
  });
}
