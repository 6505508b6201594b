import type { DryRun } from "./policies/views";
import type { ClusterDraft } from "./vcd/cluster-draft";
import type { ClusterCheckView } from "./vcd/create-views";
import type { ClusterShare, TemplateSeen, VcdReference } from "./vcd/observed";

/** What a form shows after its action; plain data, so that it works without JavaScript. */
export type FormState = {
  status: "idle" | "done" | "refused" | "failed";
  message?: string;
  next?: string;
  fields?: Record<string, string[]>;
  /** What was entered, so that nothing is lost; never passwords. */
  values?: Record<string, string[]>;
  /** The session ended meanwhile: nothing was done, and nothing of what was entered is lost. */
  signedOut?: boolean;
  /** Reference id of an unexpected error. */
  reference?: string;
  /**
   * A single-use link that was just made, as a path, and for whom: shown once, kept nowhere that people could read.
   * `mailed`: it is on its way to them besides.
   */
  made?: { path: string; name: string; mailed?: boolean };
  /** A secret that was just made, of what: shown once, kept nowhere that people could read. */
  secret?: { text: string; name: string; id: string };
  /** What a rule, as it was typed, would have done to past requests. */
  tried?: DryRun;
  /** A new cluster's draft as it was looked at, in the view that was asked for, and what the checks say of it. */
  looked?: { draft: ClusterDraft; check: ClusterCheckView; notice: { title: string; next?: string } | null };
  /** What CSE was asked for a dialog, and answered: it is not kept. */
  answer?: {
    /** Templates that a cluster can be upgraded to. */
    templates?: TemplateSeen[];
    /** Who has access beside the owner, and who could; null where people cannot be read. */
    shares?: ClusterShare[];
    people?: (VcdReference & { fullName?: string })[] | null;
  };
};

export const idleForm: FormState = { status: "idle" };

/** A server action as a form takes it; pages hand it down. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;
