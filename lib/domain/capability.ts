/**
 * Whether something may be done now, and if not, why and what to do about it. The same answer greys the button,
 * refuses in the verb and words the API error. `kind`: a right the person lacks, or a state, or a limit, of the thing.
 */
export type Capability =
  | { ok: true }
  | { ok: false; kind: "right" | "state" | "limit"; reason: string; next: string };

export const allowed: Capability = { ok: true };

export function refused(kind: "right" | "state" | "limit", reason: string, next: string): Capability {
  return { ok: false, kind, reason, next };
}

/** What all of several allow: the first that refuses, in words that concern whoever asks most. */
export function firstRefusal(...capabilities: Capability[]): Capability {
  return capabilities.find(({ ok }) => !ok) ?? allowed;
}

/** Why it may not be done and what to do about it, for a control that is greyed; undefined where it may. */
export function whyNot(capability: Capability): string | undefined {
  return capability.ok ? undefined : `${capability.reason} ${capability.next}`;
}
