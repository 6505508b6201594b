import type { Capability } from "../capability";
import type { AddressSpaceLayout } from "../connections/address-space";
import type { Finding } from "../connections/check-request";
import type { RequestKind, RequestState, RequestTerms } from "./requests";
import type { Consequences } from "./review";
import type { ExposureReview } from "./review-exposure";

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
  /** What approval will cause, counted, in words; null once decided. */
  causes: string | null;
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

/** What the checks say now, and what approving will cause, by the kind of what is asked for. */
export type RequestReview =
  | {
      kind: "connection";
      findings: Finding[];
      consequences: Consequences;
      addressSpace: AddressSpaceLayout;
    }
  | ExposureReview;

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
  /** Null once decided: then the page of what was asked for tells what became of it. */
  review: RequestReview | null;
  /** How many of the checks refuse the approval as things stand. */
  refusals: number;
  decide: Capability;
};
