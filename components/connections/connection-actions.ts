import type { FormAction } from "@/lib/domain/form-state";

export type ConnectionActions = Record<
  "rename" | "remove" | "withdraw" | "hold" | "release" | "adopt",
  FormAction
>;
