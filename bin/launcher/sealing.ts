import { ConfigurationError, type Environment } from "@/lib/config/environment";
import { readSealingPrivateKeys } from "@/lib/config/worker";
import { sealingKeyPairOf } from "@/lib/crypto/key-pair";

/**
 * What a web process must know of the sealing keys: its environment with the public key of the first private one.
 * Without private keys it stays as it is. Throws a ConfigurationError where these are wrong, or a public key is given
 * that is another's: what the web seals to it, the worker could not open, or not after the next change of keys.
 */
export async function withSealingPublicKey(env: Environment): Promise<Environment> {
  if (!env.SEALING_PRIVATE_KEYS) return env;
  const [present = ""] = readSealingPrivateKeys(env);
  const { publicKey } = await sealingKeyPairOf(present);
  if (env.SEALING_PUBLIC_KEY && env.SEALING_PUBLIC_KEY !== publicKey) {
    throw new ConfigurationError([
      {
        name: "SEALING_PUBLIC_KEY",
        problem: "does not belong to the first of SEALING_PRIVATE_KEYS.",
        purpose: "Unset it: where the private keys are, the public one is taken from them.",
      },
    ]);
  }
  return { ...env, SEALING_PUBLIC_KEY: publicKey };
}
