import type { AuditFilters } from "./filters";
import { describeAct } from "./words";

export const exportFormats = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** How many copies one person may take in an hour. */
export const exportsPerHour = 20;

/** An entry as it was recorded; with `previousHash` and `hash` anybody can compute the chain again. */
export type AuditRecord = {
  organization: string;
  organizationId: string;
  seq: number;
  /** ISO. */
  at: string;
  personId: string | null;
  personName: string | null;
  role: string | null;
  verb: string;
  outcome: "done" | "denied";
  subjectKind: string | null;
  subjectId: string | null;
  facts: Record<string, unknown>;
  requestId: string;
  address: string | null;
  previousHash: string;
  hash: string;
};

const columns: [string, (record: AuditRecord) => string | number | null][] = [
  ["organization", (record) => record.organization],
  ["number", (record) => record.seq],
  ["time", (record) => record.at],
  ["person", (record) => record.personName],
  ["person id", (record) => record.personId],
  ["role", (record) => record.role],
  ["verb", (record) => record.verb],
  ["act", (record) => describeAct(record.verb, record.outcome)],
  ["outcome", (record) => record.outcome],
  ["subject kind", (record) => record.subjectKind],
  ["subject id", (record) => record.subjectId],
  ["before", ({ facts }) => json(facts.before ?? facts.from)],
  ["after", ({ facts }) => json(facts.after ?? facts.to)],
  ["facts", ({ facts: { before: _b, after: _a, from: _f, to: _t, ...facts } }) => json(facts)],
  ["request id", (record) => record.requestId],
  ["address", (record) => record.address],
  ["previous hash", (record) => record.previousHash],
  ["hash", (record) => record.hash],
];

function json(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value);
  return text === "{}" ? null : text;
}

// Where a spreadsheet begins a cell: at the start, and behind what splits a line in other locales. Blanks and quotes
// in front are dropped by some. Full-width signs count as plain ones.
const formula = /(^|[;\t\r\n|])([\s\p{Cf}"']*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu;

/**
 * A text that no spreadsheet takes for a formula: an apostrophe stands before every `=`, `+`, `-` or `@` that a cell
 * could begin with, and before a leading tab or carriage return (OWASP, CSV Injection).
 */
export function neutralizeFormula(text: string): string {
  const marked = text.replace(formula, "$1$2'");
  return /^[\t\r\n]/.test(marked) ? `'${marked}` : marked;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  return `"${neutralizeFormula(value).replaceAll('"', '""')}"`;
}

/**
 * The first line of a CSV (RFC 4180, CRLF), behind a byte order mark: without it Excel reads UTF-8 as the locale's own
 * code page and garbles every name that is not English.
 */
export function csvHead(): string {
  return `\uFEFF${columns.map(([name]) => cell(name)).join(",")}\r\n`;
}

/** One entry as a line of CSV: texts quoted, formulas neutralized, so not for byte-exact use. */
export function csvLine(record: AuditRecord): string {
  return `${columns.map(([, of]) => cell(of(record))).join(",")}\r\n`;
}

/** One entry as a line of NDJSON, exactly as recorded. No byte order mark: RFC 8259 forbids one. */
export function ndjsonLine(record: AuditRecord): string {
  return `${JSON.stringify(record)}\n`;
}

export const contentTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson; charset=utf-8",
};

/** `audit-acme-2026-11-01-to-2026-11-22.csv`; slugs and days are plain ASCII. */
export function nameExport(
  organization: string | null,
  { from, to }: Pick<AuditFilters, "from" | "to">,
  format: ExportFormat,
  now: Date,
): string {
  const last = to ?? now.toISOString().slice(0, 10);
  return `audit-${organization ?? "all"}-${from ? `${from}-to-` : "until-"}${last}.${format}`;
}
