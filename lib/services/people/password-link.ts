import { createHash, randomBytes } from "node:crypto";
import { expirePasswordLinks, insertPasswordLink } from "@/lib/db/password-links";
import type { Transaction } from "@/lib/db/pool";
import { paths } from "@/lib/paths";

const lifetimeMs = 72 * 3600_000;

/** A link, good for one use, to choose a password; earlier ones of the same person end. The token is kept nowhere. */
export async function makePasswordLink(tx: Transaction, personId: string, now: Date): Promise<string> {
  await expirePasswordLinks(tx, personId, now);
  const token = randomBytes(32).toString("base64url");
  await insertPasswordLink(tx, {
    tokenHash: hashToken(token),
    personId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifetimeMs),
  });
  return paths.setPassword(token);
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
