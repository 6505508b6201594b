export type NamedValue = { name: string; value: string };

/** One property before and after. Null: it did not exist, or the entry does not say. */
export type AuditChange = { name: string; before: string | null; after: string | null; changed: boolean };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Tells what an entry changed, property by property, from the rest of its facts. Verbs record `before` and `after` as
 * objects of the same properties, one of them alone for what was made or ended; `from` and `to` are the same.
 */
export function readFacts(facts: Record<string, unknown>): { changes: AuditChange[]; facts: NamedValue[] } {
  const { before = facts.from, after = facts.to, from: _from, to: _to, ...rest } = facts;
  const old = asRecord(before);
  const now = asRecord(after);
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const changes = names.map((name) => {
    const [was, is] = [show(old?.[name]), show(now?.[name])];
    return { name: wordOf(name), before: was, after: is, changed: was !== is };
  });
  return {
    changes: changes.filter(({ before: was, after: is }) => was !== null || is !== null),
    facts: Object.entries(rest).flatMap(([name, value]) => {
      const shown = show(value);
      return shown === null ? [] : [{ name: wordOf(name), value: shown }];
    }),
  };
}

/** The name that the subject had, where the facts hold one. */
export function nameOfSubject(facts: Record<string, unknown>): string | null {
  const { before, after } = facts;
  const places = [facts, isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  for (const key of ["name", "email", "cluster", "clusterName"]) {
    for (const place of places) {
      if (typeof place[key] === "string" && place[key] !== "") return place[key];
    }
  }
  return null;
}

function asRecord(value: unknown): Record<string, unknown> | null {
  if (value === undefined || value === null) return null;
  return isRecord(value) ? value : { value };
}

/** Null for nothing. Lists of simple values with commas, everything deeper as JSON. */
function show(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (value === true) return "yes";
  if (value === false) return "no";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((each) => typeof each === "string" || typeof each === "number")) {
    return value.length === 0 ? "none" : value.join(", ");
  }
  return JSON.stringify(value);
}

/** `invitationLimit` as `Invitation limit`. */
function wordOf(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\b(id|cidrs?|vpc|arn|dns|url|urn|yaml)\b/g, (word) =>
      word === "cidrs" ? "CIDRs" : word === "id" ? "ID" : word.toUpperCase(),
    );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
