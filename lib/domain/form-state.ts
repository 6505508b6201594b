/** What a form shows after its action; plain data, so that it works without JavaScript. */
export type FormState = {
  status: "idle" | "done" | "refused" | "failed";
  message?: string;
  next?: string;
  fields?: Record<string, string[]>;
  /** What was entered, so that nothing is lost; never passwords. */
  values?: Record<string, string[]>;
  /** Reference id of an unexpected error. */
  reference?: string;
  /** A single-use link that was just made, as a path, and for whom: shown once, kept nowhere. */
  made?: { path: string; name: string };
};

export const idleForm: FormState = { status: "idle" };

/** A server action as a form takes it; pages hand it down. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;
