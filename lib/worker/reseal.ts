import { type SealingKeyPair, sealingKeyId } from "@/lib/crypto/key-pair";
import { openSealed } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import {
  listTextsSealedTo,
  replaceSealedText,
  type SealedPlace,
  type SealedText,
  sealedPlaces,
} from "@/lib/db/sealed-texts";
import { log } from "@/lib/log";
import type { WorkerContext } from "./context";

const batch = 50;

/** `overtaken`: somebody wrote another text meanwhile. `shut`: it does not open, and stays as it is. */
export type Resealing = { resealed: number; overtaken: number; shut: number };

/**
 * Seals to the present key whatever was sealed to one of those before it, a batch at a time until none is left that
 * opens. Each text is replaced by itself and only where it still stands, so that it can be ended at any moment, begun
 * again, and run by several workers at once. With one key there is nothing to do, and nothing is asked.
 */
export async function resealTexts(
  context: Pick<WorkerContext, "db" | "sealingKeys" | "stopping">,
): Promise<Resealing> {
  const [present, ...former] = context.sealingKeys;
  const done: Resealing = { resealed: 0, overtaken: 0, shut: 0 };
  if (!present || former.length === 0) return done;
  const keyIds = former.map(({ publicKey }) => sealingKeyId(publicKey));
  for (const place of Object.keys(sealedPlaces) as SealedPlace[]) {
    let after: string | null = null;
    while (!context.stopping.aborted) {
      const texts = await listTextsSealedTo(context.db, place, { keyIds, after, limit: batch });
      for (const text of texts) {
        if (context.stopping.aborted) break;
        done[await resealText(context, text, present)] += 1;
      }
      after = texts.at(-1)?.id ?? null;
      if (texts.length < batch) break;
    }
  }
  if (done.resealed > 0) log.info(done, "Texts were sealed to the present key");
  return done;
}

async function resealText(
  { db, sealingKeys }: Pick<WorkerContext, "db" | "sealingKeys">,
  sealed: SealedText,
  present: SealingKeyPair,
): Promise<keyof Resealing> {
  const purpose = sealedPlaces[sealed.place].purpose(sealed.id);
  const secret = await openSealed(sealed.text, purpose, sealingKeys).catch(() => null);
  if (secret === null) {
    log.warn({ place: sealed.place, id: sealed.id }, "A sealed text does not open, and keeps its former key");
    return "shut";
  }
  const text = await seal(secret, purpose, present.publicKey);
  return (await replaceSealedText(db, sealed, text)) ? "resealed" : "overtaken";
}
