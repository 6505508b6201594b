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

/** True where anything is narrowed, the organization apart. */
export function isNarrowed({ organization: _organization, ...filters }: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
