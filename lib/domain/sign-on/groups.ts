/** What an OpenID provider said about a person's groups. */
export type GroupsRead =
  | { ok: true; groups: string[]; missing: boolean }
  /** It has them, yet not here; or what is here is no list of names. */
  | { ok: false; reason: "elsewhere" | "unreadable" };

/** More than the providers put into a token; a longer list is refused as a whole rather than read in part. */
const mostGroups = 1000;
const longestGroup = 256;

/**
 * The groups of a person, as the claim `claim` of their ID token or userinfo holds them: a text or a list of texts, as
 * they are, each once. No claim at all is no group; `missing` tells it from an empty one. Entra ID leaves out a list
 * that is too long and says so in `_claim_names` (OpenID Connect Core 1.0, 5.6.2).
 */
export function readGroups(claims: Record<string, unknown>, claim: string): GroupsRead {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (value === undefined || value === null) {
    const names = claims._claim_names;
    const elsewhere = typeof names === "object" && names !== null && Object.hasOwn(names, claim);
    return elsewhere ? { ok: false, reason: "elsewhere" } : { ok: true, groups: [], missing: true };
  }
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > mostGroups || !list.every(isName)) return { ok: false, reason: "unreadable" };
  return { ok: true, groups: [...new Set(list)].filter((name) => name !== ""), missing: false };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= longestGroup && isKeepable(value);
}

/** PostgreSQL keeps neither U+0000 nor half a character. */
function isKeepable(text: string): boolean {
  return !text.includes("\u0000") && !/\p{Surrogate}/u.test(text);
}
