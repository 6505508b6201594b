import { createHash } from "node:crypto";
import sodium from "libsodium-wrappers";

/** X25519 keys as standard base64 of 32 bytes each. */
export type SealingKeyPair = { publicKey: string; privateKey: string };

/** Makes a key pair for sealed boxes: the worker's, once per installation, or one for a single answer. */
export async function makeSealingKeyPair(): Promise<SealingKeyPair> {
  await sodium.ready;
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return { publicKey: toBase64(publicKey), privateKey: toBase64(privateKey) };
}

/** The key pair of a private key. Throws if it is not base64 of 32 bytes. */
export async function sealingKeyPairOf(privateKey: string): Promise<SealingKeyPair> {
  await sodium.ready;
  const publicKey = sodium.crypto_scalarmult_base(readKey(privateKey, "private"));
  return { publicKey: toBase64(publicKey), privateKey };
}

/** Sixteen hex digits that name a public key; sealed texts carry them, so that keys can be changed. */
export function sealingKeyId(publicKey: string): string {
  return createHash("sha256").update(readKey(publicKey, "public")).digest("hex").slice(0, 16);
}

/** The bytes of a key. Throws if it is not base64 of 32 bytes; the error never repeats the key. */
export function readKey(key: string, which: "public" | "private"): Uint8Array {
  const bytes = Buffer.from(key, "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== key) {
    throw new Error(`The ${which} sealing key is not base64 of 32 bytes.`);
  }
  return new Uint8Array(bytes);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
