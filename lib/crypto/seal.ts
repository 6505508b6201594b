import sodium from "libsodium-wrappers";
import { readKey, sealingKeyId } from "./key-pair";

export const sealedPrefix = "sealed1";

/**
 * Seals a secret to a public key (libsodium `crypto_box_seal`): whoever seals cannot open it again.
 * `purpose` says what it is and whose, e.g. `vcd-token/<session id>`; it must be named again to open, so that a sealed
 * text moved to another row stays shut. Answers `sealed1.<key id>.<base64url>`.
 */
export async function seal(secret: string, purpose: string, publicKey: string): Promise<string> {
  await sodium.ready;
  const box = sodium.crypto_box_seal(JSON.stringify([purpose, secret]), readKey(publicKey, "public"));
  return [sealedPrefix, sealingKeyId(publicKey), Buffer.from(box).toString("base64url")].join(".");
}
