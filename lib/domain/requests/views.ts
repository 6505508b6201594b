import type { Capability } from "../capability";
import type { AddressSpaceLayout } from "../connections/address-space";
import type { Finding } from "../connections/check-request";
import type { RequestKind, RequestState, RequestTerms } from "./requests";
import type { Consequences } from "./review";

/** A line of the approvals queue. Times are ISO strings, so that a page and the API say the same. */
export type RequestLine = {
  id: string;
  kind: RequestKind;
  state: RequestState;
  organization: { slug: string; name: string };
  requestedBy: string;
  requestedAt: string;
  reason: string;
  terms: RequestTerms;
  decidedBy: string | null;
  decidedAt: string | null;
  /** Counts of what approval will cause; null once decided. */
  causes: { calls: number; routes: number; tables: number; tablesRead: boolean } | null;
  /** What the checks say now; null once decided. */
  checks: { refusals: number; warnings: number; first: string | null } | null;
};

export type RequestPage = {
  filter: RequestFilter;
  lines: RequestLine[];
  waiting: number;
  /** Cursor of the next page, or null on the last. */
  next: string | null;
};

export const requestFilters = ["waiting", "decided"] as const;
export type RequestFilter = (typeof requestFilters)[number];

/** Everything an approver is shown; the decision is bound to `termsDigest`. */
export type RequestDetail = {
  id: string;
  kind: RequestKind;
  state: RequestState;
  organization: { slug: string; name: string };
  requestedBy: string;
  requestedAt: string;
  reason: string;
  terms: RequestTerms;
  termsDigest: string;
  decidedBy: string | null;
  decidedAt: string | null;
  note: string | null;
  /** Null once decided: then the connection's own page tells what became of it. */
  review: { findings: Finding[]; consequences: Consequences; addressSpace: AddressSpaceLayout } | null;
  decide: Capability;
};
