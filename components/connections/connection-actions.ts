import type { FormState } from "@/lib/domain/form-state";

/** A server action as a form takes it; pages hand them down. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

export type ConnectionActions = Record<
  "rename" | "remove" | "withdraw" | "hold" | "release" | "adopt",
  FormAction
>;
