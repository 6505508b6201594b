import { isKeepable } from "../keepable";

/** What the audit can be narrowed to, as it stands in an address. Empty means all. */
export type AuditFilters = {
  search?: string;
  /** Slug; for the provider's people. */
  organization?: string;
  /** Id of a person. */
  person?: string;
  verb?: string;
  outcome?: string;
  /** First day, `2026-11-01`, UTC. */
  from?: string;
  /** Last day, inclusive. */
  to?: string;
};

export const auditFilterNames = [
  "search",
  "organization",
  "person",
  "verb",
  "outcome",
  "from",
  "to",
] as const satisfies readonly (keyof AuditFilters)[];

const dayMs = 24 * 3600_000;

/** Midnight UTC at which a day begins; null for what is no day of the calendar, such as `2026-02-30`. */
export function startOfDay(day: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const at = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day && at.getUTCFullYear() > 0
    ? at
    : null;
}

/** Midnight UTC at which a day is over. */
export function endOfDay(day: string): Date | null {
  const start = startOfDay(day);
  return start && new Date(start.getTime() + dayMs);
}

/** The filters of a query or a form, and nothing else of it. Only what is said once counts. */
export function pickAuditFilters(query: Record<string, string | string[] | undefined>): AuditFilters {
  const filters: AuditFilters = {};
  for (const name of auditFilterNames) {
    const value = query[name];
    if (typeof value === "string" && value.trim() !== "") filters[name] = value.trim();
  }
  return filters;
}

const personId = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

const faults: Record<keyof AuditFilters, (value: string) => string | null> = {
  search: (text) => (text.length > 200 ? "What is searched for is longer than 200 characters." : null),
  organization: () => null,
  person: (id) => (personId.test(id) ? null : "The person in the address is none: choose one from the list."),
  verb: (text) => (text.length > 100 ? "What was done is longer than any verb: choose one." : null),
  outcome: (text) => (["done", "denied"].includes(text) ? null : "An outcome is “done” or “denied”."),
  from: (day) => (startOfDay(day) ? null : "The first day is none of the calendar: enter one as 2026-11-21."),
  to: (day) => (startOfDay(day) ? null : "The last day is none of the calendar: enter one as 2026-11-21."),
};

/** What is wrong with a filter that is not empty, in a sentence; null for nothing. */
export function findFilterFault(name: keyof AuditFilters, value: string): string | null {
  return isKeepable(value) ? faults[name](value) : "A filter holds a broken character.";
}

/** The filters of an address, those that can be read; of each other one, in words, why it does not narrow. */
export function readAuditFilters(query: Record<string, string | string[] | undefined>): {
  filters: AuditFilters;
  problems: string[];
} {
  const filters = pickAuditFilters(query);
  const problems: string[] = [];
  for (const name of auditFilterNames) {
    const value = filters[name];
    if (value === undefined) continue;
    const fault = findFilterFault(name, value);
    if (fault === null) continue;
    delete filters[name];
    problems.push(fault);
  }
  return { filters, problems };
}

/** An entry's number and hash that were kept elsewhere, as both were entered. */
export type AuditNote = { notedSeq: string; notedHash: string };

/**
 * The note that is to be compared with the chain of `organization`, where there is one, its hash in small letters;
 * `problem` says why what was entered cannot be. Entries of all chains bear the same numbers: it is of one of them.
 */
export function readAuditNote(
  entered: Record<string, string | string[] | undefined>,
  organization: string | undefined,
): { note: AuditNote | null; problem: string | null } {
  const [notedSeq, notedHash] = [entered.notedSeq, entered.notedHash].map((value) =>
    typeof value === "string" ? value.trim().toLowerCase() : "",
  ) as [string, string];
  if (notedSeq === "" && notedHash === "") return { note: null, problem: null };
  const refuse = (what: string) => ({ note: null, problem: `The note was not compared: ${what}` });
  if (!/^[1-9]\d{0,14}$/.test(notedSeq) || !/^[\da-f]{64}$/.test(notedHash)) {
    return refuse("enter the entry’s number and its hash, 64 digits and letters a to f.");
  }
  if (organization === undefined) return refuse("choose the organization that it is of.");
  return { note: { notedSeq, notedHash }, problem: null };
}

/** True where anything is narrowed, the organization apart. */
export function isNarrowed({ organization: _organization, ...filters }: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
