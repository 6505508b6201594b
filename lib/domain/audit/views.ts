import type { AuditChange, NamedValue } from "./changes";

export type AuditOutcome = "done" | "denied";

export type AuditLine = {
  key: string;
  /** Number of the entry in its organization's chain, from 1. */
  seq: number;
  /** ISO. */
  at: string;
  organization: { slug: string; name: string };
  who: string;
  role: string | null;
  /** What was done, as a sentence's end: "approved a request". */
  what: string;
  verb: string;
  outcome: AuditOutcome;
  /** `name` as it was then, where the entry says it. */
  subject: { kind: string; id: string; name: string | null } | null;
  changes: AuditChange[];
  /** The other facts, nothing secret. */
  facts: NamedValue[];
  requestId: string;
  address: string | null;
};

export type AuditPage = { lines: AuditLine[]; next: string | null };

/** One entry with its place in the chain. */
export type AuditEntryView = AuditLine & {
  personId: string | null;
  chain: {
    previousHash: string;
    hash: string;
    /** Whether the hash, computed again, is the one it carries, and the next entry's predecessor. */
    fits: boolean;
  };
  /** Numbers of the entries beside it. */
  older: number | null;
  newer: number | null;
};

export type AuditChoices = {
  /** Everybody who did something or was refused it, within reach. */
  people: { id: string; name: string }[];
  /** Null for those who see one organization only. */
  organizations: { slug: string; name: string }[] | null;
};

export type ChainLine = {
  organization: { slug: string; name: string };
  whole: boolean;
  entries: number;
  /** The newest entry and its hash: kept elsewhere, they show a chain that was rewritten as a whole. */
  head: { seq: number; hash: string };
  /** Whether the entry that was noted elsewhere is still the same; null where none was given. */
  noted: { seq: number; same: boolean } | null;
  /** In words; null where it is whole. */
  problem: string | null;
};
