import type { Capability } from "../capability";
import type { AddressSpaceLayout } from "../connections/address-space";
import type { Finding } from "../connections/check-request";
import type { Role } from "../people/roles";
import type { PolicyPart } from "../policies/views";
import type { RequestFilters } from "./filters";
import type { RequestKind, RequestState, RequestTerms } from "./requests";
import type { Consequences } from "./review";
import type { ExposureReview } from "./review-exposure";
import type { Risk } from "./risk";

/** A colleague who is away and for whom whoever looks stands in. */
export type StandsInFor = { name: string; until: string };

/** A line of the approvals queue. Times are ISO strings, so that a page and the API say the same. */
export type RequestLine = {
  id: string;
  kind: RequestKind;
  state: RequestState;
  organization: { slug: string; name: string };
  requestedBy: string;
  requestedAt: string;
  /** Who changed the terms last; null where nobody did. */
  editedBy: string | null;
  /** When it ends undecided. */
  expiresAt: string;
  reason: string;
  terms: RequestTerms;
  /** What a decision about it is bound to. */
  termsDigest: string;
  decidedBy: string | null;
  decidedAt: string | null;
  policy: PolicyPart | null;
  /** People who approved the terms as they stand, and how many must. */
  approvals: number;
  approvalsNeeded: number;
  /** Null once decided, and for tenants. */
  risk: Risk | null;
  /** What approval will cause, counted, in words; null once decided, and for tenants. */
  causes: string | null;
  /** What the checks say now; null once decided, and for tenants. */
  checks: { refusals: number; warnings: number; first: string | null } | null;
  /** Colleagues whom it waits for and for whom whoever looks stands in. */
  standsInFor: StandsInFor[];
  /** Whether whoever looks may approve it now. */
  approve: Capability;
};

export type RequestCounts = { waiting: number; second: number; mine: number; delegated: number };

export type RequestPage = {
  filters: RequestFilters;
  lines: RequestLine[];
  counts: RequestCounts;
  /** Choices of the filter; empty for tenants. */
  organizations: { slug: string; name: string }[];
  /** Cursor of the next page, or null on the last. */
  next: string | null;
};

/** What the checks say now, and what approving will cause, by the kind of what is asked for. */
export type RequestReview =
  | {
      kind: "connection";
      findings: Finding[];
      consequences: Consequences;
      addressSpace: AddressSpaceLayout;
    }
  | ExposureReview;

/** Somebody's approval: `counts`, was taken back, or was of terms that were changed since. */
export type ApprovalView = {
  personName: string;
  at: string;
  note: string | null;
  edition: number;
  standing: "counts" | "taken-back" | "of-earlier-terms";
};

/** A line of the thread. `edit`: what an edit changed, written by Drawbridge for whoever edited. */
export type CommentView = {
  id: string;
  kind: "comment" | "edit";
  personName: string;
  role: Role;
  at: string;
  text: string;
};

/** Everything about a request; the decision is bound to `termsDigest`. */
export type RequestDetail = {
  id: string;
  kind: RequestKind;
  state: RequestState;
  organization: { slug: string; name: string };
  requestedBy: string;
  requestedAt: string;
  editedBy: string | null;
  editedAt: string | null;
  edition: number;
  expiresAt: string;
  reason: string;
  terms: RequestTerms;
  termsDigest: string;
  decidedBy: string | null;
  decidedAt: string | null;
  note: string | null;
  policy: PolicyPart | null;
  approvals: ApprovalView[];
  approvalsNeeded: number;
  comments: CommentView[];
  /** Null once decided, and for tenants. */
  risk: Risk | null;
  /** Null once decided, and for tenants: then the page of what was asked for tells what became of it. */
  review: RequestReview | null;
  /** How many of the checks refuse the approval as things stand. */
  refusals: number;
  standsInFor: StandsInFor[];
  decide: Capability;
  can: {
    approve: Capability;
    takeBack: Capability;
    comment: Capability;
    edit: Capability;
    withdraw: Capability;
  };
};
