import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Keys for AES-256-GCM: new texts take the first, old ones the key that they name. */
export type KeyRing = readonly { id: string; key: Buffer }[];

const algorithm = "aes-256-gcm";
const prefix = "box1";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Reads `id:base64[,id:base64…]`, newest first; an id is 1–32 letters, digits, `-`, `_`, a key 32 bytes.
 * Throws with what is wrong, never with a key.
 */
export function readKeyRing(text: string): KeyRing {
  const ring = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [id = "", encoded = ""] = part.split(":", 2);
      const key = Buffer.from(encoded, "base64");
      if (!/^[\w-]{1,32}$/.test(id))
        throw new Error("A key of the key ring has no valid id before its colon.");
      if (key.length !== 32) throw new Error(`The key ${id} of the key ring is not base64 of 32 bytes.`);
      return { id, key };
    });
  if (ring.length === 0) throw new Error("The key ring holds no key.");
  if (new Set(ring.map(({ id }) => id)).size < ring.length) throw new Error("Two keys have one id.");
  return ring;
}

/** Makes one entry of a key ring, `id:base64`. */
export function makeRingKey(id: string): string {
  return `${id}:${randomBytes(32).toString("base64")}`;
}

/**
 * Encrypts a secret that the web itself must read. `purpose` says what it is and whose; it is authenticated, so that a
 * text moved to another row does not open. Answers `box1.<key id>.<base64url of iv, tag, text>`.
 */
export function encryptSecret(secret: string, purpose: string, ring: KeyRing): string {
  const [newest] = ring;
  if (!newest) throw new Error("The key ring holds no key.");
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, newest.key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(purpose));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return [prefix, newest.id, Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64url")].join(".");
}

/** Decrypts what `encryptSecret` made. Throws if the key is unknown, or text or purpose are not those of then. */
export function decryptSecret(encrypted: string, purpose: string, ring: KeyRing): string {
  const [found, keyId, encoded, ...rest] = encrypted.split(".");
  if (found !== prefix || !keyId || !encoded || rest.length > 0)
    throw new Error("This is not an encrypted text.");
  const key = ring.find(({ id }) => id === keyId)?.key;
  if (!key) throw new Error(`It was encrypted with the key ${keyId}, which is not in the key ring.`);
  const bytes = Buffer.from(encoded, "base64url");
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const text = [decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()];
    return Buffer.concat(text).toString("utf8");
  } catch (error) {
    throw new Error("The encrypted text is damaged, or was made for another purpose.", { cause: error });
  }
}

/** Whether a text should be encrypted anew: it was made with a key that is not the newest. */
export function needsNewKey(encrypted: string, ring: KeyRing): boolean {
  return encrypted.split(".")[1] !== ring[0]?.id;
}
