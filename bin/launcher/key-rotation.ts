import type { SealedPlace } from "@/lib/db/sealed-texts";

export type SealedCount = { place: SealedPlace; keyId: string; texts: number };

/**
 * What the keys are still needed for, in lines for people. `keyIds`: those at hand, the present one first. Done only
 * when no text needs another than the present one: an unknown key counts, for whoever has it must not throw it away.
 */
export function tellKeyNeeds(counts: SealedCount[], keyIds: string[]): { done: boolean; lines: string[] } {
  const [present] = keyIds;
  const needed = [...new Set([...keyIds, ...counts.map(({ keyId }) => keyId)])];
  const lines = needed.map((keyId) => {
    const places = counts.filter((each) => each.keyId === keyId);
    const texts = places.reduce((sum, each) => sum + each.texts, 0);
    const where = places.map((each) => `${each.texts} ${each.place}`).join(", ");
    return `${standingOf(keyId, keyIds)} key ${keyId || "(none: not a sealed text)"}: ${texts === 0 ? "needed for nothing" : `needed for ${where}`}`;
  });
  return { done: counts.every(({ keyId }) => keyId === present), lines };
}

function standingOf(keyId: string, keyIds: string[]): string {
  const index = keyIds.indexOf(keyId);
  return index === 0 ? "Present" : index > 0 ? "Former" : "Unknown";
}

/** What to set where, and in which order, so that at no moment a text is sealed to a key that no worker has. */
export function tellNewSealingKey(
  made: { publicKey: string; privateKey: string },
  keysNow: string | undefined,
): string {
  return [
    "# 1. Where the workers get theirs, and start them again. They open with every key of this list.",
    `SEALING_PRIVATE_KEYS=${made.privateKey},${keysNow || "<what SEALING_PRIVATE_KEYS is now>"}`,
    "# 2. Where web processes that run apart from the workers get theirs, and start them again.",
    `SEALING_PUBLIC_KEY=${made.publicKey}`,
    "# 3. The workers now seal everything to the new key by themselves. See what is left (it exits with 3 until then):",
    "#    npm run keys:rotate -- --status",
    "# 4. Once that says that it is done, take the former keys away: SEALING_PRIVATE_KEYS keeps the new one alone.",
  ].join("\n");
}

/** The same for what signs sessions: the former secret counts until everybody's session has ended by itself. */
export function tellNewSessionSecret(made: string, secretNow: string | undefined, until: Date): string {
  return [
    "# For every web process at once; then start them again. Nobody is signed out by it.",
    `NEXTAUTH_SECRET=${made}`,
    `NEXTAUTH_FORMER_SECRET=${secretNow || "<what NEXTAUTH_SECRET is now>"}`,
    "# After this moment the former secret counts no more, and both lines can go. Has somebody else seen it? Then leave",
    "# both out: everybody signs in anew.",
    `NEXTAUTH_FORMER_SECRET_UNTIL=${until.toISOString()}`,
  ].join("\n");
}
