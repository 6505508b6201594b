import { hash, verify } from "@node-rs/argon2";

/** The library's defaults are Argon2id with the parameters that OWASP names (19 MiB, two passes). */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

// Compared against when there is no such person, so that the answer takes as long.
let decoy: Promise<string> | null = null;

export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash("no person has this password");
  const matches = await verify(passwordHash ?? (await decoy), password).catch(() => false);
  return matches && passwordHash !== null;
}

export const passwordMinLength = 12;
