import { readSealingPublicKey } from "@/lib/config/web";
import { seal } from "@/lib/crypto/seal";

/**
 * Seals a secret so that only the worker can open it, and the web not again. `purpose` says what it is and whose, such
 * as `vcd-site/<id>`: it must be named again to open it.
 */
export function sealForWorker(secret: string, purpose: string): Promise<string> {
  return seal(secret, purpose, readSealingPublicKey());
}
