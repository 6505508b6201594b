import { describe, expect, it } from "vitest";
import { ConfigurationError } from "@/lib/config/environment";
import { makeSealingKeyPair } from "@/lib/crypto/key-pair";
import { withSealingPublicKey } from "./sealing";

const present = await makeSealingKeyPair();
const former = await makeSealingKeyPair();
const keys = `${present.privateKey},${former.privateKey}`;

describe("the sealing key that a web process gets", () => {
  it("is the first private key's", async () => {
    expect((await withSealingPublicKey({ SEALING_PRIVATE_KEYS: keys })).SEALING_PUBLIC_KEY).toBe(
      present.publicKey,
    );
    const both = { SEALING_PRIVATE_KEYS: keys, SEALING_PUBLIC_KEY: present.publicKey };
    expect(await withSealingPublicKey(both)).toEqual(both);
  });

  it("is the one that is given where the private keys are elsewhere", async () => {
    const apart = { SEALING_PUBLIC_KEY: former.publicKey };
    expect(await withSealingPublicKey(apart)).toEqual(apart);
  });

  it("is refused when it is another's", async () => {
    const mixed = { SEALING_PRIVATE_KEYS: keys, SEALING_PUBLIC_KEY: former.publicKey };
    await expect(withSealingPublicKey(mixed)).rejects.toThrow(
      /SEALING_PUBLIC_KEY does not belong to the first of SEALING_PRIVATE_KEYS/,
    );
    await expect(withSealingPublicKey({ SEALING_PRIVATE_KEYS: "short" })).rejects.toThrow(ConfigurationError);
  });
});
