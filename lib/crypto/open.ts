import sodium from "libsodium-wrappers";
import { readKey, type SealingKeyPair, sealingKeyId } from "./key-pair";
import { sealedPrefix } from "./seal";

/** A sealed text that does not open; `reason` tells a lost key from a damaged or moved text. */
export class CannotOpen extends Error {
  constructor(
    readonly reason: "not-sealed" | "unknown-key" | "damaged" | "other-purpose",
    message: string,
  ) {
    super(message);
    this.name = "CannotOpen";
  }
}

/**
 * Opens what `seal` made. `keyPairs` holds the present key and those before it; `purpose` must be the one it was
 * sealed with. Throws CannotOpen.
 */
export async function openSealed(
  sealed: string,
  purpose: string,
  keyPairs: readonly SealingKeyPair[],
): Promise<string> {
  await sodium.ready;
  const [prefix, keyId, text, ...rest] = sealed.split(".");
  if (prefix !== sealedPrefix || !keyId || !text || rest.length > 0) {
    throw new CannotOpen("not-sealed", "This is not a sealed text.");
  }
  const keys = keyPairs.find(({ publicKey }) => sealingKeyId(publicKey) === keyId);
  if (!keys) throw new CannotOpen("unknown-key", `It was sealed to the key ${keyId}, which is not here.`);
  const [sealedPurpose, secret] = readBox(text, keys);
  if (sealedPurpose !== purpose) {
    throw new CannotOpen("other-purpose", `It was sealed for another purpose than ${purpose}.`);
  }
  return secret;
}

function readBox(text: string, { publicKey, privateKey }: SealingKeyPair): [string, string] {
  try {
    const box = new Uint8Array(Buffer.from(text, "base64url"));
    const keys = [readKey(publicKey, "public"), readKey(privateKey, "private")] as const;
    const content: unknown = JSON.parse(sodium.crypto_box_seal_open(box, ...keys, "text"));
    if (Array.isArray(content) && typeof content[0] === "string" && typeof content[1] === "string") {
      return [content[0], content[1]];
    }
  } catch {
    // Nothing of what failed is told: it could hold part of the secret.
  }
  throw new CannotOpen("damaged", "The sealed text is damaged.");
}
