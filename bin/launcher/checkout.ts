import { createHash } from "node:crypto";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const checkoutRoot = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** Where this machine keeps what a start leaves behind: `DATA_DIR`, or `.data` in the checkout. */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const given = env.DATA_DIR;
  if (!given) return join(checkoutRoot, ".data");
  return isAbsolute(given) ? given : resolve(checkoutRoot, given);
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
