export type AuditLine = {
  key: string;
  /** ISO. */
  at: string;
  organization: { slug: string; name: string };
  who: string;
  role: string | null;
  /** What was done, as a sentence's end: "approved a request". */
  what: string;
  verb: string;
  outcome: "done" | "denied";
  subject: { kind: string; id: string } | null;
  /** Facts in one line, `name: value`, nothing secret. */
  facts: { name: string; value: string }[];
  requestId: string;
  address: string | null;
};

export type AuditPage = { lines: AuditLine[]; next: string | null };

export type ChainLine = {
  organization: { slug: string; name: string };
  whole: boolean;
  entries: number;
  /** In words; null where it is whole. */
  problem: string | null;
};
